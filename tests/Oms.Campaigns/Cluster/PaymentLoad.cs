using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Oms.Campaigns.Cluster;

/// <summary>Payments of which several clients at once want more than there is.</summary>
/// <remarks>
/// Of 100.00 four clients capture 40.00 each, then each refunds 30.00: exactly two of either may be told that it was
/// done, and exactly what they were told must be there at the end (I8, I9).
/// </remarks>
internal sealed class PaymentLoad(PatientCaller caller, int seed, WriteHistory history)
{
    private const int Clients = 4;
    private const int Wins = 2;
    private const int CapturedEach = 4_000;
    private const int RefundedEach = 3_000;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    private readonly List<string> _payments = [];

    /// <summary>Payments that were raced for.</summary>
    public int Count => _payments.Count;

    public List<string> Wrong { get; } = [];

    public async Task RunAsync(CancellationToken enough)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                enough.ThrowIfCancellationRequested();
                await RaceAsync(string.Create(CultureInfo.InvariantCulture, $"PAY-{seed}-{number}"));
                await Task.Delay(Rest, TimeProvider.System, enough);
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The day is over; a race that was begun has been seen to its end.
        }
    }

    /// <summary>Every payment still shows what its clients were told.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var payment in _payments)
        {
            var shown = (await caller.GetAsync($"/payments/{payment}", cancellationToken)).Json;
            var (captured, refunded) = (Minor(shown, "captured"), Minor(shown, "refunded"));
            var transactions = shown.GetProperty("transactions").GetArrayLength();
            if ((captured, refunded, transactions) != (Wins * CapturedEach, Wins * RefundedEach, 1 + Wins + Wins))
            {
                Wrong.Add(
                    $"Payment {payment}: {captured} captured, {refunded} refunded, {transactions} transactions");
            }
        }
    }

    private async Task RaceAsync(string reference)
    {
        var order = (await AcceptedAsync(
            "/orders",
            $$$"""
            {"channel":"load","external_ref":"{{{reference}}}","customer":{"name":"Load","address":
            {"lines":["1 Street"],"city":"Town","postal_code":"1","country":"US"}},
            "ship_from":"{{{ShardItem.Location}}}","ship_policy":"split",
            "lines":[{"sku":"WANTED-0","quantity":1,"band":null}]}
            """,
            reference)).Json.GetProperty("id").GetString()!;
        var payment = (await AcceptedAsync(
            "/payments",
            $$$"""
            {"order":"{{{order}}}","method":"invoice_terms","amount":{"minor":10000,"currency":"EUR"},
             "due_on":"2030-01-31"}
            """,
            $"{reference}/open")).Json.GetProperty("id").GetString()!;
        await EachAsync(
            reference, payment, "captures", $$"""{"amount":{"minor":{{CapturedEach}},"currency":"EUR"} }""");
        await EachAsync(
            reference, payment, "refunds",
            $$"""{"amount":{"minor":{{RefundedEach}},"currency":"EUR"},"reason":"race"}""");
        _payments.Add(payment);
    }

    /// <summary>All clients want the same at once; so many must be told that they have it.</summary>
    private async Task EachAsync(string reference, string payment, string what, string body)
    {
        var told = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client =>
            PostAsync($"/payments/{payment}/{what}", body, $"{reference}/{what}/{client}")));
        var done = told.Count(answer => answer.Status is >= 200 and < 300);
        if (done != Wins)
        {
            Wrong.Add(
                $"Payment {payment}: {done} of {Clients} {what} were done: "
                + string.Join("; ", told.Select(answer => Encoding.UTF8.GetString(answer.Body))));
        }
    }

    private async Task<CallerAnswer> AcceptedAsync(string path, string body, string key)
    {
        var answer = await PostAsync(path, body, key);
        return answer.Status is >= 200 and < 300
            ? answer
            : throw new InvalidDataException(
                $"{path} was refused with {answer.Status}: {Encoding.UTF8.GetString(answer.Body)}");
    }

    private async Task<CallerAnswer> PostAsync(string path, string body, string key)
    {
        var began = TimeProvider.System.GetTimestamp();
        var answer = await caller.PostAsync(path, body, key, CancellationToken.None);
        if (answer.Status is >= 200 and < 300)
        {
            var (shard, offset) = answer.Place();
            history.Add(new AcknowledgedWrite(
                answer.Json.GetProperty("id").GetString()!, shard, offset, began, TimeProvider.System.GetTimestamp()));
        }

        return answer;
    }

    private static long Minor(JsonElement payment, string name) =>
        payment.GetProperty(name).GetProperty("minor").GetInt64();
}
