using NodaTime;
using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Actors.Processes;

/// <summary>A saga: turns events of some entities into commands to others.</summary>
/// <remarks>
/// It is fed from every shard's log at least once, from a stored position. Its commands carry ids derived from (shard,
/// position, step), so each has its effect once. What it must remember it keeps in the entities themselves:
/// <see cref="React"/> is a pure function. A step is repeated until it is accepted or rejected.
/// Of one shard's log a step begins once all steps before it have ended, unless <see cref="EventsAtOnce"/> says that
/// those to other entities need not be waited for.
/// </remarks>
public interface IProcessManager
{
    /// <summary>The name under which its position is stored; never changed.</summary>
    string Name { get; }

    /// <summary>Whether it reacts to events of this kind of entity.</summary>
    bool Listens(string kind);

    /// <summary>How many events of one shard's log may have steps under way at the same time, from 1 to 256.</summary>
    /// <remarks>
    /// More than 1 is for a manager whose steps to one entity may overtake those to another. Steps of one event keep
    /// their order, and so do all steps to one entity: the next begins when the one before it has ended. A rejection
    /// is made up for once all events before it have come to their end.
    /// </remarks>
    int EventsAtOnce => 1;

    /// <summary>The commands that an event asks for, in order.</summary>
    IReadOnlyList<ProcessStep> React(RecordedEvent happened);

    /// <summary>The commands that make up for a step that was rejected; empty when nothing is to be done.</summary>
    /// <param name="happened">The event whose step it was; its other steps go on.</param>
    /// <param name="rejected">The step.</param>
    /// <param name="reason">
    /// The rejection; or <see cref="RejectedBefore.Instance"/> when the manager was interrupted after it, so that
    /// what is made up for must follow from the step alone.
    /// </param>
    IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason);
}

/// <summary>Stands for the reason of a rejection that happened before the manager was interrupted.</summary>
public sealed record RejectedBefore
{
    private RejectedBefore()
    {
    }

    /// <summary>The only one.</summary>
    public static RejectedBefore Instance { get; } = new();
}

/// <summary>A command to be given to an entity.</summary>
public sealed record ProcessStep(EntityAddress To, object Command);

/// <summary>A read model kept from the shard logs, with its position in the same transaction as its rows.</summary>
public interface IProjection
{
    /// <summary>Its name, never changed.</summary>
    string Name { get; }

    bool Listens(string kind);

    /// <summary>Whether an event of a kind that it listens to changes it. One that does not is not applied: it only
    /// moves the position, now and then.</summary>
    bool Changes(RecordedEvent happened) => true;

    /// <summary>The last offset applied of a shard, 0 at first.</summary>
    Task<long> ReadPositionAsync(int shard, CancellationToken cancellationToken);

    /// <summary>The last offset applied of each of some shards.</summary>
    /// <remarks>
    /// Asked for at every sweep. A store that does not sync each change may lose some in a crash that the node
    /// outlives; a shard that stands behind what was confirmed is fed again from there.
    /// </remarks>
    async Task<IReadOnlyDictionary<int, long>> ReadPositionsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken)
    {
        var positions = new Dictionary<int, long>();
        foreach (var shard in shards)
        {
            positions[shard] = await ReadPositionAsync(shard, cancellationToken);
        }

        return positions;
    }

    /// <summary>
    /// Whether an event that cannot be decoded is logged and passed over: for a view that others wait for, where its
    /// entity is set aside anyway. Otherwise it stops the shard's cursor until a person has looked.
    /// </summary>
    bool PassesOverUndecodable => false;

    /// <summary>Applies events in order, and moves the position to <paramref name="offset"/>, in one
    /// transaction.</summary>
    /// <param name="shard">The shard the events are from.</param>
    /// <param name="after">The position that the store must have now.</param>
    /// <param name="events">Only of kinds it listens to; may be empty when only the position moves.</param>
    /// <param name="offset">The offset up to which the log is now applied.</param>
    /// <exception cref="JournalUnavailableException">Its store can take nothing now (full, away): it is asked again
    /// until it can. After any other failure, five times over, the cursor stops.</exception>
    /// <exception cref="ProjectionMovedException">The store has another position: another node had the shard, or
    /// emptied the model. Nothing was applied, and the feed goes on from there.</exception>
    Task ApplyAsync(int shard, long after, IReadOnlyList<RecordedEvent> events, long offset);

    /// <summary>Empties the read model and its positions.</summary>
    Task ResetAsync();
}

/// <summary>A committed record with its event.</summary>
/// <param name="Record">As it stands in the journal.</param>
/// <param name="Meta">Its principal, causation and correlation.</param>
/// <param name="Event">The decoded event; null for a record that only marks an accepted command.</param>
public sealed record RecordedEvent(JournalRecord Record, RecordMeta Meta, object? Event)
{
    public EntityAddress Address => Record.Address;

    public ShardPosition Position => new(Record.Shard, Record.Offset);

    public Instant RecordedAt => Record.RecordedAt;
}
