using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;

namespace Oms.Testing;

/// <summary>The meeting place of a simulated cluster, with the rules of the real one and a clock of its own.</summary>
public sealed class MemoryClusterStore
{
    private readonly MemoryStore _store;
    private readonly Func<Instant> _now;
    private Dictionary<Guid, (NodeInfo Node, NodeState State, Instant LeaseUntil)> _nodes = [];
    private Guid?[] _owners;
    private string?[] _preferred;
    private int _format = 1;

    /// <param name="store">The journals' store: its shards are given by these rules from now on.</param>
    /// <param name="now">The store's clock.</param>
    public MemoryClusterStore(MemoryStore store, Func<Instant> now)
    {
        ArgumentNullException.ThrowIfNull(store);
        (_store, _now) = (store, now);
        (_owners, _preferred) = (new Guid?[store.ShardCount], new string?[store.ShardCount]);
        store.MayAcquire = TryTake;
    }

    /// <summary>How often a node was declared dead because its lease had ended.</summary>
    public int Buried { get; private set; }

    /// <summary>Told of every lease that was given or renewed.</summary>
    public Action<Guid>? Renewed { get; init; }

    /// <summary>What brings the nodes and the shards' owners back to what they are now, the journals' store
    /// excepted.</summary>
    public Action Remember()
    {
        var nodes = _nodes.ToDictionary();
        Guid?[] owners = [.. _owners];
        string?[] preferred = [.. _preferred];
        var format = _format;
        return () => (_nodes, _owners, _preferred, _format) = (nodes, owners, preferred, format);
    }

    public void Join(NodeInfo node, Duration ttl)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Version < _format)
        {
            throw new NodeOutdatedException(node.Name, node.Version, _format);
        }

        if (_nodes.ContainsKey(node.Id))
        {
            if (!Heartbeat(node.Id, ttl))
            {
                throw new NodeNameTakenException(node.Name, node.Address);
            }

            return;
        }

        var inTheWay = _nodes.Where(entry => entry.Value is var (other, state, _) && state is not NodeState.Dead
            && (other.Home == node.Home || other.Name == node.Name || other.Address == node.Address)).ToList();
        if (inTheWay.Exists(entry => entry.Value.Node.Home != node.Home && entry.Value.LeaseUntil >= _now()))
        {
            throw new NodeNameTakenException(node.Name, node.Address);
        }

        foreach (var (id, row) in inTheWay)
        {
            _nodes[id] = row with { State = NodeState.Dead };
        }

        _nodes.Add(node.Id, (node, NodeState.Up, _now() + ttl));
        Renewed?.Invoke(node.Id);
    }

    public bool Heartbeat(Guid node, Duration ttl)
    {
        if (!_nodes.TryGetValue(node, out var row) || row.State is NodeState.Dead)
        {
            return false;
        }

        _nodes[node] = row with { LeaseUntil = _now() + ttl };
        Renewed?.Invoke(node);
        return true;
    }

    public ClusterTable Read() => new(
        [.. _nodes.Values.Where(row => row.State is not NodeState.Dead || _owners.Contains(row.Node.Id))
            .Select(row => new NodeRow(row.Node, row.State, row.LeaseUntil < _now()))],
        [.. Enumerable.Range(0, _owners.Length).Select(shard => new ShardRow(
            shard, _store.StateOf(shard).Epoch, _owners[shard], _store.StateOf(shard).Head, _preferred[shard]))])
    {
        Format = _format,
    };

    public int DeclareExpired(Guid observer, Duration grace)
    {
        var declared = 0;
        if (!_nodes.TryGetValue(observer, out var self) || self.State is NodeState.Dead || self.LeaseUntil < _now())
        {
            return 0;
        }

        foreach (var (id, row) in _nodes.ToList())
        {
            if (row.State is not NodeState.Dead && row.LeaseUntil + grace < _now())
            {
                _nodes[id] = row with { State = NodeState.Dead };
                declared++;
            }
        }

        Buried += declared;
        return declared;
    }

    public bool DeclareDead(Guid node)
    {
        var was = _nodes.TryGetValue(node, out var row) && row.State is not NodeState.Dead;
        if (was)
        {
            _nodes[node] = row with { State = NodeState.Dead };
        }

        return was;
    }

    public bool SetDraining(Guid node, bool draining)
    {
        if (!_nodes.TryGetValue(node, out var row) || row.State is NodeState.Dead)
        {
            return false;
        }

        _nodes[node] = row with { State = draining ? NodeState.Draining : NodeState.Up };
        return true;
    }

    public void Release(int shard, long epoch, Guid owner)
    {
        if (_owners[shard] == owner && _store.StateOf(shard).Epoch == epoch)
        {
            _owners[shard] = null;
        }
    }

    public int AdvanceFormat(int format)
    {
        var isKnown = _nodes.Values.All(row => row.State is NodeState.Dead || row.Node.Version >= format);
        _format = isKnown ? Math.Max(_format, format) : _format;
        return _format;
    }

    public void Prefer(int shard, string? nodeName) => _preferred[shard] = nodeName;

    private bool TryTake(int shard, Guid owner)
    {
        if (!IsAlive(owner) || (_owners[shard] is { } held && held != owner && IsAlive(held)))
        {
            return false;
        }

        _owners[shard] = owner;
        return true;
    }

    private bool IsAlive(Guid node) => _nodes.TryGetValue(node, out var row) && row.State is not NodeState.Dead;
}

/// <summary>One node's way to the meeting place, which may fail or be slow.</summary>
/// <param name="store">The place.</param>
/// <param name="call">Carries a call there, which writes or only reads, and its answer back.</param>
public sealed class MemoryClusterLink(MemoryClusterStore store, Func<bool, Func<object>, Task<object>> call)
    : IClusterStore
{
    /// <summary>Told when the node decides to declare others dead, before that is on its way.</summary>
    public Action<Guid>? Declares { get; init; }

    public Task JoinAsync(NodeInfo node, Duration ttl) => call(true, () =>
    {
        store.Join(node, ttl);
        return true;
    });

    public async Task<bool> HeartbeatAsync(Guid node, Duration ttl) =>
        (bool)await call(true, () => store.Heartbeat(node, ttl));

    public async Task<ClusterTable> ReadAsync(CancellationToken cancellationToken) =>
        (ClusterTable)await call(false, () => store.Read());

    public async Task<int> DeclareExpiredAsync(Guid observer, Duration grace)
    {
        Declares?.Invoke(observer);
        return (int)await call(true, () => store.DeclareExpired(observer, grace));
    }

    public async Task<bool> DeclareDeadAsync(Guid node) => (bool)await call(true, () => store.DeclareDead(node));

    public async Task<bool> SetDrainingAsync(Guid node, bool draining) =>
        (bool)await call(true, () => store.SetDraining(node, draining));

    public Task ReleaseAsync(int shard, long epoch, Guid owner) => call(true, () =>
    {
        store.Release(shard, epoch, owner);
        return true;
    });

    public async Task<int> AdvanceFormatAsync(int format) => (int)await call(true, () => store.AdvanceFormat(format));

    public Task PreferAsync(int shard, string? nodeName) => call(true, () =>
    {
        store.Prefer(shard, nodeName);
        return true;
    });

    /// <summary>Never: a simulated cluster lives by looking.</summary>
    public Task WaitForChangeAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task;
}
