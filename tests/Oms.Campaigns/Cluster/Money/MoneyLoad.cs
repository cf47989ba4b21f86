using System.Globalization;
using System.Text.Json;

namespace Oms.Campaigns.Cluster.Money;

/// <summary>Orders with prices, through any node, each with a life of its own: shipped, changed while it goes,
/// taken back, charged by hand, or paid from an account that several want more of than there is.</summary>
internal sealed class MoneyLoad(PatientCaller caller, FaultyProvider provider, int seed, WriteHistory history)
{
    private const int Clients = 3;
    private const int UnitsOfEach = 1_000_000;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly Buyer _buyer = new(caller, history, "Money");
    private readonly List<PaidFacts> _orders = [];
    private readonly List<CreditFacts> _credits = [];

    public int Count => _orders.Count;

    /// <summary>Keys that were used, each at least three times.</summary>
    public int Keys => _buyer.Keys;

    /// <summary>Cents that the load has seen captured and given back.</summary>
    public (long Captured, long Refunded) Moved => (
        _orders.SelectMany(order => order.Payments).Sum(payment => payment.Captured),
        _orders.SelectMany(order => order.Payments).Sum(payment => payment.Refunded));

    public IEnumerable<string> Wrong => [.. _buyer.Wrong, .. provider.Wrong];

    public async Task RunAsync(CancellationToken enough)
    {
        foreach (var item in Enumerable.Range(0, Basket.Products))
        {
            _ = await _buyer.DoAsync(
                $"/stock-items/{Basket.Sku(item)}@{ShardItem.Location}/receipts",
                string.Create(
                    CultureInfo.InvariantCulture, $$"""{"receipt":"R1","lot":"L1","quantity":{{UnitsOfEach}}}"""),
                $"{seed}/money/{item}",
                $"{Basket.Sku(item)}@{ShardItem.Location}");
        }

        _ = await caller.PostAsync(
            "/depots", $$"""{"id":"{{OrderLives.Depot}}","name":"Load","location":"{{ShardItem.Location}}"}""",
            $"{seed}/money/depot", CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => ClientAsync(client, enough)));
    }

    /// <summary>The money of every order is where its clients were told, at the centre and at the provider; and
    /// every key is still answered as it was.</summary>
    public async Task CheckAsync()
    {
        var payments = new PaymentChecks(_buyer, provider);
        foreach (var order in _orders)
        {
            await CheckAsync(order, payments);
        }

        foreach (var credit in _credits)
        {
            _ = await _buyer.UntilAsync(
                $"/store-credits/{credit.Account}@EUR",
                $"{credit}",
                json => Minor(json, "granted") == credit.Granted && Minor(json, "balance") == credit.Balance
                    && Minor(json, "held") == credit.Held && Minor(json, "spent") == credit.Spent
                    && Minor(json, "withdrawn") == credit.Withdrawn);
        }

        await _buyer.RepeatAsync();
    }

    private async Task ClientAsync(int client, CancellationToken enough)
    {
        var random = new Random(unchecked((seed * 1_000) + 700 + client));
        var lives = new OrderLives(_buyer, random);
        Func<string, Task<(IEnumerable<PaidFacts>, IEnumerable<CreditFacts>)>>[] kinds =
            [lives.ShipAsync, lives.SplitAsync, lives.TakeBackAsync, lives.ChargeByHandAsync, lives.ShareCreditAsync];
        try
        {
            // Each client begins with another kind, so that a short day has all of them.
            for (var number = client; ; number++)
            {
                enough.ThrowIfCancellationRequested();
                var (orders, credits) = await kinds[number % kinds.Length](
                    string.Create(CultureInfo.InvariantCulture, $"MONEY-{seed}-{client}-{number}"));
                lock (_orders)
                {
                    _orders.AddRange(orders);
                    _credits.AddRange(credits);
                }

                await Task.Delay(Rest, TimeProvider.System, enough);
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The day is over; a life that was begun has been seen to its end.
        }
    }

    private async Task CheckAsync(PaidFacts order, PaymentChecks payments)
    {
        var (captured, refunded) = (
            order.Payments.Sum(payment => payment.Captured), order.Payments.Sum(payment => payment.Refunded));
        _ = await _buyer.UntilAsync(
            $"/orders/{order.Order}",
            $"{order.Status}, placed for {order.Total}, {captured} captured, {refunded} refunded",
            json => json.GetProperty("status").GetString() == order.Status
                && json.GetProperty("money") is var money && Minor(money, "total") == order.Total
                && Minor(money, "charged") == captured - refunded && Minor(money, "refunded") == refunded);
        foreach (var payment in order.Payments)
        {
            await payments.CheckAsync(payment);
        }
    }

    private static long Minor(JsonElement json, string name) =>
        json.GetProperty(name).GetProperty("minor").GetInt64();
}
