using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Codec;

public sealed class MutationTests
{
    private const long MemoryBoundBytes = 64 * 1024 * 1024;

    [Fact]
    public void A_damaged_packet_is_waited_for_refused_with_a_reason_or_read_as_what_it_says()
    {
        var count = Mutation.Count("OMS_MQTT_MUTATIONS", 50_000);
        var random = new Random(20260101);
        var (refused, read, waited) = (0, 0, 0);
        for (var i = 0; i < count; i++)
        {
            var (bytes, version) = Mutation.Make(random);
            try
            {
                var buffer = new ReadOnlySequence<byte>(bytes);
                if (!FrameReader.TryRead(ref buffer, 1_048_576, out var header, out var body))
                {
                    waited++;
                    continue;
                }

                var packet = PacketDecoder.Read(header, body.ToArray(), version, new TopicCache());
                AssertSaysTheSameAgain(packet, version);
                read++;
            }
            catch (MqttProtocolException broken)
            {
                Assert.True((int)broken.ReasonCode >= 0x80);
                refused++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{count} mutations: {refused} refused, {read} read, {waited} waited for");
        Assert.True(refused > count / 4 && read > count / 100 && waited > count / 100);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) < MemoryBoundBytes);
    }

    [Fact]
    public async Task Damaged_packets_over_TCP_end_their_own_connection_and_no_other()
    {
        var count = Mutation.Count("OMS_MQTT_TCP_MUTATIONS", 1_000);
        await using var harness = await KestrelHarness.StartAsync();
        var random = new Random(20260102);
        using var healthy = await ConnectAsync(harness.Port);
        for (var i = 0; i < count; i++)
        {
            await SendDamagedAsync(harness.Port, random);
            if (i % 20 == 0)
            {
                await ServeHealthyAsync(healthy, (ushort)(1 + (i / 20 % 60_000)));
            }

            if (i % 1_000 == 0)
            {
                // What the host recorded is the test's own memory.
                harness.Ingest.Messages.Clear();
            }
        }

        var deadline = TimeProvider.System.GetTimestamp();
        while (harness.Listener.ConnectionCount > 1)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < RawPeer.Patience, "a connection hangs");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        harness.Ingest.Messages.Clear();
        await ServeHealthyAsync(healthy, 61_000);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) < MemoryBoundBytes);
    }

    private static void AssertSaysTheSameAgain(MqttPacket packet, MqttProtocolVersion version)
    {
        // An empty topic name stands only beside an alias, which the writer does not know by itself.
        var ownVersion = packet is MqttPacket.Connect connect ? connect.Version : version;
        var bytes = new ReadOnlySequence<byte>(RawPeer.Bytes(packet, ownVersion));
        Assert.True(FrameReader.TryRead(ref bytes, uint.MaxValue, out var header, out var body));
        var again = PacketDecoder.Read(header, body.ToArray(), ownVersion, new TopicCache());
        Assert.Equal(PacketGen.Describe(packet), PacketGen.Describe(again));
    }

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var connect = new MqttPacket.Connect(MqttProtocolVersion.V311, "healthy", true);
        await socket.SendAsync(RawPeer.Bytes(connect, MqttProtocolVersion.V311));
        await ReadExactlyAsync(socket, 4);
        return socket;
    }

    private static async Task ServeHealthyAsync(Socket healthy, ushort packetId)
    {
        await healthy.SendAsync(RawPeer.Bytes(ListenerHarness.Publish(packetId, 1), MqttProtocolVersion.V311));
        var answer = await ReadExactlyAsync(healthy, 4);
        Assert.Equal([0x40, 0x02, (byte)(packetId >> 8), (byte)(packetId & 0xFF)], answer);
    }

    /// <summary>Half of the time after a good CONNECT, half of the time in its place; then the sender closes.</summary>
    private static async Task SendDamagedAsync(int port, Random random)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var (bytes, version) = Mutation.Make(random);
        try
        {
            if (random.Next(2) == 0)
            {
                await socket.SendAsync(RawPeer.Bytes(new MqttPacket.Connect(version, "damaged", true), version));
            }

            await socket.SendAsync(bytes);
            socket.Shutdown(SocketShutdown.Send);
            var sink = new byte[4_096];
            while (await socket.ReceiveAsync(sink).WaitAsync(RawPeer.Patience) > 0)
            {
                // Whatever the listener says before it closes.
            }
        }
        catch (SocketException)
        {
            // The listener may close on the first bytes, with the rest unread.
        }
    }

    private static async Task<byte[]> ReadExactlyAsync(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var got = 0; got < count;)
        {
            var more = await socket.ReceiveAsync(bytes.AsMemory(got)).AsTask().WaitAsync(RawPeer.Patience);
            Assert.True(more > 0, "the listener closed a healthy connection");
            got += more;
        }

        return bytes;
    }
}
