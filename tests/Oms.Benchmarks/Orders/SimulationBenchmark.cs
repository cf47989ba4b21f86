using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Oms.Benchmarks.Cluster;

namespace Oms.Benchmarks.Orders;

/// <summary>How long does it take to say over HTTP what a routing policy would have done with ten thousand past orders,
/// beside what really became of them?</summary>
/// <remarks>
/// The orders are events of the domain's own decisions in the centre's journal; its projections make the read models of
/// them (SQLite). The policy may choose among 12 locations, each with some of the 30 products. Their limit: a read of
/// the same orders page by page. <c>OMS_SIMULATED_ORDERS</c> asks for fewer.
/// </remarks>
internal static class SimulationBenchmark
{
    private const int OrdersUsual = 10_000;
    private const int Locations = 12;
    private const int Skus = 30;
    private const int PageOrders = 200;

    private static readonly int Orders = int.TryParse(
        Environment.GetEnvironmentVariable("OMS_SIMULATED_ORDERS"), CultureInfo.InvariantCulture, out var asked)
            ? asked
            : OrdersUsual;

    private const string Simulation =
        """
        {"terms":{"rules":[{"rule":"no_disruption"},{"rule":"fewest_splits"},{"rule":"nearest"}]},"decisions":false,
         "past":{"from":"2000-01-01T00:00:00Z","until":"2100-01-01T00:00:00Z"} }
        """;

    /// <param name="parent">A directory on a disk.</param>
    public static async Task RunAsync(string parent)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"oms-simulation-{Environment.ProcessId}"));
        try
        {
            await ManyOrders.AppendAsync(Path.Combine(folder.FullName, "data"), Orders);
            await using var centre = await CentreProcess.StartAloneAsync(folder.FullName);
            for (var at = 0; at < Locations; at++)
            {
                _ = await centre.PostAsync(
                    "/locations",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$$"""
                        {"id":"dc-{{{at}}}","terms":{"name":"DC {{{at}}}","kind":"warehouse","time_zone":"UTC",
                          "position":{"latitude_microdegrees":{{{30_000_000 + (at * 1_000_000)}}},
                            "longitude_microdegrees":-90000000} } }
                        """));
                for (var sku = at % 2; sku < Skus; sku += 2)
                {
                    _ = await centre.PostAsync(
                        string.Create(CultureInfo.InvariantCulture, $"/stock-items/S{sku}@dc-{at}/receipts"),
                        """{"receipt":"R-1","lot":"L1","quantity":1000,"expires":null}""");
                }
            }

            await centre.CaughtUpAsync();
            var runs = await Report.InTurnsAsync(() => SimulateAsync(centre), () => ReadAsync(centre));
            Report.Answer(
                "simulation", "ms", runs[0], $"orders={Orders}", $"locations={Locations}", "target=10000",
                $"file_system={Machine.FileSystemOf(folder.FullName)}");
            Report.Limit("orders-read", runs[0], runs[1], $"orders={Orders}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> SimulateAsync(CentreProcess centre)
    {
        var started = Stopwatch.GetTimestamp();
        var figures = JsonElement.Parse(await centre.PostAsync("/routing/simulations", Simulation))
            .GetProperty("figures");
        return figures.GetProperty("orders").GetInt32() == Orders
            ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
            : throw new InvalidDataException($"Not all orders were simulated: {figures}");
    }

    private static async Task<double> ReadAsync(CentreProcess centre)
    {
        var started = Stopwatch.GetTimestamp();
        var path = $"/orders?limit={PageOrders}";
        for (string? next = path; next is not null;)
        {
            var page = JsonElement.Parse(await centre.ReadAsync(next)).GetProperty("next");
            next = page.ValueKind == JsonValueKind.String ? $"{path}&cursor={page.GetString()}" : null;
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
