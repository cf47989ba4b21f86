using System.Globalization;
using Oms.Actors.Journal;
using Oms.Central.Events;

namespace Oms.Central.Tests.Histories;

/// <summary>Readers of all events, page by page and as a stream: answers get lost, and they go on behind any event that
/// they have (I16).</summary>
internal sealed class FeedMoves
{
    private readonly HistoryWorld _world;
    private readonly List<JournalRecord>[] _tails;
    private readonly Reader[] _readers;
    private long[] _heads = new long[HistoryWorld.Shards];

    public FeedMoves(HistoryWorld world)
    {
        _world = world;
        _tails = [.. Enumerable.Range(0, HistoryWorld.Shards).Select(_ => new List<JournalRecord>())];
        _readers = [new(this, null, "page"), new(this, null, "stream"), new(this, "order", "orders")];
        world.Written += record => _tails[record.Shard].Add(record);
    }

    public void Read(Dice dice)
    {
        // A reader may not know yet how far the shards are.
        _heads = dice.OneIn(4) ? _heads : _world.Heads;
        dice.Of(_readers).Read(dice, [.. _heads]);
        for (var shard = 0; shard < HistoryWorld.Shards; shard++)
        {
            var least = _readers.Min(reader => reader.Positions[shard]);
            _ = _tails[shard].RemoveAll(record => record.Offset <= least);
        }
    }

    private Task<IReadOnlyList<JournalRecord>> ReadAsync(
        int shard, long after, int most, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JournalRecord>>(
            [.. _tails[shard].SkipWhile(record => record.Offset <= after).Take(most)]);

    private sealed class Reader(FeedMoves feed, string? kind, string name)
    {
        private const int PageMax = 200;

        private readonly EventReader _events = new(feed.ReadAsync, 0, kind);
        private readonly Dictionary<(string Kind, string Id), long> _seqs = [];
        private readonly Dictionary<(string Kind, string Id, long Seq), string> _unsure = [];
        private string _cursor = FeedCursor.Encode(0, new long[HistoryWorld.Shards]);

        /// <summary>How far it is in each shard.</summary>
        public long[] Positions => FeedCursor.Decode(_cursor, HistoryWorld.Shards)!.Value.Positions;

        public void Read(Dice dice, long[] heads)
        {
            var positions = Positions;
            var items = ReadAsync(heads, positions, dice).GetAwaiter().GetResult();
            items.ForEach(Hear);

            // An answer that is lost comes again; a reader that ends has what it has heard, in whole or in part.
            if (dice.OneIn(4))
            {
                return;
            }

            _cursor = items.Count > 0 && dice.OneIn(3) ? dice.Of(items).Cursor : FeedCursor.Encode(0, positions);
            var now = Positions;
            foreach (var (sure, _) in _unsure.Where(each => IsBehind(each.Value, now)).ToList())
            {
                _ = _unsure.Remove(sure);
            }
        }

        private async Task<List<EventView>> ReadAsync(long[] heads, long[] positions, Dice dice)
        {
            if (name == "page")
            {
                return await _events.PageAsync(heads, positions, dice.From(1, PageMax), CancellationToken.None);
            }

            var items = new List<EventView>();
            await foreach (var item in _events.CatchUpAsync(heads, positions, CancellationToken.None))
            {
                items.Add(item);
            }

            return items;
        }

        private static bool IsBehind(string position, long[] positions) =>
            position.Split('-') is [var shard, var offset]
            && long.Parse(offset, CultureInfo.InvariantCulture)
                <= positions[int.Parse(shard, CultureInfo.InvariantCulture)];

        private void Hear(EventView item)
        {
            var last = _seqs.GetValueOrDefault((item.Kind, item.Id));
            if (item.Seq <= last)
            {
                Must(
                    _unsure.TryGetValue((item.Kind, item.Id, item.Seq), out var known) && known == item.Position,
                    item, $"it has {last} of it, that one at {known}.");
                return;
            }

            Must(item.Seq == last + 1, item, $"it has {last} of it.");
            _seqs[(item.Kind, item.Id)] = item.Seq;
            _unsure.Add((item.Kind, item.Id, item.Seq), item.Position);
        }

        private void Must(bool holds, EventView item, string detail) => InvariantBrokenException.Unless(
            holds, "I16", item.Id, $"Reader {name} is told {item.Seq} at {item.Position}: {detail}");
    }
}
