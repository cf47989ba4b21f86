using System.Globalization;
using Oms.Entities;

namespace Oms.Campaigns.Cluster;

/// <summary>One stock item on every shard, each counted up by one client at a time and read in between.</summary>
/// <remarks>
/// Adjustments carry no identity of their own, so only the command id keeps a repeated one from counting twice. One
/// client a time makes every read exact: it must show what was acknowledged, no more and no less.
/// </remarks>
internal sealed class ShardLoad(PatientCaller caller, int seed)
{
    private const int Clients = 16;
    private const int Shards = 256;
    private const string Lot = "L1";

    private readonly Item[] _items = [.. Enumerable.Range(0, Shards).Select(shard => new Item(IdOn(shard)))];
    private readonly List<string> _wrong = [];

    /// <summary>Writes that were acknowledged, with their places.</summary>
    public IEnumerable<(string Item, IReadOnlyList<(int Shard, long Offset)> Places)> Acknowledged =>
        _items.Select(item => (item.Id, (IReadOnlyList<(int, long)>)item.Places));

    public long Writes => _items.Sum(item => item.Places.Count);

    /// <summary>The longest that a shard took nothing.</summary>
    public TimeSpan LongestGap => _items.Max(item => item.LongestGap);

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
            await ReadAsync(item, cancellationToken);
        }
    }

    // The same for every seed: ids are tried until one falls on the shard.
    private static string IdOn(int shard) => Enumerable.Range(0, int.MaxValue)
        .Select(number => string.Create(CultureInfo.InvariantCulture, $"LOAD-{number}@load"))
        .First(id => EntityAddress.Of("stock-item", id).Shard() == shard);

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
                    await CountAsync(item);
                    if (random.Next(4) == 0)
                    {
                        await ReadAsync(item, enough);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The day is over.
        }
    }

    private async Task CountAsync(Item item)
    {
        var isFirst = item.Places.Count == 0;
        var key = string.Create(CultureInfo.InvariantCulture, $"{seed}/{item.Id}/{item.Places.Count}");
        var began = TimeProvider.System.GetTimestamp();
        var answer = isFirst
            ? await caller.PostAsync(
                $"/stock-items/{item.Id}/receipts",
                $$"""{"receipt":"R1","lot":"{{Lot}}","quantity":1}""",
                key,
                CancellationToken.None)
            : await caller.PostAsync(
                $"/stock-items/{item.Id}/adjustments",
                $$"""{"lot":"{{Lot}}","delta":1,"reason":"count"}""",
                key,
                CancellationToken.None);
        if (answer.Status is < 200 or >= 300)
        {
            var said = System.Text.Encoding.UTF8.GetString(answer.Body);
            Fault($"{item.Id}: a write was refused with {answer.Status}: {said}");
            return;
        }

        var place = answer.Place();
        if (item.Places is [.., var last] && (place.Shard != last.Shard || place.Offset <= last.Offset))
        {
            Fault($"{item.Id}: {place} was acknowledged after {last}: real time is not respected");
        }

        item.Places.Add(place);
        var took = TimeProvider.System.GetElapsedTime(began);
        item.LongestGap = took > item.LongestGap ? took : item.LongestGap;
    }

    private async Task ReadAsync(Item item, CancellationToken cancellationToken)
    {
        var answer = await caller.GetAsync($"/stock-items/{item.Id}", cancellationToken);
        var shown = answer.Status == 404 ? 0 : answer.Json.GetProperty("on_hand").GetInt32();
        if (shown != item.Places.Count)
        {
            Fault($"{item.Id}: a read shows {shown} after {item.Places.Count} acknowledged writes");
        }
    }

    private void Fault(string text)
    {
        lock (_wrong)
        {
            _wrong.Add(text);
        }
    }

    private sealed class Item(string id)
    {
        public string Id { get; } = id;

        public List<(int Shard, long Offset)> Places { get; } = [];

        public TimeSpan LongestGap { get; set; }
    }
}
