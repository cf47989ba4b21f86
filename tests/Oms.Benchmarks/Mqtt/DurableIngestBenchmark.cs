using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Extensions;
using NodaTime.Text;
using Oms.Benchmarks.Runtime;

namespace Oms.Benchmarks.Mqtt;

/// <summary>
/// How many reefer readings a second the gateway, as a process of its own, acknowledges at QoS 1 once they are on disk,
/// with the publishers on the same cores.
/// </summary>
internal static class DurableIngestBenchmark
{
    private const int Connections = 8;
    private const int Window = 512;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(8);

    /// <param name="args">A directory on a disk; the current one when left out.</param>
    public static int Run(string[] args) => RunAsync(args.Length > 0 ? args[0] : ".").GetAwaiter().GetResult();

    private static async Task<int> RunAsync(string parent)
    {
        var folder = Path.Combine(Path.GetFullPath(parent), $"oms-ingest-{Environment.ProcessId}");
        var fileSystem = FileSystem.FormatOf(parent);
        if (fileSystem is "tmpfs" or "ramfs")
        {
            await Console.Error.WriteLineAsync($"{parent} is on {fileSystem}: name a directory on a disk.");
            return 2;
        }

        Directory.CreateDirectory(folder);
        try
        {
            await MeasureAsync(folder, fileSystem);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, string fileSystem)
    {
        var (mqtt, api) = (FreePort(), FreePort());
        await File.WriteAllTextAsync(Path.Combine(folder, "devices.json"), DeviceFile());
        using var gateway = Start(folder, mqtt, api);
        try
        {
            await WaitReadyAsync(gateway, api);
            var started = TimeProvider.System.GetCurrentInstant() - Duration.FromMinutes(5);
            var (rates, sentBefore) = (new List<double>(), new long[Connections]);
            var (p50, p99) = (TimeSpan.Zero, TimeSpan.Zero);
            for (var run = 0; run < Report.Runs; run++)
            {
                var load = new MqttLoadPublisher(new IPEndPoint(IPAddress.Loopback, mqtt), Connections, Window, 0)
                {
                    Topic = device => $"oms/v1/bench/reefer/rf-{device}/reading",
                    Credentials = device => ($"rf-{device}", Secret(device)),
                    Payload = (device, _) => Reading(device, ++sentBefore[device], started),
                };
                var result = await load.RunAsync(Length);
                rates.Add(result.PerSecond);
                (p50, p99) = (result.Percentile(0.5), result.Percentile(0.99));
            }

            await RefuseDeadLettersAsync(api, Path.Combine(folder, "data", "api.key"));
            gateway.Refresh();
            Report.Line(
                "durable-ingest", "reading/s", rates,
                $"connections={Connections}", $"window={Window}", $"payload={Reading(0, 1, started).Length}",
                string.Create(CultureInfo.InvariantCulture, $"p50_ms={p50.TotalMilliseconds:0.0}"),
                string.Create(CultureInfo.InvariantCulture, $"p99_ms={p99.TotalMilliseconds:0.0}"),
                $"gateway_rss_mib={gateway.WorkingSet64 >> 20}", $"file_system={fileSystem}");
        }
        finally
        {
            gateway.Kill();
            await gateway.WaitForExitAsync();
        }
    }

    private static Process Start(string folder, int mqtt, int api)
    {
        var built = AppContext.BaseDirectory.Replace(
            Path.Combine("tests", "Oms.Benchmarks"),
            Path.Combine("edge", "Oms.Edge.Gateway"),
            StringComparison.Ordinal);
        var start = new ProcessStartInfo(Path.Combine(built, "oms-edge")) { RedirectStandardOutput = true };
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["Depot"] = "bench",
            ["Data"] = Path.Combine(folder, "data"),
            ["Devices"] = Path.Combine(folder, "devices.json"),
            ["Mqtt__Listen"] = $"127.0.0.1:{mqtt}",
            ["Mqtt__MessagesPerSecond"] = "100000",
            ["Api__Listen"] = $"127.0.0.1:{api}",
        })
        {
            start.Environment[$"OMS__{key}"] = value;
        }

        var gateway = Process.Start(start) ?? throw new InvalidOperationException("oms-edge did not start.");
        gateway.OutputDataReceived += (_, _) => { };
        gateway.BeginOutputReadLine();
        return gateway;
    }

    private static async Task WaitReadyAsync(Process gateway, int api)
    {
        using var http = new HttpClient();
        while (!gateway.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{api}/health/ready"));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new InvalidOperationException("oms-edge ended before it was ready.");
    }

    // A message that became a dead letter was acknowledged as well, but is not what was asked about.
    private static async Task RefuseDeadLettersAsync(int api, string keyFile)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(keyFile)).Trim());
        var letters = await http.GetStringAsync(new Uri($"http://127.0.0.1:{api}/dead-letters"));
        if (letters.Contains("\"reason\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                $"Readings became dead letters: {letters[..Math.Min(400, letters.Length)]}");
        }
    }

    private static ReadOnlyMemory<byte> Reading(int device, long number, Instant started)
    {
        var at = InstantPattern.ExtendedIso.Format(started + Duration.FromMilliseconds(number));
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
            {"message_id":"{{device:x8}}-0000-7000-8000-{{number:x12}}","at":"{{at}}",
             "zones":[{"zone":1,"return_milli_c":{{4_000 + (number % 500)}}}]}
            """));
    }

    private static string DeviceFile() =>
        $$"""{"devices":[{{string.Join(',', Enumerable.Range(0, Connections).Select(device =>
            $$"""{"id":"rf-{{device}}","kind":"reefer","secret_sha256":"{{Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(Secret(device))))}}"}"""))}}]}""";

    private static string Secret(int device) => $"bench-{device}";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
