using Oms.Actors;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Processes;

namespace Oms.Central.Events;

/// <summary>Tells readers of the log how far each shard is. It keeps no event: readers take them from the
/// journal.</summary>
/// <remarks>
/// A reader that is slow costs nothing but its own position, so nothing here needs a bound for each client.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class LiveFeed(IJournal journal) : IProjection
{
    private readonly Lock _turn = new();
    private readonly long[] _heads = new long[journal.ShardCount];
    private TaskCompletionSource _moved = New();

    public string Name => "feed";

    public bool Listens(string kind) => true;

    public async Task<long> ReadPositionAsync(int shard, CancellationToken cancellationToken)
    {
        var head = await journal.ReadHeadAsync(shard, cancellationToken);
        lock (_turn)
        {
            _heads[shard] = long.Max(_heads[shard], head);
            return _heads[shard];
        }
    }

    /// <summary>It keeps nothing that could be lost.</summary>
    public Task<IReadOnlyDictionary<int, long>> ReadPositionsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>());

    public Task ApplyAsync(int shard, long after, IReadOnlyList<RecordedEvent> events, long offset)
    {
        TaskCompletionSource moved;
        lock (_turn)
        {
            _heads[shard] = long.Max(_heads[shard], offset);
            (moved, _moved) = (_moved, New());
        }

        moved.SetResult();
        return Task.CompletedTask;
    }

    /// <summary>Takes note of how far all shards are, those of other nodes too.</summary>
    public void Seen(ClusterTable table) => Seen(table.Shards.Select(row => new ShardPosition(row.Shard, row.Head)));

    /// <summary>Takes note of how far some shards are.</summary>
    public void Seen(IEnumerable<ShardPosition> positions)
    {
        TaskCompletionSource? moved = null;
        lock (_turn)
        {
            foreach (var position in positions)
            {
                if (position.Offset > _heads[position.Shard])
                {
                    _heads[position.Shard] = position.Offset;
                    moved = _moved;
                }
            }

            _moved = moved is null ? _moved : New();
        }

        moved?.SetResult();
    }

    /// <summary>It holds nothing that could be rebuilt.</summary>
    public Task ResetAsync() => Task.CompletedTask;

    /// <summary>The newest offset of every shard, and a task that ends when one of them moves.</summary>
    public (long[] Heads, Task Moved) Look()
    {
        lock (_turn)
        {
            return ([.. _heads], _moved.Task);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
