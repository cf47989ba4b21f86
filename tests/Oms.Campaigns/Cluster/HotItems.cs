using System.Globalization;
using Oms.Testing;

namespace Oms.Campaigns.Cluster;

/// <summary>Several clients at once on one item after the other, and whether what each saw can have happened one after
/// the other.</summary>
internal sealed class HotItems(PatientCaller caller, int seed, WriteHistory writes)
{
    private const int Clients = 4;
    private const int StepsEach = 6;
    private const int UnitsAtFirst = 6;

    /// <summary>Histories that were checked.</summary>
    public int Histories { get; private set; }

    public List<string> Wrong { get; } = [];

    public async Task RunAsync(CancellationToken enough)
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"HOT-{seed}-{number}@load");
            _ = await caller.PostAsync(
                $"/stock-items/{id}/receipts",
                $$"""{"receipt":"R1","lot":"L1","quantity":{{UnitsAtFirst}}}""",
                $"{id}/first",
                CancellationToken.None);
            var history = new List<Operation<int>>[Clients];
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(
                async client => history[client] = await ClientAsync(id, number, client)));
            Histories++;
            if (!Linearizability.Holds(UnitsAtFirst, [.. history.SelectMany(one => one)]))
            {
                Wrong.Add($"{id}: the history is not linearizable: " + Text(history));
            }
        }
    }

    /// <summary>Each operation by its client, with milliseconds since the first one began.</summary>
    private static string Text(IReadOnlyList<List<Operation<int>>> history)
    {
        var first = history.SelectMany(one => one).Min(one => one.Began);
        return string.Join("; ", history.SelectMany((done, client) => done.Select(one => (client, one)))
            .OrderBy(row => row.one.Began)
            .Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{row.client} {row.one} {Since(row.one.Began):0}-{Since(row.one.Ended):0}")));

        double Since(long at) => TimeProvider.System.GetElapsedTime(first, at).TotalMilliseconds;
    }

    private async Task<List<Operation<int>>> ClientAsync(string id, int number, int client)
    {
        var random = new Random(unchecked((((seed * 31) + number) * Clients) + client));
        var done = new List<Operation<int>>();
        for (var step = 0; step < StepsEach; step++)
        {
            var began = TimeProvider.System.GetTimestamp();
            if (random.Next(3) == 0)
            {
                var shown = (await caller.GetAsync($"/stock-items/{id}", CancellationToken.None)).Json
                    .GetProperty("on_hand").GetInt32();
                done.Add(new Operation<int>(
                    began,
                    TimeProvider.System.GetTimestamp(),
                    state => shown == state ? state : null,
                    $"read {shown}"));
            }
            else
            {
                var delta = random.Next(-4, 4) is var drawn and < 0 ? drawn : random.Next(1, 3);
                var answer = await caller.PostAsync(
                    $"/stock-items/{id}/adjustments",
                    $$"""{"lot":"L1","delta":{{delta}},"reason":"count"}""",
                    $"{id}/{client}/{step}",
                    CancellationToken.None);
                var isTaken = answer.Status is >= 200 and < 300;
                if (isTaken)
                {
                    var (shard, offset) = answer.Place();
                    writes.Add(new AcknowledgedWrite(
                        id, shard, offset, began, TimeProvider.System.GetTimestamp()));
                }

                // Stock never falls below zero: a refusal says that it would have.
                done.Add(new Operation<int>(
                    began,
                    TimeProvider.System.GetTimestamp(),
                    state => state + delta >= 0 == isTaken ? (isTaken ? state + delta : state) : null,
                    $"{(isTaken ? "took" : "refused")} {delta}"));
            }
        }

        return done;
    }
}
