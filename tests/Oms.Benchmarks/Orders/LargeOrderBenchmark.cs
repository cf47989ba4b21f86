using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Oms.Benchmarks.Cluster;
using Oms.Benchmarks.Postgres;
using Oms.Testing.Postgres;

namespace Oms.Benchmarks.Orders;

/// <summary>How long an order of 5 000 lines over two locations takes from its request until it is released: every line
/// reserved at its stock item, the order told, every line confirmed, the order told.</summary>
/// <remarks>Beside it how long its request takes to be answered, that is, to be checked and durable.</remarks>
internal static class LargeOrderBenchmark
{
    private const int Lines = 5_000;
    private const int Skus = 500;
    private const int Locations = 2;

    /// <param name="parent">A directory on a disk.</param>
    public static async Task RunAsync(string parent)
    {
        await MeasureAsync(parent, "sqlite", null);
        await using var server = await PostgresServer.StartAsync(PostgresBench.Settings);
        await MeasureAsync(parent, "postgres", server.ConnectionString(await server.CreateDatabaseAsync()));
    }

    private static async Task MeasureAsync(string parent, string journal, string? database)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"oms-large-{journal}-{Environment.ProcessId}"));
        try
        {
            await using var centre = await CentreProcess.StartWithAsync(
                folder.FullName, database, new Dictionary<string, string>());
            for (var item = 0; item < Skus; item++)
            {
                _ = await centre.PostAsync(
                    Text($"/stock-items/S{item}@dc-{(item % Locations) + 1}/receipts"),
                    """{"receipt":"R","lot":"L","quantity":1000000,"expires":null}""");
            }

            var (turn, answered) = (0, new List<double>());
            var runs = await Report.InTurnsAsync(() => ReleaseAsync(centre, $"L{turn++}", answered));
            Report.Answer(
                "large-order", "ms", runs[0], $"lines={Lines}", $"stock_items={Skus}", $"locations={Locations}",
                $"journal={journal}", $"file_system={Machine.FileSystemOf(folder.FullName)}");
            Report.Limit("answer", runs[0], [.. answered.Skip(1)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <returns>Milliseconds until it is released.</returns>
    private static async Task<double> ReleaseAsync(CentreProcess centre, string name, List<double> answered)
    {
        var lines = new StringBuilder();
        for (var line = 0; line < Lines; line++)
        {
            var sku = line % Skus;
            _ = lines.Append(line == 0 ? string.Empty : ",").Append(Text(
                $$"""{"sku":"S{{sku}}","quantity":1,"ship_from":"dc-{{(sku % Locations) + 1}}","band":null}"""));
        }

        var began = Stopwatch.GetTimestamp();
        var receipt = await centre.PostAsync("/orders", $$$"""
            {"channel":"web","external_ref":"{{{name}}}",
             "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
               "postal_code":"12345","country":"US"}},
             "ship_from":"dc-1","ship_policy":"complete","lines":[{{{lines}}}]}
            """);
        answered.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        using var json = JsonDocument.Parse(receipt);
        var order = json.RootElement.GetProperty("id").GetString();

        // The order itself is long: it is read once nothing is under way any more.
        await centre.CaughtUpAsync();
        await centre.ReadUntilAsync(
            $"/orders/{order}", text => text.Contains("\"status\":\"released\"", StringComparison.Ordinal));
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
