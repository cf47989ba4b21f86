using System.Globalization;
using System.Net;
using System.Text.Json;
using NodaTime.Extensions;
using NodaTime.Text;
using Oms.Central.Payments;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>A centre in a process of its own that is killed while it takes money.</summary>
public sealed class PaymentKillTests
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
        await using var centre = await StartAsync(directory, provider, since);
        var payment = await OpenAsync(centre);
        _ = await SettledAsync(centre, payment, transactions: 1);
        for (var i = 0; i < Captures; i++)
        {
            // It dies while the provider has carried the capture out and not answered: nothing is worse.
            var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
            provider.BeforeResponse = () =>
            {
                _ = reached.TrySetResult();
                return go.Task;
            };
            Assert.Equal(HttpStatusCode.Accepted, await CaptureAsync(centre, payment, $"capture-{i}"));
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancelled);
            centre.Kill();
            provider.BeforeResponse = () => Task.CompletedTask;
            _ = go.TrySetResult();
            await centre.RestartAsync();

            // Whoever did not hear the answer asks again with the same key, and nothing more happens.
            Assert.Equal(HttpStatusCode.Accepted, await CaptureAsync(centre, payment, $"capture-{i}"));
            _ = await SettledAsync(centre, payment, transactions: i + 2);
        }

        var settled = await SettledAsync(centre, payment, Captures + 1);
        Assert.Equal(Captures * 10, settled.GetProperty("captured").GetProperty("minor").GetInt64());
        Assert.Equal(Captures * 10, provider.Moved(payment, TransactionKind.Capture));
        Assert.Equal(Captures + 1, provider.Executions.Count);
        Assert.All(provider.Executions, each => Assert.Equal(1, each.Value));
    }

    private static Task<CentreProcess> StartAsync(string directory, ProviderSimulator provider, string since)
    {
        var settings = provider.Settings.Provider!;
        return CentreProcess.StartAsync(
            directory,
            ("Clock__Scale", "30"),
            ("Clock__Origin", since),
            ("Clock__InnerOrigin", since),
            ("Payments__Provider__Url", settings.Url.ToString()),
            ("Payments__Provider__Key", settings.Key),
            ("Payments__Provider__CallbackSecret", settings.CallbackSecret),
            ("Payments__Provider__TimeoutSeconds",
                settings.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<string> OpenAsync(CentreProcess centre)
    {
        var order = await centre.PostAsync("/orders", Shop.OrderJson("SO-1", ("MILK", 1)), "order");
        var payment = await centre.PostAsync("/payments", $$$"""
            {"order":"{{{Id(order)}}}","method":"card","amount":{"minor":100,"currency":"EUR"},
             "card":{"token":"tok_1","last4":"4242"} }
            """, "payment");
        return Id(payment);

        static string Id((HttpStatusCode Status, JsonElement Body) reply) =>
            reply.Body.GetProperty("id").GetString()!;
    }

    private static async Task<HttpStatusCode> CaptureAsync(CentreProcess centre, string payment, string key) =>
        (await centre.PostAsync(
            $"/payments/{payment}/captures", """{"amount":{"minor":10,"currency":"EUR"}}""", key)).Status;

    /// <summary>Waits until so many transactions are there and settled.</summary>
    private static Task<JsonElement> SettledAsync(CentreProcess centre, string payment, int transactions) =>
        centre.UntilAsync($"/payments/{payment}", read =>
            read.GetProperty("transactions").EnumerateArray().ToList() is var all && all.Count == transactions
            && all.TrueForAll(each => each.GetProperty("status").GetString() is "succeeded" or "failed"));
}
