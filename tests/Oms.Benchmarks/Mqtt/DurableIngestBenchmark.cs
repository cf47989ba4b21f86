using System.Globalization;
using System.Net;
using System.Text;
using NodaTime;
using NodaTime.Extensions;
using NodaTime.Text;

namespace Oms.Benchmarks.Mqtt;

/// <summary>
/// How many reefer readings a second the gateway, as a process of its own, acknowledges at QoS 1 once they are on disk,
/// with the publishers on the same cores.
/// </summary>
/// <remarks>
/// Beside it the same payloads appended to a file in the same directory with an fdatasync for each window of all
/// connections; and, where Mosquitto is installed, the same publishers and messages against it. Mosquitto keeps nothing
/// here (persistence off): it acknowledges from memory, and has no subscriber to pass messages on to.
/// </remarks>
internal static class DurableIngestBenchmark
{
    private const int Connections = 8;
    private const int Window = 512;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LimitLength = TimeSpan.FromSeconds(3);

    // Readings are a millisecond apart: enough of them before any is from the future.
    private static readonly Duration Since = Duration.FromMinutes(60);

    /// <param name="parent">A directory on a disk.</param>
    public static async Task RunAsync(string parent)
    {
        var folder = Path.Combine(parent, $"oms-ingest-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            await using var gateway = await GatewayProcess.StartAsync(folder, Connections, Secret);
            await using var broker = await MosquittoProcess.TryStartAsync(folder);
            await MeasureAsync(folder, gateway, broker);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, GatewayProcess gateway, MosquittoProcess? broker)
    {
        var started = TimeProvider.System.GetCurrentInstant() - Since;
        var (sent, results, behind, syncs) = (
            new long[Connections], new List<MqttLoadResult>(), new List<double>(), new List<TimeSpan>());
        var bytes = Reading(0, 1, started).Length;

        async Task<double> IngestAsync()
        {
            var result = await LoadAsync(gateway.Mqtt, started, sent, Length);
            results.Add(result);
            behind.Add(await gateway.ReadBehindAsync());
            return result.PerSecond;
        }

        Task<double> AppendAsync()
        {
            var (rate, longest) = DiskAppends.Measure(folder, bytes, Connections * Window, LimitLength);
            syncs.Add(longest);
            return Task.FromResult(rate);
        }

        async Task<double> BrokerAsync() =>
            (await LoadAsync(broker!.Mqtt, started, new long[Connections], LimitLength)).PerSecond;

        var runs = await Report.InTurnsAsync(
            broker is null ? [IngestAsync, AppendAsync] : [IngestAsync, AppendAsync, BrokerAsync]);
        await gateway.RefuseDeadLettersAsync();
        var middle = results.Skip(1).OrderBy(result => result.PerSecond).ElementAt(Report.Runs / 2);
        Report.Answer(
            "durable-ingest", "reading/s", runs[0], $"connections={Connections}", $"window={Window}",
            $"in_flight={Connections * Window}", $"payload={bytes}", "journal=telemetry-segments", "sync=fdatasync",
            $"file_system={Machine.FileSystemOf(folder)}", $"p50_ms={Milliseconds(middle.Percentile(0.5))}",
            $"p99_ms={Milliseconds(middle.Percentile(0.99))}",
            $"longest_ms={Milliseconds(results.Skip(1).Max(result => result.Percentile(1)))}",
            $"not_in_windows_kib={string.Join(',', behind.Skip(1).Select(one => Report.Text("F0", one / 1_024)))}",
            $"gateway_rss_mb={gateway.ResidentBytes / 1_000_000}",
            $"gateway_peak_rss_mb={gateway.PeakResidentBytes / 1_000_000}");
        Report.Limit(
            "append-and-fdatasync", runs[0], runs[1], $"batch={Connections * Window}", $"payload={bytes}",
            $"longest_sync_ms={Milliseconds(syncs.Skip(1).Max())}");
        if (broker is not null)
        {
            Report.Limit("mosquitto-without-persistence", runs[0], runs[2], "qos=1", "subscribers=0");
        }
    }

    /// <summary>The same readings as here, until cancelled.</summary>
    public static Task<MqttLoadResult> LoadUntilAsync(
        IPEndPoint server, Instant started, long[] sent, int window, CancellationToken over) =>
        Publisher(server, started, sent, window).RunAsync(over);

    private static async Task<MqttLoadResult> LoadAsync(
        IPEndPoint server, Instant started, long[] sent, TimeSpan length)
    {
        using var over = new CancellationTokenSource(length, TimeProvider.System);
        return await Publisher(server, started, sent, Window).RunAsync(over.Token);
    }

    private static MqttLoadPublisher Publisher(IPEndPoint server, Instant started, long[] sent, int window) =>
        new(server, sent.Length, window, 0)
        {
            Topic = device => $"oms/v1/bench/reefer/rf-{device}/reading",
            Credentials = device => ($"rf-{device}", Secret(device)),
            Payload = (device, _) => Reading(device, ++sent[device], started),
        };

    private static ReadOnlyMemory<byte> Reading(int device, long number, Instant started)
    {
        var at = InstantPattern.ExtendedIso.Format(started + Duration.FromMilliseconds(number));
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
            {"message_id":"{{device:x8}}-0000-7000-8000-{{number:x12}}","at":"{{at}}",
             "zones":[{"zone":1,"return_milli_c":{{4_000 + (number % 500)}}}]}
            """));
    }

    public static string Secret(int device) => $"bench-{device}";

    private static string Milliseconds(TimeSpan time) => Report.Text("F1", time.TotalMilliseconds);
}
