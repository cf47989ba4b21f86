using System.Globalization;
using System.Text;
using Oms.Entities;

namespace Oms.Campaigns.Cluster;

/// <summary>A stock item on one shard that one client at a time counts up.</summary>
/// <remarks>
/// Adjustments carry no identity of their own, so only the command id keeps a repeated one from counting twice. One
/// client at a time makes every read exact: it must show what was acknowledged, no more and no less.
/// </remarks>
internal sealed class ShardItem(string name, int shard, int seed, WriteHistory history)
{
    /// <summary>Where all items of the load are.</summary>
    public const string Location = "load";

    private const string Lot = "L1";

    public string Id { get; } = IdOn(name, shard);

    public string Sku => Id[..Id.IndexOf('@', StringComparison.Ordinal)];

    public int Shard => shard;

    /// <summary>How many writes were acknowledged.</summary>
    public int Count { get; private set; }

    /// <summary>The longest that one write took.</summary>
    public TimeSpan LongestWait { get; private set; }

    /// <summary>Counts up by one, and waits for the final answer.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public async Task<string?> CountUpAsync(PatientCaller caller)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{seed}/{Id}/{Count}");
        var began = TimeProvider.System.GetTimestamp();
        var answer = Count == 0
            ? await caller.PostAsync(
                $"/stock-items/{Id}/receipts",
                $$"""{"receipt":"R1","lot":"{{Lot}}","quantity":1}""",
                key,
                CancellationToken.None)
            : await caller.PostAsync(
                $"/stock-items/{Id}/adjustments",
                $$"""{"lot":"{{Lot}}","delta":1,"reason":"count"}""",
                key,
                CancellationToken.None);
        var ended = TimeProvider.System.GetTimestamp();
        if (answer.Status is < 200 or >= 300)
        {
            return $"{Id}: a write was refused with {answer.Status}: {Encoding.UTF8.GetString(answer.Body)}";
        }

        var place = answer.Place();
        Count++;
        history.Add(new AcknowledgedWrite(Id, place.Shard, place.Offset, began, ended));
        var took = TimeProvider.System.GetElapsedTime(began, ended);
        LongestWait = took > LongestWait ? took : LongestWait;
        return place.Shard == shard ? null : $"{Id}: it was written to shard {place.Shard}, not {shard}";
    }

    /// <summary>Reads it: it must show what was acknowledged.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public async Task<string?> CheckAsync(PatientCaller caller, CancellationToken cancellationToken)
    {
        var answer = await caller.GetAsync($"/stock-items/{Id}", cancellationToken);
        var shown = answer.Status == 404 ? 0 : answer.Json.GetProperty("on_hand").GetInt32();
        return shown == Count ? null : $"{Id}: a read shows {shown} after {Count} acknowledged writes";
    }

    // The same for every seed: ids are tried until one falls on the shard.
    private static string IdOn(string name, int shard) => Enumerable.Range(0, int.MaxValue)
        .Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}@{Location}"))
        .First(id => EntityAddress.Of("stock-item", id).Shard() == shard);
}
