using NodaTime;
using Oms.Actors.Diagnostics;
using Oms.Actors.Runtime;
using Oms.Actors.Writing;

namespace Oms.Actors.Cluster;

/// <summary>Makes one node a member of one cell: keeps its lease there, watches the table, takes and gives
/// shards.</summary>
/// <remarks>No node is in charge: each does only what concerns itself, and the store's rows decide between two
/// (engine, 5.3 and 5.4).</remarks>
internal sealed class Membership
{
    private static readonly Duration LookAtExpired = Duration.FromMilliseconds(50);

    private readonly RuntimeCore _core;
    private readonly ClusterServices _cluster;
    private readonly NodeMembership _node;
    private readonly int _cell;
    private readonly NodeLease _lease;
    private readonly long?[] _takenAt;
    private readonly (long At, long Epoch)?[] _given;
    private readonly Lock _wakeGate = new();
    private TaskCompletionSource? _wake;
    private Wishes _wishes = Wishes.None;
    private Duration _lookAgain;
    private volatile bool _joined;
    private volatile bool _draining;
    private volatile bool _left;

    /// <param name="node">The node as a whole.</param>
    /// <param name="cell">The cell's place in the map.</param>
    public Membership(RuntimeCore core, ClusterServices cluster, NodeMembership node, int cell)
    {
        (_core, _cluster, _node, _cell) = (core, cluster, node, cell);
        _lease = new NodeLease(core.Waits, cluster.Options);
        _lookAgain = Options.Scan;
        _takenAt = new long?[core.Services.Journal.ShardCount];
        _given = new (long, long)?[core.Services.Journal.ShardCount];
    }

    /// <summary>Whether the node may answer from memory for the cell's shards; ask it after the answer was
    /// computed.</summary>
    public bool MayAnswer => _lease.IsValid;

    public bool HasLeft => _left;

    /// <summary>How much longer the lease is valid.</summary>
    public TimeSpan LeaseLeft => _lease.Left;

    private ClusterOptions Options => _cluster.Options;

    private IClusterStore Store => _cluster.Cells[_cell];

    private bool IsOver => _left || _core.Stopped.IsCancellationRequested;

    /// <exception cref="NodeNameTakenException">Another living node has this one's name or address.</exception>
    /// <exception cref="NodeOutdatedException">The cluster writes events that this build does not understand.
    /// </exception>
    public async Task StartAsync()
    {
        await JoinAsync();
        _ = _core.Start(BeatAsync);
        _ = _core.Start(ListenAsync);
        _ = _core.Start(WatchAsync);
    }

    /// <summary>Gives the cell's shards away from now on, and takes no more.</summary>
    public void BeginDrain() => _draining = true;

    /// <summary>Leaves the cell for ever.</summary>
    public Task LeaveAsync()
    {
        _left = true;
        return Store.DeclareDeadAsync(_node.Self.Id);
    }

    /// <summary>The incarnation is over: another one joins with the next heartbeat.</summary>
    public void End()
    {
        _joined = false;
        _lease.End();
    }

    /// <summary>Has it look at the table at once.</summary>
    public void Wake()
    {
        lock (_wakeGate)
        {
            (_wake ??= _core.NewSource()).TrySetResult();
        }
    }

    private async Task JoinAsync()
    {
        var (self, sent) = (_node.Self, _core.Timestamp);
        await Store.JoinAsync(self, Options.Ttl);
        _lease.Renewed(sent);
        _joined = true;
        _core.Log.NodeJoined(self.Name, self.Id);
        Wake();
        if (self != _node.Self)
        {
            // It ended meanwhile, in another cell.
            End();
        }
    }

    /// <summary>Renews the lease; a node that finds itself dead starts anew.</summary>
    private async Task BeatAsync()
    {
        while (!IsOver)
        {
            await _core.PauseAsync(Options.Heartbeat);
            if (IsOver)
            {
                return;
            }

            var (self, sent) = (_node.Self, _core.Timestamp);
            try
            {
                if (!_joined)
                {
                    await JoinAsync();
                }
                else if (await Store.HeartbeatAsync(self.Id, Options.Ttl)
                    .WaitAsync(Options.Heartbeat.ToTimeSpan(), _core.Waits))
                {
                    _lease.Renewed(sent);
                    if (self != _node.Self)
                    {
                        End();
                    }
                }
                else if (!_left)
                {
                    _core.Log.NodeBuried(self.Name, self.Id);
                    _node.BeginAnew(self);
                }
            }
            catch (NodeOutdatedException outdated)
            {
                // It was away while all others were upgraded.
                _core.Log.NodeOutdated(outdated, self.Name);
                _left = true;
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                _lease.Missed();
                _core.Log.HeartbeatFailed(failure, self.Name);
                if (!_joined && failure is NodeNameTakenException)
                {
                    // Perhaps it had come in, its answer was lost, and it was declared dead since: no id lives twice.
                    _node.BeginAnew(self);
                }
            }
        }
    }

