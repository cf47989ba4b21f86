using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Oms.Benchmarks.Cluster;

namespace Oms.Benchmarks.Orders;

/// <summary>
/// How long a page of fifty of a million orders takes over HTTP: the first one and the ten-thousandth, of all
/// orders, of
/// one status, and of one customer.
/// </summary>
/// <remarks>
/// The orders are events of the domain's own decisions in the centre's journal; its projections make the read models of
/// them (SQLite). The ten-thousandth page is reached by walking, as a client does; measured is one request each time.
/// <c>OMS_LIST_ORDERS</c> asks for fewer or more orders; the deep page is then as far from the end in proportion.
/// </remarks>
internal static class OrderListBenchmark
{
    private const int OrdersUsual = 1_000_000;
    private const int PageOrders = 50;
    private const int StepOrders = 200;
    private const int Reads = 500;
    private const double Tail = 0.99;

    private static readonly int Orders =
        int.TryParse(Environment.GetEnvironmentVariable("OMS_LIST_ORDERS"), CultureInfo.InvariantCulture, out var asked)
            ? asked
            : OrdersUsual;

    // In the middle: of a million the ten-thousandth.
    private static readonly int Page = Orders / (2 * PageOrders);

    /// <param name="parent">A directory on a disk.</param>
    public static async Task RunAsync(string parent)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"oms-lists-{Environment.ProcessId}"));
        try
        {
            await ManyOrders.AppendAsync(Path.Combine(folder.FullName, "data"), Orders);
            var started = Stopwatch.GetTimestamp();
            await using var centre = await CentreProcess.StartAloneAsync(folder.FullName);
            _ = await centre.PostAsync(
                "/customers", $$"""{"id":"{{ManyOrders.Customer}}","profile":{"name":"Anna"},"facts":{} }""");
            await centre.CaughtUpAsync();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The read models have {Orders} orders after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s."));
            await MeasureAsync(centre, "all", "/orders?", folder.FullName);
            await MeasureAsync(centre, "status", "/orders?status=placed&", folder.FullName);
            await MeasureAsync(centre, "customer", $"/customers/{ManyOrders.Customer}/orders?", folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(CentreProcess centre, string filter, string path, string folder)
    {
        var (first, deep) = ($"{path}limit={PageOrders}", await WalkAsync(centre, path));
        var orders = await centre.ReadAsync("/orders?limit=1");
        var one = $"/orders/{JsonElement.Parse(orders).GetProperty("items")[0].GetProperty("id").GetString()}";
        var runs = await Report.InTurnsAsync(
            () => TailAsync(centre, first), () => TailAsync(centre, deep), () => TailAsync(centre, one));
        foreach (var (page, tails) in new[] { (1, runs[0]), (Page, runs[1]) })
        {
            Report.Answer(
                "order-list", "us_p99", tails, $"filter={filter}", $"page={page}", $"page_orders={PageOrders}",
                $"orders={Orders}", $"reads={Reads}", $"file_system={Machine.FileSystemOf(folder)}");
            Report.Limit("one-order", tails, runs[2]);
        }
    }

    /// <summary>Walks from the first page to the one before the deep one, in steps as long as the API
    /// allows.</summary>
    /// <returns>The path of the deep page.</returns>
    private static async Task<string> WalkAsync(CentreProcess centre, string path)
    {
        var cursor = string.Empty;
        for (var left = (Page - 1) * PageOrders; left > 0;)
        {
            var limit = int.Min(left, StepOrders);
            var page = JsonElement.Parse(await centre.ReadAsync(string.Create(
                CultureInfo.InvariantCulture, $"{path}limit={limit}{cursor}")));
            left -= page.GetProperty("items").GetArrayLength();
            cursor = $"&cursor={page.GetProperty("next").GetString()}";
        }

        return string.Create(CultureInfo.InvariantCulture, $"{path}limit={PageOrders}{cursor}");
    }

    /// <returns>Microseconds that one read in a hundred takes longer than.</returns>
    private static async Task<double> TailAsync(CentreProcess centre, string path)
    {
        var waits = new double[Reads];
        for (var read = 0; read < Reads; read++)
        {
            var asked = Stopwatch.GetTimestamp();
            await centre.GetAsync(path);
            waits[read] = Stopwatch.GetElapsedTime(asked).TotalMicroseconds;
        }

        Array.Sort(waits);
        return waits[(int)(Reads * Tail)];
    }
}
