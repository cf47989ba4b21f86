using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime.Extensions;
using NodaTime.Text;
using Oms.Central.Payments;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>A centre in a process of its own that is killed while it takes money.</summary>
public sealed partial class PaymentKillTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_often_the_centre_is_killed_while_it_captures_each_capture_moves_money_once()
    {
        const int Captures = 5;
        await using var provider = await ProviderSimulator.StartAsync();

        // A lease of a minute is over after two seconds; the provider keeps the machine's time.
        var since = InstantPattern.ExtendedIso.Format(TimeProvider.System.ToClock().GetCurrentInstant());
        var directory = Directory.CreateTempSubdirectory("oms-killed-").FullName;
        var centre = await Centre.StartAsync(directory, provider, since);
        var payment = await centre.OpenAsync();
        _ = await centre.SettledAsync(payment, transactions: 1);
        for (var i = 0; i < Captures; i++)
        {
            // It dies while the provider has carried the capture out and not answered: nothing is worse.
            var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
            provider.BeforeResponse = () =>
            {
                _ = reached.TrySetResult();
                return go.Task;
            };
            Assert.Equal(HttpStatusCode.Accepted, await centre.CaptureAsync(payment, $"capture-{i}"));
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancelled);
            centre.Kill();
            provider.BeforeResponse = () => Task.CompletedTask;
            _ = go.TrySetResult();
            centre = await Centre.StartAsync(directory, provider, since);

            // Whoever did not hear the answer asks again with the same key, and nothing more happens.
            Assert.Equal(HttpStatusCode.Accepted, await centre.CaptureAsync(payment, $"capture-{i}"));
            _ = await centre.SettledAsync(payment, transactions: i + 2);
        }

        var settled = await centre.SettledAsync(payment, Captures + 1);
        centre.Kill();
        Directory.Delete(directory, recursive: true);
        Assert.Equal(Captures * 10, settled.GetProperty("captured").GetProperty("minor").GetInt64());
        Assert.Equal(Captures * 10, provider.Moved(payment, TransactionKind.Capture));
        Assert.Equal(Captures + 1, provider.Executions.Count);
        Assert.All(provider.Executions, each => Assert.Equal(1, each.Value));
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Address();

    private sealed class Centre(Process process, HttpClient client)
    {
        public static async Task<Centre> StartAsync(string directory, ProviderSimulator provider, string since)
        {
            var settings = provider.Settings.Provider!;
            var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "oms-central"))
            {
                RedirectStandardOutput = true,
                Environment =
                {
                    ["OMS__Http__Url"] = "http://127.0.0.1:0",
                    ["OMS__Data__Directory"] = directory,
                    ["OMS__Clock__Scale"] = "30",
                    ["OMS__Clock__Origin"] = since,
                    ["OMS__Clock__InnerOrigin"] = since,
                    ["OMS__Payments__Provider__Url"] = settings.Url.ToString(),
                    ["OMS__Payments__Provider__Key"] = settings.Key,
                    ["OMS__Payments__Provider__CallbackSecret"] = settings.CallbackSecret,
                    ["OMS__Payments__Provider__TimeoutSeconds"] =
                        settings.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture),
                },
            };
            var process = Process.Start(start)!;
            while (true)
            {
                var line = await process.StandardOutput.ReadLineAsync(Cancelled)
                    ?? throw new InvalidOperationException("The centre ended before it served.");
                if (line.Contains("Serves at", StringComparison.Ordinal))
                {
                    var key = await File.ReadAllTextAsync(Path.Combine(directory, "admin.key"), Cancelled);
                    var client = new HttpClient { BaseAddress = new Uri(Address().Match(line).Value) };
                    client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
                    _ = process.StandardOutput.ReadToEndAsync(Cancelled);
                    return new Centre(process, client);
                }
            }
        }

        public async Task<string> OpenAsync()
        {
            var order = await PostAsync("/orders", Shop.OrderJson("SO-1", ("MILK", 1)), "order");
            var payment = await PostAsync("/payments", $$$"""
                {"order":"{{{Id(order)}}}","method":"card","amount":{"minor":100,"currency":"EUR"},
                 "card":{"token":"tok_1","last4":"4242"} }
                """, "payment");
            return Id(payment);

            static string Id((HttpStatusCode Status, JsonElement Body) reply) =>
                reply.Body.GetProperty("id").GetString()!;
        }

        public async Task<HttpStatusCode> CaptureAsync(string payment, string key) =>
            (await PostAsync(
                $"/payments/{payment}/captures", """{"amount":{"minor":10,"currency":"EUR"}}""", key)).Status;

        /// <summary>Waits until so many transactions are there and settled.</summary>
        public async Task<JsonElement> SettledAsync(string payment, int transactions)
        {
            var at = new Uri($"/payments/{payment}", UriKind.Relative);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            while (true)
            {
                var read = JsonElement.Parse(await client.GetByteArrayAsync(at, patience.Token));
                var all = read.GetProperty("transactions").EnumerateArray().ToList();
                if (all.Count == transactions
                    && all.TrueForAll(each => each.GetProperty("status").GetString() is "succeeded" or "failed"))
                {
                    return read;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
            }
        }

        /// <summary>SIGKILL: nothing is written any more.</summary>
        public void Kill()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            client.Dispose();
        }

        private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string json, string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(json, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", key);
            _ = request.Headers.TryAddWithoutValidation("If-Match", "*");
            using var response = await client.SendAsync(request, Cancelled);
            return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancelled)));
        }
    }
}
