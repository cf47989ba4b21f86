using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Extensions;

namespace Oms.Benchmarks.Mqtt;

/// <summary>
/// How long a person at the kiosk waits for a step to be on disk, over TLS and with a session, while refrigeration
/// units send as many readings as the gateway takes; publishers and the kiosk are on the same cores.
/// </summary>
/// <remarks>
/// Every step is a scanned unit, the most frequent one: it is decided, signed and synced like any other. The next one
/// comes a moment after the answer, as from a hand. Beside it the same steps while no reading comes.
/// </remarks>
internal static class KioskStepBenchmark
{
    private const int Connections = 8;
    private const int Window = 512;
    private const int Steps = 200;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    // Readings are a millisecond apart: enough of them before any is from the future.
    private static readonly Duration Since = Duration.FromMinutes(60);

    /// <param name="parent">A directory on a disk.</param>
    public static async Task RunAsync(string parent)
    {
        var folder = Path.Combine(parent, $"oms-kiosk-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            await using var gateway = await GatewayProcess.StartAsync(
                folder, Connections, DurableIngestBenchmark.Secret);
            using var kiosk = gateway.OpenKiosk(folder);
            _ = await SignInAsync(kiosk);
            await MeasureAsync(folder, gateway, kiosk);
            await gateway.RefuseDeadLettersAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, GatewayProcess gateway, HttpClient kiosk)
    {
        var started = TimeProvider.System.GetCurrentInstant() - Since;
        var (sent, rates, visit) = (new long[Connections], new List<double>(), 0);
        var (loaded, quiet) = (new List<List<TimeSpan>>(), new List<List<TimeSpan>>());

        async Task<double> UnderLoadAsync()
        {
            using var over = new CancellationTokenSource();
            var load = DurableIngestBenchmark.LoadUntilAsync(gateway.Mqtt, started, sent, Window, over.Token);
            await Task.Delay(WarmUp, TimeProvider.System);
            loaded.Add(await StepAsync(kiosk, ++visit));
            await over.CancelAsync();
            rates.Add((await load).PerSecond);
            return Percentile(loaded[^1], 0.99);
        }

        async Task<double> QuietAsync()
        {
            quiet.Add(await StepAsync(kiosk, ++visit));
            return Percentile(quiet[^1], 0.99);
        }

        var runs = await Report.InTurnsAsync(UnderLoadAsync, QuietAsync);
        Report.Answer(
            "kiosk-step-p99", "us", runs[0], $"steps={Steps}", $"readings_per_second={Report.Text("F0",
                Report.Median(rates.Skip(1)))}",
            $"connections={Connections}", $"window={Window}", "journal=sqlite", "sync=full",
            $"file_system={Machine.FileSystemOf(folder)}",
            $"p50_us={Report.Text("F0", Percentile([.. loaded.Skip(1).SelectMany(run => run)], 0.5))}",
            $"longest_us={Report.Text("F0", loaded.Skip(1).Max(run => run[^1].TotalMicroseconds))}",
            $"gateway_rss_mb={gateway.ResidentBytes / 1_000_000}");
        Report.Limit(
            "without-readings", runs[0], runs[1],
            $"p50_us={Report.Text("F0", Percentile([.. quiet.Skip(1).SelectMany(run => run)], 0.5))}");
    }

    /// <returns>How long each step waited, the shortest first.</returns>
    private static async Task<List<TimeSpan>> StepAsync(HttpClient kiosk, int visit)
    {
        var arrival = await SendAsync(
            kiosk, "/check-outs", $$"""{"vehicle":"TRK-{{visit}}","driver":"S-1"}""", $"arrival-{visit}");
        var id = JsonElement.Parse(arrival).GetProperty("id").GetString();
        var waits = new List<TimeSpan>(Steps);
        for (var step = 0; step < Steps; step++)
        {
            var body = string.Create(CultureInfo.InvariantCulture, $$"""{"sku":"MILK-1L","code":"unit {{step}}"}""");
            var from = Stopwatch.GetTimestamp();
            _ = await SendAsync(kiosk, $"/check-outs/{id}/scans", body, $"scan-{visit}-{step}");
            waits.Add(Stopwatch.GetElapsedTime(from));
            await Task.Delay(Moment, TimeProvider.System);
        }

        waits.Sort();
        return waits;
    }

    private static Task<byte[]> SignInAsync(HttpClient kiosk) => SendAsync(
        kiosk, "/kiosk/session", $$"""{"badge":"{{GatewayProcess.Badge}}"}""", "sign-in");

    private static async Task<byte[]> SendAsync(HttpClient kiosk, string path, string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Add("Origin", kiosk.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var answer = await kiosk.SendAsync(request);
        _ = answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static double Percentile(List<TimeSpan> waits, double share)
    {
        var sorted = waits.Order().ToArray();
        return sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)].TotalMicroseconds;
    }
}
