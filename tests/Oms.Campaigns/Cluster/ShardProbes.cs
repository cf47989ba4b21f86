namespace Oms.Campaigns.Cluster;

/// <summary>Tells how long shards are not served, by writing to one item on each.</summary>
internal sealed class ShardProbes(int seed, WriteHistory history)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly ShardItem[] _items =
        [.. Enumerable.Range(0, ShardLoad.Shards).Select(shard => new ShardItem("PROBE", shard, seed, history))];

    private readonly List<string> _wrong = [];

    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Writes once to each of these shards, all at once.</summary>
    /// <param name="since">A timestamp: from here on the waits count.</param>
    /// <returns>How long after it each write was acknowledged.</returns>
    public async Task<TimeSpan[]> FirstWritesAsync(IEnumerable<int> shards, PatientCaller caller, long since) =>
        await Task.WhenAll(shards.Select(async shard =>
        {
            await WriteAsync(shard, caller);
            return TimeProvider.System.GetElapsedTime(since);
        }));

    /// <summary>Writes to each of these shards five times a second until something has happened, and once
    /// more.</summary>
    /// <returns>For each the longest that a write took.</returns>
    /// <remarks>Each shard has its own turn, or the writes would come in bursts and wait for each other.</remarks>
    public async Task<TimeSpan[]> LongestWaitsAsync(IReadOnlyList<int> shards, PatientCaller caller, Task happened) =>
        await Task.WhenAll(shards.Index().Select(async turn =>
        {
            await Task.Delay(Rest * turn.Index / shards.Count, TimeProvider.System);
            return await LongestWaitAsync(turn.Item, caller, () => Task.FromResult(happened.IsCompleted), Rest);
        }));

    /// <summary>Writes to a shard again and again until something has happened, and once more.</summary>
    /// <param name="rest">Between two writes.</param>
    /// <returns>The longest that a write took.</returns>
    public async Task<TimeSpan> LongestWaitAsync(
        int shard, PatientCaller caller, Func<Task<bool>> happened, TimeSpan rest)
    {
        var longest = TimeSpan.Zero;
        for (var isLast = false; ;)
        {
            var began = TimeProvider.System.GetTimestamp();
            await WriteAsync(shard, caller);
            var took = TimeProvider.System.GetElapsedTime(began);
            longest = took > longest ? took : longest;
            if (isLast)
            {
                return longest;
            }

            isLast = await happened();
            await Task.Delay(rest, TimeProvider.System);
        }
    }

    /// <summary>Reads every item: it must show what was acknowledged.</summary>
    public async Task CheckAsync(PatientCaller caller, CancellationToken cancellationToken)
    {
        foreach (var item in _items.Where(item => item.Count > 0))
        {
            Note(await item.CheckAsync(caller, cancellationToken));
        }
    }

    private async Task WriteAsync(int shard, PatientCaller caller) => Note(await _items[shard].CountUpAsync(caller));

    private void Note(string? wrong)
    {
        if (wrong is not null)
        {
            lock (_wrong)
            {
                _wrong.Add(wrong);
            }
        }
    }
}
