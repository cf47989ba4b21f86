namespace Oms.Campaigns.Cluster;

/// <summary>One stock item on every shard, each counted up by one client at a time and read in between.</summary>
internal sealed class ShardLoad(PatientCaller caller, int seed, WriteHistory history)
{
    /// <summary>How many shards the centre has.</summary>
    public const int Shards = 256;

    private const int Clients = 16;

    private readonly ShardItem[] _items =
        [.. Enumerable.Range(0, Shards).Select(shard => new ShardItem("LOAD", shard, seed, history))];

    private readonly List<string> _wrong = [];

    public long Writes => _items.Sum(item => (long)item.Count);

    /// <summary>The longest that a shard took nothing.</summary>
    public TimeSpan LongestGap => _items.Max(item => item.LongestWait);

    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Brings the items into being, then counts until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken enough) =>
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => ClientAsync(client, enough)));

    /// <summary>Reads every item once more: nothing acknowledged may be missing at the end, nothing be there
    /// twice.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var item in _items)
        {
            Note(await item.CheckAsync(caller, cancellationToken));
        }
    }

    private async Task ClientAsync(int client, CancellationToken enough)
    {
        var random = new Random(unchecked((seed * 1_000) + client));
        var own = _items.Where((_, index) => index % Clients == client).ToArray();
        try
        {
            while (true)
            {
                random.Shuffle(own);
                foreach (var item in own)
                {
                    // A write is always seen through to its answer, or nobody would know what must be there.
                    enough.ThrowIfCancellationRequested();
                    Note(await item.CountUpAsync(caller));
                    if (random.Next(4) == 0)
                    {
                        Note(await item.CheckAsync(caller, enough));
                    }
                }
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The day is over.
        }
    }

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
