using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Oms.Actors.Cluster;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Oms.Testing;

namespace Oms.Campaigns.Cluster;

/// <summary>Somebody at the nodes' peer ports who is no peer.</summary>
internal sealed class GarbagePeer(string folder, Random random)
{
    private const int ConnectionsEach = 8;
    private const int BytesMax = 20_000;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    /// <summary>Sends random bytes, and HTTP/2 whose frames are damaged after a good beginning.</summary>
    public async Task SendGarbageAsync(IPEndPoint port)
    {
        for (var i = 0; i < ConnectionsEach; i++)
        {
            await SendAsync(port, i % 2 == 0 ? Noise(random.Next(1, BytesMax)) : DamagedFrames());
        }
    }

    /// <summary>Speaks the protocol with another secret; it must not be answered.</summary>
    /// <exception cref="InvalidDataException">It was served.</exception>
    public async Task AskWithAnotherSecretAsync(IPEndPoint port)
    {
        using var meters = new TestMeterFactory();
        using var metrics = new PeerMetrics(meters);
        var self = Node("stranger", "127.0.0.1:1");
        await using var peers = new HttpPeers(
            new PeerOptions(new PeerTrust(PeerSecret.FromFile(Secret()), null)),
            () => self,
            new PeerServices(TimeProvider.System, NullLoggerFactory.Instance, metrics, new Random(random.Next())));
        try
        {
            using var limit = new CancellationTokenSource(AnswerLimit, TimeProvider.System);
            var frame = new AskFrame
            {
                Verb = AskVerb.Read,
                Tenant = "main",
                Kind = "stock-item",
                Id = "LOAD-1@load",
                WaitMilliseconds = 1_000,
            };
            var answer = await peers.AskAsync(Node("somebody", $"{port}"), frame, limit.Token)
                .AsTask().WaitAsync(AnswerLimit, TimeProvider.System, CancellationToken.None);
            throw new InvalidDataException($"A peer with another secret was answered: {answer.Outcome}.");
        }
        catch (Exception failure) when (failure
            is PeerUnreachableException or OperationCanceledException or TimeoutException)
        {
            // As it must be.
        }
    }

    private NodeInfo Node(string name, string address) => new(Id(), name, address, Id());

    private Guid Id() => new(Noise(16));

    private string Secret()
    {
        var file = Path.Combine(folder, "stranger.secret");
        File.WriteAllBytes(file, Convert.ToHexStringLower(Noise(32)).Select(letter => (byte)letter).ToArray());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }

    private byte[] Noise(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    // The preface and empty settings, then frames with a sound length and type whose content is noise.
    private byte[] DamagedFrames()
    {
        List<byte> bytes = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];
        for (var frames = random.Next(1, 20); frames > 0; frames--)
        {
            var content = Noise(random.Next(200));
            bytes.AddRange([0, 0, (byte)content.Length, (byte)random.Next(10), (byte)random.Next(256)]);
            bytes.AddRange([0, 0, 0, (byte)random.Next(8), .. content]);
        }

        return [.. bytes];
    }

    private static async Task SendAsync(IPEndPoint port, byte[] bytes)
    {
        try
        {
            using var client = new TcpClient();
            using var limit = new CancellationTokenSource(AnswerLimit, TimeProvider.System);
            await client.ConnectAsync(port, limit.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(bytes, limit.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            var answer = new byte[4_096];
            while (await stream.ReadAsync(answer, limit.Token) > 0)
            {
                // Whatever it answers is of no use.
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
        {
            // Cut off, as it should be.
        }
    }
}
