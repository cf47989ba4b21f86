using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Reminders;
using Oms.Actors.Runtime;

namespace Oms.Actors.Writing;

internal enum ShardStatus
{
    /// <summary>Another node's, or nobody's.</summary>
    Lost,

    /// <summary>Being acquired; commands wait.</summary>
    Acquiring,

    /// <summary>The journal is away; commands are refused until an acquire succeeds.</summary>
    Away,

    Owned,
}

/// <summary>One shard as this node sees it.</summary>
/// <remarks>
/// A generation is one uninterrupted ownership. When an append fails the generation ends: what entities decided on it
/// is void, and each recovers from the log before it decides again.
/// </remarks>
internal sealed class Shard
{
    private readonly Lock _gate = new();
    private volatile int _generation;
    private volatile ShardStatus _status;
    private long _committedTicket;
    private TaskCompletionSource _decided;

    public Shard(RuntimeCore core, int index)
    {
        (Core, Index, _decided) = (core, index, core.NewSource());
        Feed = new ShardFeed(core, Math.Max(64, core.Options.FeedRecordsMax / core.Services.Journal.ShardCount));
        Reminders = new ReminderClock(core, this);
    }

    public RuntimeCore Core { get; }

    public int Index { get; }

    public WriterLane Lane { get; set; } = null!;

    public ShardFeed Feed { get; }

    public ReminderClock Reminders { get; }

    /// <summary>The process managers and projections that read its log.</summary>
    public IReadOnlyList<ConsumerPump> Pumps { get; private set; } = [];

    public int Generation => _generation;

    public ShardStatus Status => _status;

    /// <summary>The right to append; touched by the lane and by an acquire, never both at once.</summary>
    public ShardTerm Term { get; private set; }

    /// <summary>The newest committed offset, as the lane knows it.</summary>
    public long Head { get; set; }

    /// <summary>The last ticket given; under the lane's lock.</summary>
    public long LastTicket { get; set; }

    /// <summary>Rows decided but not yet committed; under the lane's lock.</summary>
    public int WaitingRows { get; set; }

    /// <summary>Bytes decided but not yet committed; under the lane's lock.</summary>
    public long WaitingBytes { get; set; }

    /// <summary>All entries of this generation up to this ticket are durable.</summary>
    public long CommittedTicket => Volatile.Read(ref _committedTicket);

    public Refusal RefusalNow => _status switch
    {
        ShardStatus.Lost => Refusal.NotOwner,
        ShardStatus.Away => Refusal.Unavailable,
        _ => Refusal.Unknown,
    };

    /// <summary>Waits while the shard is being acquired.</summary>
    public Task DecidedAsync()
    {
        lock (_gate)
        {
            return _status is ShardStatus.Acquiring ? _decided.Task : Task.CompletedTask;
        }
    }

    /// <summary>Lets other consumers follow the log from now on.</summary>
    public void Renew(IReadOnlyList<ConsumerPump> pumps)
    {
        lock (_gate)
        {
            Replace(pumps);
        }
    }

    /// <summary>Lets other consumers follow the log, unless those that did are no longer the ones that are
    /// meant.</summary>
    public bool TryRenew(IReadOnlyList<ConsumerPump> before, IReadOnlyList<ConsumerPump> pumps)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(Pumps, before))
            {
                return false;
            }

            Replace(pumps);
            return true;
        }
    }

    /// <summary>The epoch of a generation; null when that has ended.</summary>
    public long? EpochOf(int generation)
    {
        // The term first: while the generation stands, no other term can have taken its place.
        var epoch = Term.Epoch;
        return _generation == generation && _status is ShardStatus.Owned ? epoch : null;
    }

    public void CommittedUpTo(long ticket, int generation)
    {
        if (_generation == generation)
        {
            Volatile.Write(ref _committedTicket, ticket);
        }
    }

    /// <summary>Ends the generation: everything tentative is void.</summary>
    /// <returns>The generation that may begin now.</returns>
    public int End(ShardStatus status)
    {
        lock (_gate)
        {
            if (_decided.Task.IsCompleted)
            {
                _decided = Core.NewSource();
            }

            _status = status;
            if (status is not ShardStatus.Acquiring)
            {
                _decided.TrySetResult();
            }

            return ++_generation;
        }
    }

    /// <summary>Says that an acquire did not succeed yet, unless its generation has ended meanwhile.</summary>
    public void NotYet(ShardStatus status, int generation)
    {
        lock (_gate)
        {
            if (_generation == generation)
            {
                _status = status;
                _decided.TrySetResult();
            }
        }
    }

    /// <summary>Begins to serve, unless the generation has ended meanwhile: then the shard was given up.</summary>
    public bool TryBegin(ShardTerm term, int generation)
    {
        lock (_gate)
        {
            if (_generation != generation)
            {
                return false;
            }

            (Term, Head) = (term, term.Head);
            _status = ShardStatus.Owned;
            _decided.TrySetResult();
        }

        Feed.HeadMovedTo(term.Head);
        return true;
    }

    private void Replace(IReadOnlyList<ConsumerPump> pumps)
    {
        foreach (var pump in Pumps)
        {
            pump.Retire();
            Feed.WantNoMore();
        }

        Pumps = pumps;
        foreach (var _ in pumps)
        {
            Feed.Want();
        }
    }
}
