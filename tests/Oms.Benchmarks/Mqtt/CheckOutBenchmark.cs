using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Extensions;

namespace Oms.Benchmarks.Mqtt;

/// <summary>
/// How many parcel vans one depot checks out in an hour: whole visits, each of 120 stops with a proof of delivery, six
/// parcels that come back and are scanned, and two signatures, at as many docks as are busy at once.
/// </summary>
/// <remarks>
/// Nobody thinks, walks or types here: it is the gateway's own bound. Every command is decided, signed and synced, and
/// answered before the next one of its visit is sent. Beside it the same count of records, each synced by itself.
/// </remarks>
internal static class CheckOutBenchmark
{
    private const int Docks = 8;
    private const int Stops = 120;
    private const int Returned = 6;
    private const int VisitsOfDock = 2;

    // Arrival, manifest, inspection, count, ELD file, keys and two signatures, and the last record of the visit.
    private const int Records = Stops + Returned + 9;
    private const int RecordBytes = 600;

    private static readonly string Signature = new('a', 64);
    private static readonly Instant Earlier = TimeProvider.System.GetCurrentInstant() - Duration.FromHours(2);

    /// <param name="parent">A directory on a disk.</param>
    public static async Task RunAsync(string parent)
    {
        var folder = Path.Combine(parent, $"oms-check-outs-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            await using var gateway = await GatewayProcess.StartAsync(folder, 0, device => $"{device}");
            var (turn, waits) = (0, new List<double>());

            async Task<double> VisitsAsync()
            {
                var number = turn++;
                var from = TimeProvider.System.GetTimestamp();
                await Task.WhenAll(Enumerable.Range(0, Docks).Select(dock => VisitAsync(gateway.Api, dock, number)));
                var took = TimeProvider.System.GetElapsedTime(from);
                waits.Add(took.TotalSeconds / VisitsOfDock);
                return Docks * VisitsOfDock / took.TotalHours;
            }

            var runs = await Report.InTurnsAsync(
                VisitsAsync,
                () => Task.FromResult(3600 / Records * DiskAppends.Measure(
                    folder, RecordBytes, 1, TimeSpan.FromSeconds(1)).PerSecond));
            Report.Answer(
                "check-outs", "per_hour", runs[0], $"docks={Docks}", $"stops={Stops}", $"records={Records}",
                $"seconds_each={Report.Text("F2", Report.Median(waits.Skip(1)))}", "journal=sqlite", "sync=full",
                $"file_system={Machine.FileSystemOf(folder)}",
                $"gateway_rss_mb={gateway.ResidentBytes / 1_000_000}");
            Report.Limit("each-record-synced-alone", runs[0], runs[1], $"bytes={RecordBytes}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task VisitAsync(HttpClient api, int dock, int turn)
    {
        for (var visit = 0; visit < VisitsOfDock; visit++)
        {
            // A van leaves its dock a moment after the last signature: the next one drives to the one beside it.
            await CheckOutAsync(api, $"{turn}-{visit}-{dock}", $"dock-{dock}-{visit % 2}");
        }
    }

    private static async Task CheckOutAsync(HttpClient api, string name, string dock)
    {
        var arrival = await SendAsync(api, HttpMethod.Post, "/check-outs", $"arrival-{name}",
            $$"""{"vehicle":"VAN-{{name}}","driver":"D-1","route":"R-{{name}}","dock":"{{dock}}"}""");
        var path = $"/check-outs/{JsonElement.Parse(arrival).GetProperty("id").GetString()}";

        Task<byte[]> PostAsync(string step, string body, string? key = null) =>
            SendAsync(api, HttpMethod.Post, $"{path}/{step}", $"{key ?? step}-{name}", body);

        _ = await PostAsync("manifest", Manifest(name));
        _ = await PostAsync("inspection", """{"outcome":"no-defect","inspected_by":"D-1"}""");
        for (var stop = 1; stop <= Stops; stop++)
        {
            _ = await PostAsync("deliveries", Delivery(name, stop), $"delivery-{stop}");
        }

        for (var parcel = 1; parcel <= Returned; parcel++)
        {
            _ = await PostAsync(
                "scans", string.Create(CultureInfo.InvariantCulture, $$"""{"sku":"PARCEL","code":"unit {{parcel}}"}"""),
                $"scan-{parcel}");
        }

        _ = await PostAsync("cargo-verification", """{"verified_by":"S-1"}""");
        _ = await SendAsync(
            api, HttpMethod.Put, $"{path}/eld-file?name=van.csv", $"eld-{name}", "ELD File Header Segment:");
        _ = await PostAsync("keys", """{"key_tag":"K-1","received_by":"S-1"}""");
        _ = await PostAsync("sign-offs", Sign("driver", "D-1"), "driver");
        var end = JsonElement.Parse(await PostAsync("sign-offs", Sign("supervisor", "S-1"), "supervisor"));
        if (end.GetProperty("state").GetString() != "completed")
        {
            throw new InvalidOperationException($"{path} is not completed: {end}");
        }
    }

    private static string Sign(string role, string signer) =>
        $$"""{"role":"{{role}}","signer":"{{signer}}","signature_sha256":"{{Signature}}"}""";

    private static string Manifest(string name)
    {
        var stops = Enumerable.Range(1, Stops).Select(stop => string.Create(CultureInfo.InvariantCulture,
            $$"""
            {"stop":{{stop}},"order":"O-{{name}}-{{stop}}","consignee":"Consignee {{stop}}","lines":[
              {"line":1,"sku":"PARCEL","lot":"L1","quantity":1}]}
            """));
        return $$"""
            {"route":"R-{{name}}","version":1,"depot":"bench","vehicle":"VAN-{{name}}","driver":"D-1",
             "stops":[{{string.Join(',', stops)}}]}
            """;
    }

    private static string Delivery(string name, int stop)
    {
        var refused = stop <= Returned ? 1 : 0;
        var proof = refused > 0 ? "null" : $$"""
            {"signed_by":"Consignee {{stop}}","signed_at":"{{Earlier:uuuu-MM-dd'T'HH:mm:ss'Z'}}",
             "signature_sha256":"{{Signature}}"}
            """;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"stop":{{stop}},"order":"O-{{name}}-{{stop}}","pod":{{proof}},"lines":[
              {"line":1,"sku":"PARCEL","lot":"L1","delivered":{{1 - refused}},"short":0,"refused":{{refused}},
               "damaged":0,"reason":{{(refused > 0 ? "\"nobody there\"" : "null")}}}]}
            """);
    }

    private static async Task<byte[]> SendAsync(
        HttpClient api, HttpMethod method, string path, string key, string body)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await api.SendAsync(request);
        var content = await answer.Content.ReadAsByteArrayAsync();
        return answer.IsSuccessStatusCode
            ? content
            : throw new InvalidOperationException($"{path}: {Encoding.UTF8.GetString(content)}");
    }
}
