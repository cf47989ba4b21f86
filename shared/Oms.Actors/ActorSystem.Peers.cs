using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Routing;
using Oms.Actors.Runtime;
using Oms.Actors.Writing;
using Oms.Entities;

namespace Oms.Actors;

/// <summary>What nodes ask of each other, and what concerns the shards of all of them.</summary>
public sealed partial class ActorSystem
{
    private static readonly Duration RefillWait = Duration.FromMinutes(10);

    /// <summary>Carries out what another node sent; it is never passed on.</summary>
    public ValueTask<ReplyFrame> ServeAsync(AskFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return frame.Verb is AskVerb.Refill ? RefillAsync(frame.Kind)
            : frame.Verb is AskVerb.Heads ? new ValueTask<ReplyFrame>(Hear(frame.Heads ?? []))
            : frame.Verb is AskVerb.Lag ? new ValueTask<ReplyFrame>(LagHere())
            : !EntityAddress.TryOf(frame.Tenant, frame.Kind, frame.Id, out var address)
                || !_core.Regions.TryGetValue(frame.Kind, out var region)
                ? new ValueTask<ReplyFrame>(ReplyFrame.Refused(RetryReason.NotUnderstood, 1_000))
            : frame.Verb is AskVerb.Release ? ReleaseHereAsync(address)
            : region.ServeAsync(address, frame);
    }

