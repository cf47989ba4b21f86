using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Oms.Actors.Cluster;
using Oms.Actors.Postgres.Cells;
using Oms.Actors.Postgres.Cluster;
using Oms.Actors.Routing;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;

namespace Oms.Actors.Postgres.Tests;

/// <summary>A node of a cluster on a real database, with accounts; its peers are in the same process.</summary>
internal sealed class ClusterMember : IPeers, IAsyncDisposable
{
    private static int _incarnations;

    private readonly ConcurrentDictionary<string, ClusterMember> _members;
    private readonly PostgresCells _cells;
    private readonly TestMeterFactory _meters = new();
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterMember(
        string name,
        PostgresCells cells,
        ClusterOptions options,
        ConcurrentDictionary<string, ClusterMember> members)
    {
        (Name, _cells, _members) = (name, cells, members);
        System = new ActorSystem(
            new ActorSystemServices(
                cells.Journal, TimeProvider.System, NullLoggerFactory.Instance, _meters, Guid.Empty, new Random(1))
            {
                Cluster = new ClusterServices(Store, this, name, $"https://{name}", NewGuid(), NewGuid)
                {
                    Cells = cells.Stores,
                    Map = cells.Map,
                    Options = options,
                },
            });
        Accounts = System.Register(AccountKind.Type);
    }

    public string Name { get; }

    public PostgresClusterStore Store => _cells.Stores[0];

    public ShardMover Mover => _cells.Mover;

    public ActorSystem System { get; }

    public IShardRegion<Account, AccountCommand, AccountEvent, AccountRejection> Accounts { get; }

    private bool IsDead => _died.Task.IsCompleted;

    /// <summary>Starts a node over one database.</summary>
    public static Task<ClusterMember> StartAsync(
        string name,
        PostgresJournalOptions database,
        ClusterOptions options,
        ConcurrentDictionary<string, ClusterMember> members,
        CancellationToken cancellationToken) =>
        StartAsync(name, [new PostgresCell("main", database)], options, members, cancellationToken);

    public static async Task<ClusterMember> StartAsync(
        string name,
        IReadOnlyList<PostgresCell> databases,
        ClusterOptions options,
        ConcurrentDictionary<string, ClusterMember> members,
        CancellationToken cancellationToken)
    {
        var cells = await PostgresCells.OpenAsync(databases, TimeProvider.System, cancellationToken);
        var member = new ClusterMember(name, cells, options, members);
        members[name] = member;
        await member.System.StartAsync(cancellationToken);
        return member;
    }

    public async ValueTask<ReplyFrame> AskAsync(NodeInfo peer, AskFrame frame, CancellationToken cancellationToken) =>
        !IsDead && _members.TryGetValue(peer.Name, out var other)
            ? await other.CallAsync(system => system.ServeAsync(frame).AsTask()).WaitAsync(cancellationToken)
            : throw new PeerUnreachableException(peer.Name);

    /// <summary>Calls the node from outside; a node that dies answers nothing.</summary>
    /// <exception cref="PeerUnreachableException">It died.</exception>
    public async Task<T> CallAsync<T>(Func<ActorSystem, Task<T>> call)
    {
        try
        {
            var answer = call(System);
            return await Task.WhenAny(answer, _died.Task) == answer && !IsDead
                ? await answer
                : throw new PeerUnreachableException(Name);
        }
        catch (ObjectDisposedException failure) when (IsDead)
        {
            throw new PeerUnreachableException(Name, failure);
        }
    }

    /// <summary>Ends it at once, as a killed process does: it gives nothing up and says nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_died.TrySetResult())
        {
            _members.TryRemove(Name, out _);
            await System.DisposeAsync();
            await _cells.DisposeAsync();
            _meters.Dispose();
        }
    }

    private static Guid NewGuid() => new(Interlocked.Increment(ref _incarnations), 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
}
