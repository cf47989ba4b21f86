using System.Diagnostics;
using System.Globalization;
using System.Text;
using Oms.Benchmarks.Cluster;

namespace Oms.Benchmarks.Stock;

/// <summary>What does the centre's process do when about ten times as many orders come as it can take?</summary>
/// <remarks>
/// First callers that wait for their answers show what it can take; then as many connections as a flood has send
/// without regard to what is answered. The client and the server share the machine. Orders are of one line each, of
/// items that do not run out; what follows from them goes on behind.
/// </remarks>
internal static class FloodBenchmark
{
    private const int Callers = 32;
    private const int Connections = 512;
    private const int Times = 10;
    private const double Tail = 0.99;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Flood = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(string parent)
    {
        var folder = Path.Combine(parent, $"oms-bench-{Environment.ProcessId}-{Stopwatch.GetTimestamp()}");
        await using (var centre = await CentreProcess.StartAloneAsync(folder))
        {
            var requests = new OrderRequests(centre);
            await StockAsync(centre, requests);
            var warm = await RunAsync(centre, requests, Callers, perSecond: null, Calm / 2);
            var calm = await RunAsync(centre, requests, Callers, perSecond: null, Calm);
            var before = Resident(centre.ProcessId);
            var offered = Times * calm.Accepted.Count / Calm.TotalSeconds;
            var flood = await RunAsync(centre, requests, Connections, offered, Flood);
            Tell("calm", calm, Calm, $"callers={Callers}", $"warm_up={warm.Accepted.Count}");
            Tell(
                "flood", flood, Flood, $"connections={Connections}", $"wanted_per_s={Report.Text("F0", offered)}",
                $"resident_before_mib={before}", $"resident_peak_mib={Peak(centre.ProcessId)}",
                $"file_system={Machine.FileSystemOf(parent)}");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task StockAsync(CentreProcess centre, OrderRequests requests)
    {
        using var connection = await RawConnection.OpenAsync(centre.Address);
        for (var item = 0; item < OrderRequests.Items; item++)
        {
            var (status, _) = await connection.SendAsync(requests.Receipt(item));
            if (status != 201)
            {
                throw new InvalidOperationException($"A receipt was answered {status}.");
            }
        }
    }

    private static void Tell(string what, Outcome outcome, TimeSpan time, params string[] facts)
    {
        var accepted = outcome.Accepted.Order().ToList();
        var refused = outcome.Refused.Order().ToList();
        Console.WriteLine(
            $"benchmark={what} unit=order/s accepted={Rate(accepted.Count)} offered={Rate(outcome.All)} "
            + $"refused={Rate(refused.Count)} refused_without_retry_after={outcome.Silent} other={outcome.Other} "
            + $"accepted_p50_ms={Share(accepted, 0.5)} accepted_p99_ms={Share(accepted, Tail)} "
            + $"accepted_max_ms={Share(accepted, 1)} refused_p99_ms={Share(refused, Tail)} {string.Join(' ', facts)}");

        string Rate(int count) => Report.Text("F0", count / time.TotalSeconds);

        static string Share(List<double> sorted, double share) =>
            sorted.Count == 0 ? "-" : Report.Text("F1", sorted[int.Min(sorted.Count - 1, (int)(sorted.Count * share))]);
    }

    /// <param name="perSecond">How many are offered, answered or not; null for one after the other.</param>
    private static async Task<Outcome> RunAsync(
        CentreProcess centre, OrderRequests requests, int connections, double? perSecond, TimeSpan time)
    {
        var (outcome, started, next) = (new Outcome(), Stopwatch.GetTimestamp(), 0L);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Factory.StartNew(
            async () =>
            {
                using var connection = await RawConnection.OpenAsync(centre.Address);
                while (Stopwatch.GetElapsedTime(started) < time)
                {
                    if (perSecond is { } rate)
                    {
                        await UntilAsync(started, Interlocked.Increment(ref next) / rate);
                    }

                    var request = requests.Next();
                    var from = Stopwatch.GetTimestamp();
                    var (status, hasRetryAfter) = await connection.SendAsync(request);
                    outcome.Add(status, hasRetryAfter, Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                }
            },
            CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default).Unwrap()));
        return outcome;
    }

    private static async Task UntilAsync(long started, double seconds)
    {
        var ahead = TimeSpan.FromSeconds(seconds) - Stopwatch.GetElapsedTime(started);
        if (ahead > TimeSpan.Zero)
        {
            await Task.Delay(ahead, TimeProvider.System);
        }
    }

    private static long Resident(int process) => Status(process, "VmRSS:");

    private static long Peak(int process) => Status(process, "VmHWM:");

    /// <returns>MiB.</returns>
    private static long Status(int process, string name) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;

    /// <summary>Orders, each a request of its own.</summary>
    private sealed class OrderRequests(CentreProcess centre)
    {
        public const int Items = 200;
        private const int UnitsEach = 1_000_000;

        private long _made;

        public byte[] Receipt(int item) => Post(
            $"/stock-items/S{item}@dc-1/receipts",
            $"R-{item}",
            $$"""{"receipt":"R-1","lot":"L1","quantity":{{UnitsEach}}}""");

        public byte[] Next()
        {
            var number = Interlocked.Increment(ref _made);
            var body = string.Create(CultureInfo.InvariantCulture, $$$"""
                {"channel":"web","external_ref":"F-{{{number}}}","customer":{"name":"Shop","address":{
                "lines":["1 High Street"],"city":"Springfield","postal_code":"12345","country":"US"}},
                "ship_from":"dc-1","ship_policy":"complete","lines":[{"sku":"S{{{number % Items}}}","quantity":1,
                "band":{"min_milli_c":2000,"max_milli_c":8000}}]}
                """);
            return Post("/orders", $"F-{number}", body);
        }

        private byte[] Post(string path, string key, string body) => Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {centre.Address.Authority}\r\nAuthorization: {centre.Key}\r\n"
            + $"Idempotency-Key: {key}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n{body}");
    }

    private sealed class Outcome
    {
        private readonly Lock _gate = new();

        public List<double> Accepted { get; } = [];

        public List<double> Refused { get; } = [];

        /// <summary>Refused, and not told when to come again.</summary>
        public int Silent { get; private set; }

        /// <summary>Neither taken nor refused for now.</summary>
        public int Other { get; private set; }

        public int All => Accepted.Count + Refused.Count + Other;

        public void Add(int status, bool hasRetryAfter, double waited)
        {
            lock (_gate)
            {
                switch (status)
                {
                    case >= 200 and < 300:
                        Accepted.Add(waited);
                        break;
                    case 429 or 503:
                        Refused.Add(waited);
                        Silent += hasRetryAfter ? 0 : 1;
                        break;
                    default:
                        Other++;
                        break;
                }
            }
        }
    }
}