    public async Task<IReadOnlyList<QuarantineRow>> QuarantinedAsync(CancellationToken cancellationToken)
    {
        var rows = _core.Membership is null
            ? [.. _core.Quarantine.Values]
            : await _core.Journal.ReadQuarantineAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.Since).ThenBy(row => row.Address.ToString())];
    }

    /// <summary>How far the consumers of all shards are, as each shard's owner says.</summary>
    /// <param name="wait">How long a node is waited for; one that says nothing until then is named.</param>
    public async Task<ClusterLag> LagOfAllAsync(Duration wait)
    {
        var others = Others().ToList();
        var answers = await Task.WhenAll(others.Select(node => node.Version >= FrameVersions.Lag
            ? LagAtAsync(node, wait.ToTimeSpan())
            : Task.FromResult<IReadOnlyList<ConsumerLag>?>(null)));
        return new ClusterLag(
            [.. OwnLag(), .. answers.SelectMany(answer => answer ?? [])],
            [.. others.Where((_, i) => answers[i] is null).Select(node => node.Name)]);
    }

    /// <exception cref="JournalUnavailableException">The release could not be written; the entity stays
    /// aside.</exception>
    public async Task ReleaseAsync(EntityAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var answer = _core.Router is not { } router
            ? await ReleaseHereAsync(address)
            : await router.AskAsync(
                _core.ShardOf(address).Index,
                new AskFrame
                {
                    Verb = AskVerb.Release,
                    Tenant = address.Tenant,
                    Kind = address.Kind,
                    Id = address.Id,
                    WaitMilliseconds = (long)_core.Options.CommandWait.TotalMilliseconds,
                },
                _ => ReleaseHereAsync(address)).AsTask().WaitAsync(cancellationToken);
        if (answer.Outcome is not ReplyOutcome.Accepted)
        {
            throw new JournalUnavailableException($"The release of {address} was not written: {answer.Retry}.");
        }
    }

    private async ValueTask<ReplyFrame> ReleaseHereAsync(EntityAddress address)
    {
        if (_core.ShardOf(address).Status is ShardStatus.Lost)
        {
            return ReplyFrame.NotOwner;
        }

        if (!_core.Quarantine.TryGetValue(address, out var row))
        {
            return ReplyFrame.Done;
        }

        var write = new EntityWrite { Address = address, Quarantine = row with { Reason = null } };
        if (await RuntimeCore.WriteOnceAsync(_core.ShardOf(address), write) is { } refusal)
        {
            return ReplyFrame.Refused(refusal.Reason, 50);
        }

        _core.Quarantine.TryRemove(address, out _);
        _core.Log.Released(address);
        if (_core.Regions.TryGetValue(address.Kind, out var region))
        {
            region.Release(address);
        }

        return ReplyFrame.Done;
    }

    private ReplyFrame Hear(IReadOnlyList<HeadFrame> heads)
    {
        List<ShardPosition> heard = [.. from head in heads
                                        where head.Shard >= 0 && head.Shard < _core.Shards.Length
                                        select new ShardPosition(head.Shard, head.Offset)];
        foreach (var position in heard)
        {
            _core.Shards[position.Shard].Feed.HeadMovedTo(position.Offset);
        }

        _core.Services.Cluster?.Heard?.Invoke(heard);
        return ReplyFrame.Done;
    }

    private ReplyFrame LagHere() => ReplyFrame.Done with
    {
        Lags =
        [
            .. OwnLag().Select(lag => new LagFrame(lag.Consumer, lag.Shard, lag.Offset, lag.Head, lag.Stopped)),
        ],
    };

    // A shard that was lost is its new owner's to tell of.
    private IEnumerable<ConsumerLag> OwnLag() =>
        Lag().Where(lag => _core.Shards[lag.Shard].Status is not ShardStatus.Lost);

    private async Task<IReadOnlyList<ConsumerLag>?> LagAtAsync(NodeInfo node, TimeSpan wait)
    {
        var frame = new AskFrame
        {
            Verb = AskVerb.Lag,
            Tenant = EntityAddress.MainTenant,
            Kind = FrameVersions.OfNoEntity,
            Id = FrameVersions.OfNoEntity,
            WaitMilliseconds = (long)wait.TotalMilliseconds,
        };
        try
        {
            using var late = new CancellationTokenSource(wait, _core.Waits);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _core.Stopped);
            var answer = await _core.Services.Cluster!.Peers.AskAsync(node, frame, ended.Token).AsTask()
                .WaitAsync(ended.Token);
            return answer.Lags is { } lags
                ? [.. lags.Select(lag => new ConsumerLag(lag.Consumer, lag.Shard, lag.Offset, lag.Head, lag.Stopped))]
                : null;
        }
        catch (Exception failure) when (failure is PeerUnreachableException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Has every shard's owner feed a read model, which was emptied, with that shard from its
    /// beginning.</summary>
    /// <remarks>A shard that is on its way from one node to another is nobody's for a while, and its next owner may
    /// have asked where it stands before the read model was emptied. So the nodes are asked until one of them has
    /// filled in each shard.</remarks>
    private async Task FillEverywhereAsync(string projection)
    {
        var began = _core.Timestamp;
        var missing = _core.Shards.Select(shard => shard.Index).ToHashSet();
        for (var attempt = 1; ; attempt++)
        {
            var filled = await Task.WhenAll(
                [FillHereAsync(projection), .. Others().Select(node => FillAtAsync(node, projection))]);
            missing.ExceptWith(filled.SelectMany(shards => shards));
            if (missing.Count == 0)
            {
                return;
            }

            if (_core.Waits.GetElapsedTime(began) > RefillWait.ToTimeSpan())
            {
                throw new TimeoutException(
                    $"{projection} is not filled in for shards {string.Join(", ", missing.Order())}: nobody has them.");
            }

            await _core.PauseAsync(_core.BackOff(attempt));
            _core.Stopped.ThrowIfCancellationRequested();
        }
    }

    /// <returns>The shards of this node that are filled in up to what was committed when it began.</returns>
    private async Task<IReadOnlyList<int>> FillHereAsync(string projection)
    {
        var pumps = PumpsOf(projection);
        await Task.WhenAll(pumps.Select(pump => pump.PauseAsync()));
        IReadOnlyDictionary<int, long> stored = pumps.ToDictionary(pump => pump.Shard.Index, pump => pump.Saved);
        try
        {
            stored = await _projections[projection].ReadPositionsAsync([.. stored.Keys], _core.Stopped);
        }
        finally
        {
            Array.ForEach(pumps, pump => pump.Restart(stored[pump.Shard.Index]));
        }

        List<(ProjectionPump Pump, long Head)> owned =
        [
            .. pumps.Where(pump => pump.Shard.Status is ShardStatus.Owned)
                .Select(pump => (pump, pump.Shard.Feed.Head)),
        ];
        await Task.WhenAll(owned.Select(one => one.Pump.ReachedAsync(one.Head)));

        // One whose shard was given up meanwhile is no longer waited for.
        return [.. owned.Where(one => one.Pump.Position >= one.Head).Select(one => one.Pump.Shard.Index)];
    }

    /// <summary>Feeds a read model that another node has emptied.</summary>
    private async ValueTask<ReplyFrame> RefillAsync(string projection) =>
        _projections.ContainsKey(projection)
            ? ReplyFrame.Done with { Shards = await FillHereAsync(projection) }
            : ReplyFrame.Refused(RetryReason.NotUnderstood, 1_000);

    private IEnumerable<NodeInfo> Others() =>
        from row in Cluster?.Nodes ?? []
        where row.State is not NodeState.Dead && row.Node.Id != Self!.Id
        select row.Node;

    /// <returns>The shards that a node has filled in.</returns>
    private async Task<IReadOnlyList<int>> FillAtAsync(NodeInfo node, string projection)
    {
        var frame = new AskFrame
        {
            Verb = AskVerb.Refill,
            Tenant = EntityAddress.MainTenant,
            Kind = projection,
            Id = projection,
            WaitMilliseconds = (long)RefillWait.TotalMilliseconds,
        };
        var answer = await _core.Services.Cluster!.Peers.AskAsync(node, frame, _core.Stopped).AsTask()
            .WaitAsync(RefillWait.ToTimeSpan(), _core.Waits);
        return answer.Outcome is ReplyOutcome.Accepted
            ? answer.Shards ?? []
            : throw new PeerUnreachableException(node.Name);
    }
}
