using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Oms.Benchmarks.Cluster;

namespace Oms.Benchmarks.Orders;

/// <summary>How many packages a second does the centre's process have picked, packed, closed and sent out over HTTP,
/// client, server and journal on the same cores?</summary>
/// <remarks>Each package is one order of one unit: a pick, a number, a unit put in, and the closing, each by a request
/// with its own key; then routes of two hundred stops leave. The limit is as many requests of the same client that the
/// server answers without any work.</remarks>
internal static class PackAndShipBenchmark
{
    private const int InFlight = 64;
    private const int Packages = 2_000;
    private const int Stops = 200;
    private const int RequestsOfPackage = 4;

    public static async Task RunAsync(string parent)
    {
        var folder = Path.Combine(parent, $"oms-bench-{Environment.ProcessId}-{Stopwatch.GetTimestamp()}");
        await using (var centre = await CentreProcess.StartAloneAsync(folder))
        {
            using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = InFlight })
            {
                BaseAddress = centre.Address,
            };
            client.DefaultRequestHeaders.Authorization = centre.Key;
            await SetUpAsync(client);
            var (turn, shares) = (0, new List<double>());
            var runs = await Report.InTurnsAsync(
                async () =>
                {
                    var (rate, packing) = await ShipAsync(centre, client, turn++);
                    shares.Add(packing);
                    return rate;
                },
                () => BareAsync(client));
            Report.Answer(
                "pack-and-ship", "package/s", runs[0],
                $"packed_per_s={Report.Text("F0", Report.Median(shares.Skip(1)))}", $"in_flight={InFlight}",
                $"packages={Packages}", "journal=sqlite", "synchronous=full",
                $"file_system={Machine.FileSystemOf(parent)}");
            Report.Limit(
                "requests-without-work", runs[0], runs[1], $"requests_a_package={RequestsOfPackage}",
                "path=/health/live");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task SetUpAsync(HttpClient client)
    {
        _ = await PostAsync(client, "/locations", """
            {"id":"dc-1","terms":{"name":"Warehouse","kind":"warehouse","time_zone":"UTC",
             "fulfilment":{"mode":"pick_and_pack","company_prefix":"9521234"} } }
            """);
        _ = await PostAsync(client, "/depots", """{"id":"dep-1","name":"North"}""");
    }

    /// <returns>Packages a second until all have left, and until all were packed.</returns>
    private static async Task<(double Shipped, double Packed)> ShipAsync(
        CentreProcess centre, HttpClient client, int turn)
    {
        _ = await PostAsync(
            client, $"/stock-items/MILK@dc-1/receipts",
            $$"""{"receipt":"R-{{turn}}","lot":"L{{turn}}","quantity":{{Packages}}}""");
        var orders = new string[Packages];
        await EachAsync(async number => orders[number] = IdOf(await PostAsync(
            client, "/orders", Order(string.Create(CultureInfo.InvariantCulture, $"SO-{turn}-{number}")))));
        await EachAsync(number => centre.ReadUntilAsync(
            $"/fulfilment-orders/{orders[number]}@1", text => Has(text, "status", "open")));

        var from = Stopwatch.GetTimestamp();
        await EachAsync(async number =>
        {
            var path = $"/fulfilment-orders/{orders[number]}@1";
            var unit = $$"""{"sku":"MILK","lot":"L{{turn}}","quantity":1}""";
            _ = await PostAsync(client, $"{path}/picks", unit);
            var sscc = IdOf(await PostAsync(client, $"{path}/packages", "{}"));
            _ = await PostAsync(client, $"{path}/packages/{sscc}/units", unit);
            _ = await PostAsync(client, $"{path}/packages/{sscc}/close", """{"grams":1000}""");
        });
        var packed = Stopwatch.GetElapsedTime(from).TotalSeconds;
        await EachAsync(number => centre.ReadUntilAsync(
            $"/orders/{orders[number]}", text => Has(text, "next_action", "dispatch")));
        await Task.WhenAll(orders.Chunk(Stops).Select((some, index) =>
            SendAsync(centre, client, string.Create(CultureInfo.InvariantCulture, $"R-{turn}-{index}"), some)));
        return (Packages / Stopwatch.GetElapsedTime(from).TotalSeconds, Packages / packed);
    }

    private static async Task SendAsync(
        CentreProcess centre, HttpClient client, string route, string[] orders)
    {
        var stops = orders.Select((order, index) => string.Create(
            CultureInfo.InvariantCulture, $$"""{"stop":{{index + 1}},"consignee":"Shop","orders":["{{order}}"]}"""));
        _ = await PostAsync(client, "/manifests", $$"""
            {"route":"{{route}}","depot":"dep-1","vehicle":"T-12","driver":"D-3","reefer":null,
             "stops":[{{string.Join(',', stops)}}]}
            """);
        _ = await PostAsync(client, $"/manifests/{route}/dispatch", "{}");
        await centre.ReadUntilAsync($"/manifests/{route}", text => Has(text, "status", "dispatched"));
    }

    private static async Task<double> BareAsync(HttpClient client)
    {
        var from = Stopwatch.GetTimestamp();
        await EachAsync(async number =>
        {
            for (var request = 0; request < RequestsOfPackage; request++)
            {
                using var answer = await client.GetAsync(new Uri($"/health/live?{number}", UriKind.Relative));
                _ = answer.EnsureSuccessStatusCode();
            }
        });
        return Packages / Stopwatch.GetElapsedTime(from).TotalSeconds;
    }

    private static Task EachAsync(Func<int, Task> one) => Task.WhenAll(
        Enumerable.Range(0, InFlight).Select(caller => Task.Factory.StartNew(
            async () =>
            {
                for (var number = caller; number < Packages; number += InFlight)
                {
                    await one(number);
                }
            },
            CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default).Unwrap()));

    private static async Task<string> PostAsync(HttpClient client, string path, string json)
    {
        var key = Guid.CreateVersion7().ToString();
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(json, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode)
            {
                return text;
            }

            // A full mailbox says when to come again.
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                throw new InvalidOperationException($"{path}: {text}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static bool Has(string text, string member, string value) =>
        JsonElement.Parse(text).GetProperty(member).GetString() == value;

    private static string IdOf(string receipt) => JsonElement.Parse(receipt).GetProperty("id").GetString()!;

    private static string Order(string name) => $$$"""
        {"channel":"web","external_ref":"{{{name}}}",
         "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
           "postal_code":"12345","country":"US"}},
         "ship_from":"dc-1","ship_policy":"complete","lines":[{"sku":"MILK","quantity":1,"band":null}]}
        """;
}
