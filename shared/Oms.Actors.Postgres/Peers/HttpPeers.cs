using System.Collections.Concurrent;
using System.Net;
using Oms.Actors.Cluster;
using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Peers;

/// <summary>Carries asks to other nodes over one HTTP/2 stream to each, and their answers back in any order.</summary>
/// <remarks>
/// A stream is opened at the first ask. When it breaks every ask in flight fails at once, and none is sent again by
/// itself; the next ask opens it again, after a pause that grows and has jitter: within it asks fail at once.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class HttpPeers : IPeers, IAsyncDisposable
{
    private const int WindowBytes = 1 << 20;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, PeerLink> _links = new();
    private readonly PeerOptions _options;
    private readonly Func<NodeInfo> _self;
    private readonly PeerServices _services;
    private readonly HttpMessageInvoker _http;
    private readonly ITimer _timer;
    private volatile bool _disposed;

    /// <param name="self">This incarnation of the node.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public HttpPeers(PeerOptions options, Func<NodeInfo> self, PeerServices services)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        options.Validate();
        (_options, _self, _services) = (options, self, services);
        _http = new HttpMessageInvoker(NewHandler(options), disposeHandler: true);
        _timer = services.Time.CreateTimer(
            static peers => ((HttpPeers)peers!).TidyUp(), this, Tick, Tick);
    }

    /// <summary>
    /// The nodes as this one knows them: <see cref="ActorSystem.Cluster"/>. The stream to one that is no longer among
    /// them is closed once it rests. Null leaves that to <see cref="PeerOptions.IdleFor"/>.
    /// </summary>
    public Func<ClusterTable?>? Nodes { get; init; }

    /// <summary>How many peers there is a way to.</summary>
    public int Count => _links.Count;

    /// <remarks>An answer of <see cref="RetryReason.Overloaded"/> at once says that too many are in flight.</remarks>
    public ValueTask<ReplyFrame> AskAsync(NodeInfo peer, AskFrame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(peer);
        ArgumentNullException.ThrowIfNull(frame);
        if (_disposed)
        {
            return ValueTask.FromException<ReplyFrame>(
                new PeerUnreachableException(peer.Name, new ObjectDisposedException(nameof(HttpPeers))));
        }

        var link = _links.GetOrAdd(
            peer.Id,
            static (_, made) => new PeerLink(
                made.peer, made.peers._self, made.peers._options, made.peers._services, made.peers._http),
            (peer, peers: this));
        return link.AskAsync(frame, cancellationToken);
    }

    /// <summary>Ends every stream; asks in flight fail.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _timer.DisposeAsync();
        await Task.WhenAll(_links.Values.Select(link => link.CloseAsync("this node stops")));
        _http.Dispose();
    }

    private static SocketsHttpHandler NewHandler(PeerOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.HandshakeWait.ToTimeSpan(),
            InitialHttp2StreamWindowSize = WindowBytes,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = options.Ping.ToTimeSpan(),
            KeepAlivePingTimeout = options.Ping.ToTimeSpan(),
        };
        if (options.Trust.Certificates is { } certificates)
        {
            handler.SslOptions = certificates.ForClient();
        }

        return handler;
    }

    private void TidyUp()
    {
        var nodes = Nodes?.Invoke() ?? ClusterTable.Empty;
        foreach (var (id, link) in _links)
        {
            link.Expire();
            var left = link.IsResting && nodes.Nodes.Count > 0
                && nodes.Find(id) is null or { State: NodeState.Dead };
            if ((left || link.IsIdle) && _links.TryRemove(id, out _))
            {
                _ = link.CloseAsync(left ? "the peer has left" : "nothing was asked for a while");
            }
        }
    }
}