    private async Task ListenAsync()
    {
        for (var failures = 0; !_core.Stopped.IsCancellationRequested;)
        {
            try
            {
                await Store.WaitForChangeAsync(_core.Stopped);
                failures = 0;
                Wake();
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                await _core.PauseAsync(_core.BackOff(++failures));
            }
        }
    }

    /// <summary>Looks for as long as the node runs: one that has left, or was too old to come back, still sends what it
    /// is asked to the shards' owners.</summary>
    private async Task WatchAsync()
    {
        for (var failures = 0; !_core.Stopped.IsCancellationRequested;)
        {
            try
            {
                await LookAsync(_node.Self);
                failures = 0;
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                _core.Log.TableUnread(failure, _node.Self.Name);
                await _core.PauseAsync(_core.BackOff(++failures));
            }

            await WokenAsync();
        }
    }

    private async Task LookAsync(NodeInfo self)
    {
        var table = await Store.ReadAsync(_core.Stopped);
        _node.Seen(_cell, table);
        foreach (var row in table.Shards)
        {
            _core.Shards[row.Shard].Feed.HeadMovedTo(row.Head);
            if (_given[row.Shard] is { } given && row.Owner is not null && row.Epoch > given.Epoch)
            {
                _given[row.Shard] = null;
                _core.Metrics.HandedOver(_core.Waits.GetElapsedTime(given.At));
            }
        }

        _cluster.Looked?.Invoke(table);
        if (_left || self != _node.Self || !_joined || table.Find(self.Id) is not { State: not NodeState.Dead } me)
        {
            return;
        }

        // Who waits for a lease's grace to end looks more often, so that its shards wait for little else.
        var isAnyExpired = table.Nodes.Any(
            row => row is { IsExpired: true, State: not NodeState.Dead } && row.Node.Id != self.Id);
        _lookAgain = isAnyExpired ? Duration.Min(Options.Scan, LookAtExpired) : Options.Scan;
        if (_lease.IsSteady && isAnyExpired && await Store.DeclareExpiredAsync(self.Id, Options.Grace) > 0)
        {
            _core.Log.NodesDeclaredDead(self.Name);
            Wake();
            return;
        }

        if (KnownByAll(table) is var known && known > table.Format)
        {
            _core.Log.FormatAdvanced(self.Name, await Store.AdvanceFormatAsync(known));
            Wake();
            return;
        }

        if (_draining && me.State is NodeState.Up)
        {
            _ = await Store.SetDrainingAsync(self.Id, draining: true);
            Wake();
        }

        await PlaceAsync(table, self, _draining || me.State is NodeState.Draining);
    }

    /// <summary>The newest version that every node which is not dead understands: readers come first.</summary>
    private static int KnownByAll(ClusterTable table) =>
        table.Nodes.Where(row => row.State is not NodeState.Dead).Min(row => row.Node.Version);

