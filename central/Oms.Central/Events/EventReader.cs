using System.Runtime.CompilerServices;
using Oms.Actors.Journal;

namespace Oms.Central.Events;

/// <summary>Reads events out of the shards' logs behind a cursor: each shard's in their order, without a gap, and each
/// with the cursor behind it (I16).</summary>
/// <param name="read">Records of a shard after an offset, so many at most.</param>
/// <param name="life">The journal's (<c>IJournal.Life</c>).</param>
/// <param name="kind">Of which kind of entity; null for all that are public.</param>
internal sealed class EventReader(
    Func<int, long, int, CancellationToken, Task<IReadOnlyList<JournalRecord>>> read, long life, string? kind)
{
    private const int ReadMax = 64;

    /// <summary>Reads so many events at most, up to the heads.</summary>
    /// <param name="positions">How far the reader is; moved on to behind the last event.</param>
    public async Task<List<EventView>> PageAsync(
        long[] heads, long[] positions, int limit, CancellationToken cancellationToken)
    {
        var items = new List<EventView>();
        for (var shard = 0; shard < heads.Length && items.Count < limit; shard++)
        {
            while (positions[shard] < heads[shard] && items.Count < limit)
            {
                var next = await NextAsync(shard, positions, cancellationToken);
                foreach (var (item, offset) in next.Take(limit - items.Count))
                {
                    items.Add(item);
                    positions[shard] = offset;
                }

                if (items.Count < limit)
                {
                    positions[shard] = next.Position;
                }
            }
        }

        return items;
    }

    /// <summary>Reads all events up to the heads.</summary>
    /// <param name="positions">How far the reader is; moved on with the events.</param>
    public async IAsyncEnumerable<EventView> CatchUpAsync(
        long[] heads, long[] positions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < heads.Length; shard++)
        {
            while (positions[shard] < heads[shard])
            {
                var next = await NextAsync(shard, positions, cancellationToken);
                foreach (var (item, _) in next)
                {
                    yield return item;
                }

                positions[shard] = next.Position;
            }
        }
    }

    /// <summary>Reads the next records of a shard; each event's cursor is the vector with its own offset in
    /// it.</summary>
    private async Task<Records> NextAsync(int shard, long[] positions, CancellationToken cancellationToken)
    {
        var records = await read(shard, positions[shard], ReadMax, cancellationToken);
        if (records.Count == 0)
        {
            throw new InvalidDataException($"Shard {shard} has no record after {positions[shard]}, below its head.");
        }

        var vector = positions.ToArray();
        var next = new Records { Position = records[^1].Offset };
        foreach (var record in records.Where(record => EventView.IsPublic(record, kind)))
        {
            vector[shard] = record.Offset;
            next.Add((EventView.Of(record, FeedCursor.Encode(life, vector)), record.Offset));
        }

        return next;
    }

    private sealed class Records : List<(EventView Item, long Offset)>
    {
        public long Position { get; init; }
    }
}
