using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Oms.Campaigns.Cluster;

/// <summary>Orders for the items of all shards and for a few that everybody wants; every third is taken back.</summary>
/// <remarks>
/// Orders fall on every shard by their ids, their lines reserve on every shard by their items. Some wait for stock:
/// what they get, and that nothing is promised twice or for ever, the audit and the sums of the journal say at the end.
/// </remarks>
internal sealed class OrderLoad(PatientCaller caller, int seed, WriteHistory history)
{
    private const int Clients = 3;
    private const int WantedItems = 4;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(120);

    private readonly string[] _cold =
        [.. Enumerable.Range(0, ShardLoad.Shards).Select(shard => new ShardItem("LOAD", shard, seed, history).Sku)];

    private readonly List<string> _wrong = [];
    private readonly List<(string Id, bool IsCancelled)> _orders = [];

    public IReadOnlyList<string> Wrong => _wrong;

    public int Count => _orders.Count;

    /// <summary>Fills the shelf of the wanted items a little, then orders until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken enough)
    {
        foreach (var number in Enumerable.Range(0, WantedItems))
        {
            await ExpectAsync(
                $"/stock-items/{Wanted(number)}@{ShardItem.Location}/receipts",
                """{"receipt":"R1","lot":"L1","quantity":50}""", $"{seed}/wanted/{number}", Wanted(number));
        }

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => ClientAsync(client, enough)));
    }

    /// <summary>Every order is what its shop was told: taken back, or waiting for or holding all of its
    /// units.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        foreach (var (id, isCancelled) in _orders)
        {
            while (await FaultOfAsync(id, isCancelled, cancellationToken) is { } fault)
            {
                if (TimeProvider.System.GetElapsedTime(began) > SettleLimit)
                {
                    Note(fault);
                    break;
                }

                await Task.Delay(AskAgain, TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task ClientAsync(int client, CancellationToken enough)
    {
        var random = new Random(unchecked((seed * 1_000) + 500 + client));
        try
        {
            for (var number = 0; ; number++)
            {
                enough.ThrowIfCancellationRequested();
                var reference = string.Create(CultureInfo.InvariantCulture, $"LOAD-{seed}-{client}-{number}");
                var id = await PlaceAsync(reference, random);
                var isCancelled = number % 3 == 2;
                if (isCancelled)
                {
                    await ExpectAsync($"/orders/{id}/cancel", """{"reason":"customer"}""", $"{reference}/cancel", id);
                }

                lock (_orders)
                {
                    _orders.Add((id, isCancelled));
                }

                await Task.Delay(Rest, TimeProvider.System, enough);
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The day is over.
        }
    }

    private async Task<string> PlaceAsync(string reference, Random random)
    {
        var skus = random.GetItems(_cold, random.Next(1, 4)).Distinct().ToList();
        if (random.Next(2) == 0)
        {
            skus.Add(Wanted(random.Next(WantedItems)));
        }

        var lines = string.Join(",", skus.Select(sku => $$"""{"sku":"{{sku}}","quantity":1,"band":null}"""));
        var policy = random.Next(2) == 0 ? "complete" : "split";
        var answer = await ExpectAsync(
            "/orders",
            $$$"""
            {"channel":"load","external_ref":"{{{reference}}}","customer":{"name":"Load","address":
            {"lines":["1 Street"],"city":"Town","postal_code":"1","country":"US"}},
            "ship_from":"{{{ShardItem.Location}}}","ship_policy":"{{{policy}}}","lines":[{{{lines}}}]}
            """,
            reference,
            reference);
        return answer.Json.GetProperty("id").GetString()!;
    }

    private async Task<CallerAnswer> ExpectAsync(string path, string json, string key, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        var answer = await caller.PostAsync(path, json, key, CancellationToken.None);
        if (answer.Status is < 200 or >= 300)
        {
            throw new InvalidDataException(
                $"{what}: {path} was refused with {answer.Status}: {Encoding.UTF8.GetString(answer.Body)}");
        }

        var (shard, offset) = answer.Place();
        history.Add(new AcknowledgedWrite(
            path == "/orders" ? answer.Json.GetProperty("id").GetString()! : path.Split('/')[2],
            shard, offset, began, TimeProvider.System.GetTimestamp()));
        return answer;
    }

    private async Task<string?> FaultOfAsync(string id, bool isCancelled, CancellationToken cancellationToken)
    {
        var answer = await caller.GetAsync($"/orders/{id}", cancellationToken);
        if (answer.Status != 200)
        {
            return $"Order {id} was acknowledged and is answered with {answer.Status}";
        }

        var status = answer.Json.GetProperty("status").GetString();
        if (isCancelled)
        {
            return status == "cancelled" ? null : $"Order {id} was taken back and is {status}";
        }

        // All or none: an order that ships complete keeps nothing while one of its lines waits, and holds for that.
        var lines = answer.Json.GetProperty("lines").EnumerateArray()
            .Select(line => line.GetProperty("quantities")).ToList();
        var keepsNothing = answer.Json.GetProperty("ship_policy").GetString() == "complete"
            && answer.Json.GetProperty("holds").EnumerateArray()
                .Any(hold => hold.GetProperty("type").GetString() == "STOCK")
            && lines.Exists(units => Of(units, "backordered") > 0);
        return lines.TrueForAll(units => Of(units, "reserved") + Of(units, "backordered")
                + (keepsNothing ? Of(units, "unallocated") : 0) == Of(units, "ordered"))
            ? null
            : $"Order {id} neither has nor waits for all of its units: {Encoding.UTF8.GetString(answer.Body)}";

        static int Of(JsonElement units, string name) => units.GetProperty(name).GetInt32();
    }

    private static string Wanted(int number) => string.Create(CultureInfo.InvariantCulture, $"WANTED-{number}");

    private void Note(string wrong)
    {
        lock (_wrong)
        {
            _wrong.Add(wrong);
        }
    }
}
