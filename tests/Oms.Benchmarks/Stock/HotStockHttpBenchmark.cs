using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Oms.Benchmarks.Cluster;

namespace Oms.Benchmarks.Stock;

/// <summary>How many reservations of one hot stock item does the centre's process answer over HTTP, client, server and
/// journal on the same cores?</summary>
/// <remarks>The limit is the same client and as many requests to the same server, answered without any work.</remarks>
internal static class HotStockHttpBenchmark
{
    private const int InFlight = 64;
    private const int Requests = 15_000;
    private const int OnHand = 5_000_000;
    private const double Tail = 0.99;

    public static async Task RunAsync(string parent)
    {
        var folder = Path.Combine(parent, $"oms-bench-{Environment.ProcessId}-{Stopwatch.GetTimestamp()}");
        var (medians, tails, turn) = (new List<double>(), new List<double>(), 0);
        await using (var centre = await CentreProcess.StartAloneAsync(folder))
        {
            using var client = ClientOf(centre);
            var runs = await Report.InTurnsAsync(() => ReserveAsync(client), () => BareAsync(client));
            Report.Answer(
                "hot-stock-http", "reservation/s", runs[0], $"in_flight={InFlight}", $"requests={Requests}",
                "journal=sqlite", "synchronous=full", $"file_system={Machine.FileSystemOf(parent)}",
                StockFacts.Waits(medians[1..], tails[1..]));
            Report.Limit("requests-without-work", runs[0], runs[1], $"in_flight={InFlight}", "path=/health/live");
        }

        Directory.Delete(folder, recursive: true);

        // Each turn has an item of its own: what is live of an item is as much in every turn.
        async Task<double> ReserveAsync(HttpClient client)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/stock-items/HOT-{turn++}@dc-1");
            _ = await PostAsync(
                client, $"{path}/receipts", $$"""{"receipt":"R-1","lot":"L1","quantity":{{OnHand}}}""", $"{path}-all");
            var waits = new double[Requests];
            var rate = await TimeAsync(async number =>
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"basket-{number:D6}");
                waits[number] = await PostAsync(
                    client, $"{path}/reservations", $$"""{"reservation":"{{name}}","quantity":1}""", name);
            });
            Array.Sort(waits);
            medians.Add(waits[Requests / 2]);
            tails.Add(waits[(int)(Requests * Tail)]);
            return rate;
        }
    }

    private static Task<double> BareAsync(HttpClient client) =>
        TimeAsync(async number =>
        {
            using var answer = await client.GetAsync(new Uri($"/health/live?{number}", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        });

    private static HttpClient ClientOf(CentreProcess centre)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = InFlight })
        {
            BaseAddress = centre.Address,
        };
        client.DefaultRequestHeaders.Authorization = centre.Key;
        return client;
    }

    /// <returns>Milliseconds until its answer.</returns>
    private static async Task<double> PostAsync(HttpClient client, string path, string json, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        var from = Stopwatch.GetTimestamp();
        using var answer = await client.SendAsync(request);
        var waited = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        return answer.StatusCode == HttpStatusCode.Created
            ? waited
            : throw new InvalidOperationException($"{path}: {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<double> TimeAsync(Func<int, Task> send)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(caller => Task.Factory.StartNew(
            async () =>
            {
                for (var number = caller; number < Requests; number += InFlight)
                {
                    await send(number);
                }
            },
            CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default).Unwrap()));
        return Requests / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
