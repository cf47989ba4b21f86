using NodaTime;
using Oms.Actors.Diagnostics;
using Oms.Actors.Runtime;
using Oms.Actors.Writing;

namespace Oms.Actors.Cluster;

/// <summary>Makes one node a member: keeps its lease, watches the table, takes and gives shards.</summary>
/// <remarks>No node is in charge: each does only what concerns itself, and the store's rows decide between two
/// (engine, 5.3 and 5.4).</remarks>
internal sealed class Membership
{
    private readonly RuntimeCore _core;
    private readonly ClusterServices _cluster;
    private readonly NodeLease _lease;
    private readonly long?[] _takenAt;
    private readonly Lock _wakeGate = new();
    private TaskCompletionSource? _wake;
    private Wishes _wishes = Wishes.None;
    private volatile NodeInfo _self;
    private volatile bool _joined;
    private volatile bool _draining;
    private volatile bool _left;

    public Membership(RuntimeCore core, ClusterServices cluster)
    {
        cluster.Options.Validate();
        (_core, _cluster, _self) = (core, cluster, Incarnate(cluster));
        _lease = new NodeLease(core.Waits, cluster.Options);
        _takenAt = new long?[core.Services.Journal.ShardCount];
        Map = new ShardMap(core.Services.Journal.ShardCount, core.NewSource);
    }

    public ShardMap Map { get; }

    /// <summary>This incarnation.</summary>
    public NodeInfo Self => _self;

    /// <summary>The newest version of events that this node may write.</summary>
    public int Format => Map.Table.Format;

    /// <summary>Whether the node may answer from memory; ask it after the answer was computed.</summary>
    public bool MayAnswer => _lease.IsValid;

    private ClusterOptions Options => _cluster.Options;

    private IClusterStore Store => _cluster.Store;

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

