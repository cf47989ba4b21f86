using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Runtime;
using Oms.Entities;

namespace Oms.Actors;

/// <summary>Tells what an entity was at an instant: the fold of its records up to the first later one.</summary>
/// <remarks>
/// Records carry the clock of whoever wrote them. Where clocks step back, the first record after the instant ends the
/// fold, so that the answer always is a state that the entity once had. It is read from the journal, so any node can
/// tell. A snapshot that is not later than the instant spares the records before it.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class PastReader<TState, TCommand, TEvent, TRejection>(
    IJournal journal, EntityType<TState, TCommand, TEvent, TRejection> type)
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
{
    private const int RecordsPerRead = 512;

    /// <summary>Reads the state at an instant.</summary>
    /// <param name="at">Records of this very instant count.</param>
    /// <param name="recordsMax">The most records that are folded, at least 1.</param>
    /// <returns>The initial state where there was no record yet.</returns>
    /// <exception cref="PastTooLongException">More records would have to be folded.</exception>
    /// <exception cref="InvalidDataException">A record cannot be read.</exception>
    public async Task<TState> ReadAsync(
        EntityAddress address, Instant at, int recordsMax, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var (state, after) = await FromSnapshotAsync(address, at, cancellationToken) ?? (TState.Initial, 0);
        for (var folded = 0; ;)
        {
            var records = await journal.ReadEntityAsync(address, after, RecordsPerRead, cancellationToken);
            foreach (var record in records)
            {
                if (record.RecordedAt > at)
                {
                    return state;
                }

                if (++folded > recordsMax)
                {
                    throw new PastTooLongException(address, recordsMax);
                }

                state = ReservedEvents.IsReserved(record)
                    ? state
                    : TState.Evolve(
                        state,
                        type.Events.Read(new EventName(record.EventType, record.EventVersion), record.Payload));
            }

            if (records.Count < RecordsPerRead)
            {
                return state;
            }

            after += records.Count;
        }
    }

    private async Task<(TState State, long After)?> FromSnapshotAsync(
        EntityAddress address, Instant at, CancellationToken cancellationToken)
    {
        if (type.Snapshots is not { } codec
            || await journal.ReadSnapshotAsync(address, cancellationToken) is not { } row
            || row.SchemaVersion != codec.SchemaVersion)
        {
            return null;
        }

        var last = await journal.ReadEntityAsync(address, row.Seq - 1, 1, cancellationToken);
        return last is [{ } record] && record.Seq == row.Seq && record.RecordedAt <= at
            ? (codec.Read(SnapshotEnvelope.Read(
                row.Payload, new CommandRing(type.Settings.CommandIdsMax), out _)), row.Seq)
            : null;
    }
}

/// <summary>An entity has more records before an instant than may be folded to tell what it was then.</summary>
public sealed class PastTooLongException(EntityAddress address, int recordsMax)
    : Exception($"{address} has more than {recordsMax} records before that instant.")
{
    public EntityAddress Address { get; } = address;

    public int RecordsMax { get; } = recordsMax;
}
