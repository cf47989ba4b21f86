using System.Text.Json;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Peers;

/// <summary>Peers on the loopback interface, over real sockets, and all that they need.</summary>
internal sealed class PeerScene : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestMeterFactory _meters = new();
    private readonly List<IAsyncDisposable> _parts = [];

    public PeerScene()
    {
        Services = new PeerServices(TimeProvider.System, Logs, new PeerMetrics(_meters), new Random(1));

        // Waits that a busy machine does not exceed; a test that is about waiting sets its own.
        Options = new PeerOptions(Trusts.Secret())
        {
            HandshakeWait = Duration.FromSeconds(60),
            FinishWait = Duration.FromSeconds(60),
            Ping = Duration.FromSeconds(30),
        };
    }

    public PeerTrusts Trusts { get; } = new();

    public CollectedLogs Logs { get; } = new();

    public PeerServices Services { get; }

    /// <summary>The options of the cluster.</summary>
    public PeerOptions Options { get; set; }

    public static NodeInfo Caller { get; } =
        new(Guid.Parse("00000000-0000-0000-0000-00000000000c"), "caller", "", default);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts a node that serves.</summary>
    public async Task<PeerNode> StartAsync(
        Func<AskFrame, ValueTask<ReplyFrame>> serve, PeerOptions? options = null, string name = "b", int port = 0)
    {
        var node = await PeerNode.StartAsync(name, port, options ?? Options, Services, serve);
        _parts.Add(node);
        return node;
    }

    /// <summary>Starts a node that does with a stream what a test says.</summary>
    public async Task<PeerNode> StartAsync(StreamHandler handler)
    {
        var node = await PeerNode.StartAsync("raw", Options, Services, handler);
        _parts.Add(node);
        return node;
    }

    /// <summary>The way of another node to its peers.</summary>
    public HttpPeers Peers(PeerOptions? options = null, Func<ClusterTable?>? nodes = null)
    {
        var peers = new HttpPeers(options ?? Options, () => Caller, Services) { Nodes = nodes };
        _parts.Add(peers);
        return peers;
    }

    public async Task<RawCaller> CallAsync(PeerNode node)
    {
        var caller = await RawCaller.OpenAsync(node.Info, Services);
        _parts.Add(caller);
        return caller;
    }

    public static AskFrame Ask(string id = "o-1", string? text = null, long waitMilliseconds = 60_000) => new()
    {
        Verb = AskVerb.Ask,
        Tenant = "main",
        Kind = "order",
        Id = id,
        WaitMilliseconds = waitMilliseconds,
        CommandId = Guid.Parse("00000000-0000-7000-8000-000000000001"),
        PrincipalKind = "System",
        PrincipalId = "test",
        Command = JsonSerializer.SerializeToElement(text ?? ""),
    };

    /// <summary>Answers with the command as the state.</summary>
    public static ValueTask<ReplyFrame> Echo(AskFrame ask) => ValueTask.FromResult(
        new ReplyFrame { Outcome = ReplyOutcome.Accepted, State = ask.Command });

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It did not come to be.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        Services.Metrics.Dispose();
        _meters.Dispose();
        Logs.Dispose();
        Trusts.Dispose();
    }
}
