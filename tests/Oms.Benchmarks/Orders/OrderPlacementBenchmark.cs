using System.Diagnostics;
using System.Globalization;
using Oms.Benchmarks.Cluster;
using Oms.Benchmarks.Postgres;
using Oms.Testing.Postgres;

namespace Oms.Benchmarks.Orders;

/// <summary>
/// Full order placements a second over HTTP: three lines of two locations with prices, taxes and shipping, every unit
/// reserved and confirmed, the card authorised at a provider that is reached over HTTP, everything durable, the order
/// released.
/// </summary>
/// <remarks>
/// The clock stops when the last order is released, not when the last request is answered. Clients, provider and
/// database share the machine. Beside it the same orders without prices and payment, and bare requests of the same
/// client that the server answers without any work. <c>OMS_BENCH_JOURNAL</c>, <c>sqlite</c> or <c>postgres</c>, asks
/// for one of the two alone.
/// </remarks>
internal static class OrderPlacementBenchmark
{
    private const int Clients = 24;
    private const int Orders = 3_000;
    private const int Skus = 30;
    private const int Locations = 2;
    private const double Tail = 0.99;

    /// <summary>The tables that every order of a benchmark finds its prices in.</summary>
    internal const string Prices = """
        {"version":"1","shipping_tax_category":"standard","taxes":[{"country":"*","category":"*","rate_ppm":190000}],
         "shipping":[{"country":"*","service":"*","price":{"minor":490,"currency":"EUR"}}]}
        """;

    /// <param name="parent">A directory on a disk.</param>
    public static async Task RunAsync(string parent)
    {
        var only = Environment.GetEnvironmentVariable("OMS_BENCH_JOURNAL");
        if (only is null or "sqlite")
        {
            await MeasureAsync(parent, "sqlite", null);
        }

        if (only is "sqlite")
        {
            return;
        }

        await using var server = await PostgresServer.StartAsync(PostgresBench.Settings);
        await MeasureAsync(
            parent, "postgres", server.ConnectionString(await server.CreateDatabaseAsync()));
    }

    private static async Task MeasureAsync(string parent, string journal, string? database)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"oms-orders-{journal}-{Environment.ProcessId}"));
        try
        {
            using var provider = new PaperProvider();
            var prices = Path.Combine(folder.FullName, "prices.json");
            await File.WriteAllTextAsync(prices, Prices);
            await using var centre = await CentreProcess.StartWithAsync(
                folder.FullName, database, new Dictionary<string, string>(provider.Options)
                {
                    ["Pricing__File"] = prices,
                });
            for (var sku = 0; sku < Skus * Locations; sku++)
            {
                _ = await centre.PostAsync(
                    Text($"/stock-items/S{sku / Locations}@dc-{(sku % Locations) + 1}/receipts"),
                    """{"receipt":"R","lot":"L","quantity":1000000,"expires":null}""");
            }

            var (turn, answers, bare) = (0, new List<Turn>(), new List<Turn>());
            var runs = await Report.InTurnsAsync(
                () => PlaceAsync(centre, $"a{turn++}", priced: true, answers),
                () => PlaceAsync(centre, $"b{turn++}", priced: false, bare),
                () => ReadAsync(centre));
            Report.Answer(
                "order-placements",
                "order/s",
                runs[0],
                [
                    "lines=3", $"locations={Locations}", $"clients={Clients}", $"journal={journal}",
                    .. Figures(answers), $"file_system={Machine.FileSystemOf(folder.FullName)}",
                ]);
            Report.Limit("without-prices-and-payment", runs[0], runs[1], [.. Figures(bare)]);
            Report.Limit("requests-without-work", runs[0], runs[2]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>How soon it answered, and what the centre's process took of the processor for an order, the database's
    /// not among it.</summary>
    private static IEnumerable<string> Figures(List<Turn> turns) =>
    [
        $"answer_p99_ms={Report.Text("F1", Report.Median(turns.Skip(1).Select(turn => turn.TailMs)))}",
        $"processor_ms={Report.Text("F2", Report.Median(turns.Skip(1).Select(turn => turn.ProcessorMs)))}",
    ];

    /// <returns>Orders a second until the last is released.</returns>
    private static async Task<double> PlaceAsync(CentreProcess centre, string name, bool priced, List<Turn> turns)
    {
        var (next, waits) = (-1, new double[Orders]);
        using var process = Process.GetProcessById(centre.ProcessId);
        var used = process.TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var order && order < Orders)
            {
                var asked = Stopwatch.GetTimestamp();
                await centre.PostAsync("/orders", Order(name, order, priced));
                waits[order] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }
        }));
        await centre.CaughtUpAsync();
        await centre.ReadUntilAsync(
            "/orders?status=placed&limit=1", text => text.StartsWith("{\"items\":[]", StringComparison.Ordinal));
        var took = Stopwatch.GetElapsedTime(began);
        Array.Sort(waits);
        process.Refresh();
        turns.Add(new Turn(
            waits[(int)(Orders * Tail)], (process.TotalProcessorTime - used).TotalMilliseconds / Orders));
        return Orders / took.TotalSeconds;
    }

    /// <returns>Requests a second that nothing is done for.</returns>
    private static async Task<double> ReadAsync(CentreProcess centre)
    {
        var next = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) < Orders)
            {
                await centre.GetAsync("/health/live");
            }
        }));
        return Orders / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static string Order(string name, int order, bool priced)
    {
        var price = priced
            ? ""","price":{"unit":{"minor":1250,"currency":"EUR"},"discounts":[],"tax_category":"any"}"""
            : string.Empty;
        var money = priced
            ? """
              ,"money":{"currency":"EUR","discounts":[],"shipping_service":"standard","capture":"after_delivery",
                "tenders":[{"method":"card","card":{"token":"tok_1","last4":"4242"}}]}
              """
            : string.Empty;
        var lines = Enumerable.Range(0, 3).Select(line => Text(
            $$$"""
            {"sku":"S{{{((order * 7) + (line * 11)) % Skus}}}","quantity":{{{line + 1}}},"band":null{{{price}}},
             "ship_from":"dc-{{{((order + line) % Locations) + 1}}}"}
            """));
        return Text($$$"""
            {"channel":"web","external_ref":"{{{name}}}-{{{order}}}",
             "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
               "postal_code":"12345","country":"US"}},
             "ship_from":"dc-1","ship_policy":"complete","lines":[{{{string.Join(',', lines)}}}]{{{money}}} }
            """);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Turn(double TailMs, double ProcessorMs);
}
