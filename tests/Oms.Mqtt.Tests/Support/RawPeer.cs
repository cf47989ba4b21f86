using System.Buffers;
using System.IO.Pipelines;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Tests.Support;

/// <summary>The other end of a connection, which sends what the test says, be it right or wrong.</summary>
internal sealed class RawPeer(IDuplexPipe pipe, MqttProtocolVersion version)
{
    /// <summary>A hang guard, never a wait.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TopicCache _topics = new();

    public MqttProtocolVersion Version { get; } = version;

    public static byte[] Bytes(MqttPacket packet, MqttProtocolVersion version)
    {
        var buffer = new PacketBuffer();
        PacketEncoder.Write(buffer, packet, version);
        return buffer.Written.ToArray();
    }

    public Task SendAsync(MqttPacket packet) => SendAsync(Bytes(packet, Version));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) =>
        await pipe.Output.WriteAsync(bytes).AsTask().WaitAsync(Patience);

    /// <summary>Sends as far as the other end takes it, and goes on when it has closed.</summary>
    public async Task TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // The other end may close on the first bytes.
        }
    }

    /// <summary>The next packet, or null when the other end closed.</summary>
    public async Task<MqttPacket?> ReadAsync()
    {
        if (await ReadFrameAsync(Patience) is not { } frame)
        {
            return null;
        }

        var bytes = new ReadOnlySequence<byte>(frame);
        FrameReader.TryRead(ref bytes, int.MaxValue, out var header, out var body);
        return PacketDecoder.Read(header, body.ToArray(), Version, _topics);
    }

    /// <summary>The bytes of the next packet, or null when the other end closed.</summary>
    /// <exception cref="TimeoutException">Neither came.</exception>
    public async Task<byte[]?> ReadFrameAsync(TimeSpan patience)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await pipe.Input.ReadAsync().AsTask().WaitAsync(patience);
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                return null;
            }

            var rest = result.Buffer;
            if (FrameReader.TryRead(ref rest, int.MaxValue, out _, out _))
            {
                var frame = result.Buffer.Slice(0, rest.Start).ToArray();
                pipe.Input.AdvanceTo(rest.Start);
                return frame;
            }

            pipe.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    public async Task<T> ReadAsync<T>()
        where T : MqttPacket
    {
        var packet = await ReadAsync();
        return Assert.IsType<T>(packet);
    }

    /// <summary>Reads on until the other end closes; what came on the way is returned.</summary>
    public async Task<IReadOnlyList<MqttPacket>> ReadToEndAsync()
    {
        var packets = new List<MqttPacket>();
        while (await ReadAsync() is { } packet)
        {
            packets.Add(packet);
        }

        return packets;
    }

    /// <summary>A round trip: everything sent before was handled when it returns.</summary>
    public async Task PingAsync()
    {
        await SendAsync(new MqttPacket.PingReq());
        await ReadAsync<MqttPacket.PingResp>();
    }

    /// <summary>Reads that many acknowledgements, then makes the round trip.</summary>
    public async Task PingAsyncAfter(int acknowledgements)
    {
        for (var i = 0; i < acknowledgements; i++)
        {
            await ReadAsync<MqttPacket.Acknowledge>();
        }

        await PingAsync();
    }

    public async Task CloseAsync()
    {
        await pipe.Output.CompleteAsync();
        await pipe.Input.CompleteAsync();
    }
}
