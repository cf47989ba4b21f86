using NodaTime;
using Oms.Actors;
using Oms.Central.Epcis;

namespace Oms.Central.Tests.Histories;

/// <summary>What happened, shard by shard, as a read model takes it up: a while later, each shard for itself.</summary>
/// <remarks>A writer says when an event was recorded before it is in the log, so a later one may bear an earlier
/// time.</remarks>
internal sealed class RecordedEvents(int shards)
{
    private const int LateMillisMax = 4_000;
    private const int Spread = 1_237;
    private const string Body = "{}";

    private readonly long[] _heads = new long[shards];
    private readonly Queue<(long Offset, EventRow Row)>[] _behind =
        [.. Enumerable.Range(0, shards).Select(_ => new Queue<(long, EventRow)>())];
    private readonly long[] _offsets = new long[shards];
    private readonly SortedSet<EventRow> _rows = new(Comparer<EventRow>.Create(Compare));

    /// <summary>Told of each event of which there is a row, as it is recorded.</summary>
    public event Action<EventRow>? Recorded;

    public void Add(int shard, long offset, string kind, Instant now)
    {
        _heads[shard] = offset;
        var at = now - Duration.FromMilliseconds(1 + (offset * Spread % LateMillisMax));
        var row = new EventRow(
            $"{kind}/{shard}/{offset}", false, at.ToUnixTimeTicks(), at.ToUnixTimeTicks(), string.Empty,
            System.Text.Encoding.UTF8.GetBytes(Body));
        _behind[shard].Enqueue((offset, row));
        Recorded?.Invoke(row);
    }

    /// <summary>The read model takes up some of what a shard's log has.</summary>
    public void Project(Dice dice)
    {
        var shard = dice.Below(shards);
        for (var most = dice.Of(1, 20, 10_000); most > 0 && _behind[shard].TryDequeue(out var next); most--)
        {
            _ = _rows.Add(next.Row);
            _offsets[shard] = next.Offset;
        }

        _offsets[shard] = _behind[shard].Count == 0 ? _heads[shard] : _offsets[shard];
    }

    /// <summary>How far the read model is; now and then nobody knows of a node or of a shard.</summary>
    public Task<ClusterLag> LagAsync(Dice dice)
    {
        var unknown = dice.OneIn(10) ? dice.Below(shards) : -1;
        return Task.FromResult(new ClusterLag(
            [
                .. Enumerable.Range(0, shards).Where(shard => shard != unknown).Select(shard => new ConsumerLag(
                    EpcisProjection.ProjectionName, shard, _offsets[shard], _heads[shard], null)),
            ],
            dice.OneIn(10) ? ["node-2"] : []));
    }

    /// <summary>Rows of a kind behind a mark, in the order of their recording.</summary>
    public List<EventRow> Find(string kind, DeliveryMark? last, Instant from, Instant upTo, int limit) =>
    [
        .. (last is null ? _rows : _rows.GetViewBetween(At(last.Ticks, last.EventId), At(long.MaxValue, "~")))
            .Where(row => (last is null || Compare(row, At(last.Ticks, last.EventId)) > 0)
                && row.RecordedAt >= from.ToUnixTimeTicks() && row.RecordedAt <= upTo.ToUnixTimeTicks()
                && row.EventId.StartsWith(kind, StringComparison.Ordinal))
            .Take(limit),
    ];

    /// <summary>Nobody asks for what was recorded before.</summary>
    public void Forget(long ticks)
    {
        while (_rows.Min is { } first && first.RecordedAt < ticks)
        {
            _ = _rows.Remove(first);
        }
    }

    private static EventRow At(long ticks, string id) => new(id, false, ticks, ticks, string.Empty, []);

    private static int Compare(EventRow one, EventRow other) => one.RecordedAt != other.RecordedAt
        ? one.RecordedAt.CompareTo(other.RecordedAt)
        : string.CompareOrdinal(one.EventId, other.EventId);
}
