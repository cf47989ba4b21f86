using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Oms.Benchmarks.Cluster;
using Oms.Benchmarks.Postgres;
using Oms.Testing.Postgres;

namespace Oms.Benchmarks.Orders;

/// <summary>
/// How long it takes from the moment a depot sends a hand-over's records, the proof of delivery among them, until the
/// order that was delivered is closed and its card captured (p99, milliseconds).
/// </summary>
/// <remarks>One hand-over at a time; the order is read over and over until it is closed. Beside it one read of an
/// order.</remarks>
internal static class DeliveryBenchmark
{
    private const int OrdersOfTurn = 100;
    private const double Tail = 0.99;

    /// <param name="parent">A directory on a disk.</param>
    public static async Task RunAsync(string parent)
    {
        await MeasureAsync(parent, "sqlite", null);
        await using var server = await PostgresServer.StartAsync(PostgresBench.Settings);
        await MeasureAsync(parent, "postgres", server.ConnectionString(await server.CreateDatabaseAsync()));
    }

    private static async Task MeasureAsync(string parent, string journal, string? database)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"oms-pods-{journal}-{Environment.ProcessId}"));
        try
        {
            using var provider = new PaperProvider();
            var prices = Path.Combine(folder.FullName, "prices.json");
            await File.WriteAllTextAsync(prices, OrderPlacementBenchmark.Prices);
            await using var centre = await CentreProcess.StartWithAsync(
                folder.FullName, database, new Dictionary<string, string>(provider.Options)
                {
                    ["Pricing__File"] = prices,
                });
            using var depot = await PaperDepot.EnrolAsync(centre);
            _ = await centre.PostAsync(
                "/stock-items/MILK@dc-1/receipts",
                """{"receipt":"R","lot":"L","quantity":1000000,"expires":null}""");
            var (turn, medians) = (0, new List<double>());
            var last = string.Empty;
            var runs = await Report.InTurnsAsync(
                async () =>
                {
                    var waits = await DeliverAsync(centre, depot, turn++, order => last = order);
                    medians.Add(waits[OrdersOfTurn / 2]);
                    return waits[(int)(OrdersOfTurn * Tail)];
                },
                async () =>
                {
                    var waits = new double[OrdersOfTurn];
                    for (var i = 0; i < OrdersOfTurn; i++)
                    {
                        var from = Stopwatch.GetTimestamp();
                        await centre.GetAsync($"/orders/{last}");
                        waits[i] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
                    }

                    Array.Sort(waits);
                    return waits[(int)(OrdersOfTurn * Tail)];
                });
            Report.Answer(
                "pod-to-closed-p99", "ms", runs[0], $"p50_ms={Report.Text("F1", Report.Median(medians.Skip(1)))}",
                $"hand_overs={OrdersOfTurn}", $"journal={journal}",
                $"file_system={Machine.FileSystemOf(folder.FullName)}");
            Report.Limit("one-read-p99", runs[0], runs[1]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double[]> DeliverAsync(
        CentreProcess centre, PaperDepot depot, int turn, Action<string> delivered)
    {
        var routes = new List<(string Route, string Order)>();
        for (var i = 0; i < OrdersOfTurn; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"R-{turn}-{i}");
            routes.Add((name, JsonElement.Parse(await centre.PostAsync("/orders", Order(name)))
                .GetProperty("id").GetString()!));
        }

        foreach (var (_, order) in routes)
        {
            await centre.ReadUntilAsync($"/orders/{order}", text => Has(text, "released"));
        }

        foreach (var (route, order) in routes)
        {
            _ = await centre.PostAsync("/manifests", $$"""
                {"route":"{{route}}","depot":"dep-1","vehicle":"T-12","driver":"D-3","reefer":null,
                 "stops":[{"stop":1,"consignee":"Shop","orders":["{{order}}"]}]}
                """);
            _ = await centre.PostAsync($"/manifests/{route}/dispatch", "{}");
            await centre.ReadUntilAsync($"/manifests/{route}", text => Has(text, "dispatched"));
        }

        var waits = new List<double>();
        foreach (var (route, order) in routes)
        {
            var from = Stopwatch.GetTimestamp();
            await depot.DeliverAsync(route, order, "MILK", "L", 2);
            await centre.ReadUntilAsync($"/orders/{order}", text => Has(text, "closed"), TimeSpan.FromMilliseconds(1));
            waits.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            delivered(order);
        }

        return [.. waits.Order()];
    }

    private static bool Has(string text, string status) =>
        JsonElement.Parse(text).GetProperty("status").GetString() == status;

    private static string Order(string name) => $$$"""
        {"channel":"web","external_ref":"{{{name}}}",
         "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
           "postal_code":"12345","country":"US"}},
         "ship_from":"dc-1","ship_policy":"complete",
         "lines":[{"sku":"MILK","quantity":2,"band":null,
           "price":{"unit":{"minor":1250,"currency":"EUR"},"discounts":[],"tax_category":"any"}}],
         "money":{"currency":"EUR","discounts":[],"shipping_service":"standard","capture":"after_delivery",
           "tenders":[{"method":"card","card":{"token":"tok_1","last4":"4242"}}]}}
        """;
}