    /// <summary>Gives every shard away, then leaves for ever.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        while (!IsOver && _core.Shards.Any(shard => shard.Status is not ShardStatus.Lost))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Wake();
            await _core.PauseAsync(Duration.Min(Options.Scan, Duration.FromMilliseconds(20)));
        }

        _left = true;
        _ = await Store.DeclareDeadAsync(_self.Id).WaitAsync(cancellationToken);
    }

    private static NodeInfo Incarnate(ClusterServices cluster) => new(
        cluster.NewIncarnation(), cluster.Name, cluster.Address, cluster.Home, cluster.Version, cluster.Weight);

    private async Task JoinAsync()
    {
        var sent = _core.Timestamp;
        await Store.JoinAsync(_self, Options.Ttl);
        _lease.Renewed(sent);
        _joined = true;
        _core.Log.NodeJoined(_self.Name, _self.Id);
        Wake();
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

            var sent = _core.Timestamp;
            try
            {
                if (!_joined)
                {
                    await JoinAsync();
                }
                else if (await Store.HeartbeatAsync(_self.Id, Options.Ttl)
                    .WaitAsync(Options.Heartbeat.ToTimeSpan(), _core.Waits))
                {
                    _lease.Renewed(sent);
                }
                else if (!_left)
                {
                    BeBuried();
                }
            }
            catch (NodeOutdatedException outdated)
            {
                // It was away while all others were upgraded.
                _core.Log.NodeOutdated(outdated, _self.Name);
                _left = true;
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                _lease.Missed();
                _core.Log.HeartbeatFailed(failure, _self.Name);
                if (!_joined)
                {
                    // It may have come in all the same, and no id enters twice.
                    _self = Incarnate(_cluster);
                }
            }
        }
    }

    /// <summary>Others have declared this incarnation dead: nothing of it may go on.</summary>
    private void BeBuried()
    {
        _core.Log.NodeBuried(_self.Name, _self.Id);
        _joined = false;
        _lease.End();

        // The new id first: an acquire that is under way with the old one then begins nothing.
        _self = Incarnate(_cluster);
        foreach (var shard in _core.Shards)
        {
            _ = shard.Lane.End(shard, ShardStatus.Lost, Refusal.NotOwner);
        }
    }

    private async Task ListenAsync()
    {
        for (var failures = 0; !IsOver;)
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

    private async Task WatchAsync()
    {
        for (var failures = 0; !IsOver;)
        {
            try
            {
                await LookAsync(_self);
                failures = 0;
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                _core.Log.TableUnread(failure, _self.Name);
                await _core.PauseAsync(_core.BackOff(++failures));
            }

            await WokenAsync();
        }
    }

    private async Task LookAsync(NodeInfo self)
    {
        var table = await Store.ReadAsync(_core.Stopped);
        Map.Update(table);
        foreach (var row in table.Shards)
        {
            _core.Shards[row.Shard].Feed.HeadMovedTo(row.Head);
        }

        _cluster.Looked?.Invoke(table);
        if (self != _self || !_joined || table.Find(self.Id) is not { State: not NodeState.Dead } me)
        {
            return;
        }

        if (_lease.IsSteady
            && table.Nodes.Any(row => row is { IsExpired: true, State: not NodeState.Dead } && row.Node.Id != self.Id)
            && await Store.DeclareExpiredAsync(self.Id, Options.Grace) > 0)
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
        List<Task> work = [];
        foreach (var row in table.Shards)
        {
            var shard = _core.Shards[row.Shard];
            var wanted = _wishes.Of(row.Shard);
            var stays = !draining && (wanted is null || wanted.Id == self.Id);
            if (row.Owner != self.Id)
            {
                if (shard.Status is ShardStatus.Owned && row.Epoch > shard.Term.Epoch)
                {
                    _ = shard.Lane.End(shard, ShardStatus.Lost, Refusal.NotOwner);
                }

                if (wanted?.Id == self.Id && !draining && _lease.IsValid && shard.Status is ShardStatus.Lost
                    && (row.Owner is not { } owner || table.Find(owner) is not { State: not NodeState.Dead }))
                {
                    work.Add(TakeAsync(shard, self));
                }
            }
            else if (shard.Status is ShardStatus.Lost)
            {
                // The store's row and this node disagree: it was fenced, or a release was not heard.
                work.Add(stays ? TakeAsync(shard, self) : Store.ReleaseAsync(row.Shard, row.Epoch, self.Id));
            }
            else if (!stays && shard.Status is ShardStatus.Owned
                && (row.Preferred == wanted?.Name || HasRested(row.Shard)) && moves-- > 0)
            {
                work.Add(GiveAsync(shard, self));
            }
        }

        await Task.WhenAll(work);
    }

    private bool HasRested(int shard) => _draining || _takenAt[shard] is not { } taken
        || _core.Waits.GetElapsedTime(taken) >= Options.MoveAgainAfter.ToTimeSpan();

    private async Task TakeAsync(Shard shard, NodeInfo self)
    {
        try
        {
            await ShardAcquisition.TakeAsync(_core, shard);
            _takenAt[shard.Index] = _core.Timestamp;
        }
        catch (Journal.JournalFencedException)
        {
            // Somebody else was first; the next look shows who.
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            _core.Log.AcquireFailed(failure, shard.Index, attempt: 1);
        }

        if (shard.Status is ShardStatus.Owned)
        {
            Map.Heard(shard.Index, new ShardOwner(self, shard.Term.Epoch));
        }
    }

    private async Task GiveAsync(Shard shard, NodeInfo self)
    {
        var epoch = shard.Term.Epoch;
        await ShardAcquisition.GiveUpAsync(shard);
        await Store.ReleaseAsync(shard.Index, epoch, self.Id);
        _core.Log.ShardGiven(shard.Index, epoch);
    }

    private void Wake()
    {
        lock (_wakeGate)
        {
            (_wake ??= _core.NewSource()).TrySetResult();
        }
    }

    private async Task WokenAsync()
    {
        Task woken;
        lock (_wakeGate)
        {
            woken = (_wake ??= _core.NewSource()).Task;
        }

        await Task.WhenAny(woken, _core.PauseAsync(Options.Scan));
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