    private async Task PlaceAsync(ClusterTable table, NodeInfo self, bool draining)
    {
        _wishes = _wishes.Stands(table) ? _wishes : Wishes.Of(table);
        var isWell = table.Nodes.All(row => row.State is not NodeState.Dead && !row.IsExpired);
        var moves = draining ? int.MaxValue : isWell ? Options.MovesPerScan : 0;
        List<Shard> taken = [], given = [];
        HashSet<int> fromDead = [];
        List<(int Shard, long Epoch)> released = [];
        foreach (var row in table.Shards)
        {
            if (_node.CellOf(row.Shard) != _cell)
            {
                continue;
            }

            var shard = _core.Shards[row.Shard];
            var wanted = _wishes.Of(row.Shard);
            var isHere = row.State is ShardState.Active;
            var stays = isHere && !draining && (wanted is null || wanted.Id == self.Id);
            if (row.Owner != self.Id)
            {
                if (shard.Status is ShardStatus.Owned && row.Epoch > shard.Term.Epoch)
                {
                    _ = shard.Lane.End(shard, ShardStatus.Lost, Refusal.NotOwner);
                }

                if (isHere && wanted?.Id == self.Id && !draining && _lease.IsValid && shard.Status is ShardStatus.Lost
                    && (row.Owner is not { } owner || table.Find(owner) is not { State: not NodeState.Dead }))
                {
                    taken.Add(shard);
                    if (row.Owner is not null)
                    {
                        fromDead.Add(row.Shard);
                    }
                }
            }
            else if (shard.Status is ShardStatus.Lost)
            {
                // The store's row and this node disagree: it was fenced, or a release was not heard.
                if (stays)
                {
                    taken.Add(shard);
                }
                else
                {
                    released.Add((row.Shard, row.Epoch));
                }
            }
            else if (!stays && shard.Status is ShardStatus.Owned
                && (!isHere || ((row.Preferred == wanted?.Name || HasRested(row.Shard)) && moves-- > 0)))
            {
                given.Add(shard);
            }
        }

        await Task.WhenAll(TakeAllAsync(taken, fromDead, self), GiveAllAsync(given, released, self));
    }

    private bool HasRested(int shard) => _draining || _takenAt[shard] is not { } taken
        || _core.Waits.GetElapsedTime(taken) >= Options.MoveAgainAfter.ToTimeSpan();

    /// <param name="fromDead">Those of them whose owner is dead.</param>
    private async Task TakeAllAsync(List<Shard> shards, HashSet<int> fromDead, NodeInfo self)
    {
        if (shards.Count == 0)
        {
            return;
        }

        try
        {
            await ShardAcquisition.TakeAllAsync(_core, shards, shard =>
            {
                _takenAt[shard.Index] = _core.Timestamp;
                if (fromDead.Contains(shard.Index))
                {
                    _core.Metrics.TookOver();
                }

                _node.Map.Heard(shard.Index, new ShardOwner(self, shard.Term.Epoch));
            });
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            _core.Log.TakeFailed(failure, shards.Count);
        }
    }

    private async Task GiveAllAsync(
        List<Shard> shards, List<(int Shard, long Epoch)> released, NodeInfo self)
    {
        await Task.WhenAll(shards.Select(async shard =>
        {
            var epoch = shard.Term.Epoch;
            await ShardAcquisition.GiveUpAsync(shard);
            _given[shard.Index] = (_core.Timestamp, epoch);
            _core.Log.ShardGiven(shard.Index, epoch);
            lock (released)
            {
                released.Add((shard.Index, epoch));
            }
        }));
        if (released.Count > 0)
        {
            await Store.ReleaseAllAsync(released, self.Id);
        }
    }

    private async Task WokenAsync()
    {
        Task woken;
        lock (_wakeGate)
        {
            woken = (_wake ??= _core.NewSource()).Task;
        }

        await Task.WhenAny(woken, _core.PauseAsync(_lookAgain));
        lock (_wakeGate)
        {
            _wake = null;
        }
    }

    /// <summary>Where each shard should be, for one set of nodes and preferences.</summary>
    private sealed class Wishes
    {
        private readonly IReadOnlyList<NodeInfo> _up;
        private readonly IReadOnlyList<string?> _preferred;
        private readonly NodeInfo?[] _wanted;

        private Wishes(IReadOnlyList<NodeInfo> up, IReadOnlyList<string?> preferred, NodeInfo?[] wanted) =>
            (_up, _preferred, _wanted) = (up, preferred, wanted);

        public static Wishes None { get; } = new([], [], []);

        public static Wishes Of(ClusterTable table) => new(
            [.. Up(table)],
            [.. table.Shards.Select(row => row.Preferred)],
            [.. table.Shards.Select(row => Placement.Of(row.Shard, row.Preferred, table.Nodes))]);

        public NodeInfo? Of(int shard) => _wanted[shard];

        public bool Stands(ClusterTable table) =>
            _up.SequenceEqual(Up(table)) && _preferred.SequenceEqual(table.Shards.Select(row => row.Preferred));

        private static IEnumerable<NodeInfo> Up(ClusterTable table) =>
            table.Nodes.Where(row => row.State is NodeState.Up).Select(row => row.Node);
    }
}
