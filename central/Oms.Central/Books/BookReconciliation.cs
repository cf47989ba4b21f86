using System.Text.Json;
using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Storage;
using Oms.Finance;

namespace Oms.Central.Books;

/// <summary>Holds orders against their payments, and both against the journal.</summary>
/// <remarks>
/// Three read models follow three logs, each at its own pace, so what differs is looked at again a moment later; only
/// what still differs is told.
/// </remarks>
internal sealed class BookReconciliation(CentralNode node)
{
    private const int LooksMax = 4;
    private const int PaymentsMax = 200;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>A page of the orders that came in from one instant to before another, the newest first.</summary>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    public async Task<(IReadOnlyList<OrderBooksView> Orders, ViewCursor? Next)> PageAsync(
        Instant from, Instant until, ViewCursor? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await OrdersAsync(from, until, after, limit + 1);
        var page = rows.Take(limit).ToList();
        var views = new OrderBooksView[page.Count];
        var open = Enumerable.Range(0, page.Count).ToList();
        for (var look = 0; look < LooksMax && open.Count > 0; look++)
        {
            if (look > 0)
            {
                await Task.Delay(Between, node.Time, cancellationToken);
            }

            foreach (var i in open)
            {
                views[i] = await LookAsync(page[i].Id);
            }

            open.RemoveAll(i => views[i].Differences.Count == 0);
        }

        return (views, rows.Count > limit ? page[^1] : null);
    }

    private async Task<List<ViewCursor>> OrdersAsync(Instant from, Instant until, ViewCursor? after, int limit)
    {
        await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
        (string Name, object? Value)[] values =
        [
            ("@kind", OrderId.Kind), ("@from", from.ToUnixTimeTicks()), ("@until", until.ToUnixTimeTicks()),
            ("@created", after?.Created), ("@id", after?.Id), ("@limit", limit),
        ];
        return await reader.ManyAsync(
            "SELECT created, id FROM views WHERE kind = @kind AND created >= @from AND created < @until"
                + (after is null ? "" : " AND (created, id) < (@created, @id)")
                + " ORDER BY created DESC, id DESC LIMIT @limit",
            row => new ViewCursor(row.GetInt64(0), row.GetString(1)),
            [.. values.Where(value => value.Value is not null)]);
    }

    private async Task<OrderBooksView> LookAsync(string id)
    {
        var doc = (await node.Model.FindAsync(OrderId.Kind, [id])).Single();
        var order = JsonSerializer.Deserialize(doc, OrderJson.Default.Order)!;
        var payments = (await node.Model.PageAsync(Payment.Kind, id, null, null, null, PaymentsMax)).Rows
            .Select(row => JsonSerializer.Deserialize(row.Doc, PaymentJson.Default.Payment)!).ToList();
        return OrderBooksView.Of(id, order, payments, await BookedAsync(id));
    }

    /// <summary>What the journal has of an order, by what it was, minor units.</summary>
    private async Task<IReadOnlyDictionary<string, long>> BookedAsync(string order)
    {
        await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
        var sums = await reader.ManyAsync(
            """
            SELECT what, CAST(SUM(minor) AS BIGINT) FROM journal_lines
            WHERE reference = @order AND account IN ('receivables', 'chargebacks') GROUP BY what
            """,
            row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)),
            ("@order", order));
        return sums.ToDictionary();
    }
}

/// <summary>What an order owes, what its payments moved and what the journal has of both.</summary>
/// <param name="Settled">Whether its goods and its money have come to their end, so that all of it must be
/// equal.</param>
/// <param name="Owed">What the customer pays if every unit that still can arrive does; null for an order without
/// prices.
/// </param>
/// <param name="Billed">Invoices less credit notes that have their numbers; null for an order without prices.</param>
/// <param name="Paid">Captured for certain, less what was refunded for certain.</param>
/// <param name="Disputed">What banks took back, or hold, beyond what had been refunded.</param>
/// <param name="BookedBills">The journal's invoices less credit notes.</param>
/// <param name="BookedPaid">The journal's captures less refunds.</param>
/// <param name="Differences">What is not equal and must be; empty where all is well.</param>
internal sealed record OrderBooksView(
    string Order,
    OrderStatus Status,
    bool Settled,
    Money? Owed,
    Money? Billed,
    Money? Paid,
    Money? Disputed,
    Money? BookedBills,
    Money? BookedPaid,
    IReadOnlyList<BookDifferenceView> Differences)
{
    /// <summary>What there is of an order.</summary>
    /// <param name="payments">All of its payments.</param>
    /// <param name="booked">What the journal has of it, by what it was, minor units.</param>
    public static OrderBooksView Of(
        string id, Order order, IReadOnlyCollection<Payment> payments, IReadOnlyDictionary<string, long> booked)
    {
        var code = order.Money?.Totals.Currency
            ?? payments.Select(payment => payment.Terms!.Amount.Currency.Code).FirstOrDefault();
        if (code is null)
        {
            return new OrderBooksView(id, order.Status, true, null, null, null, null, null, null, []);
        }

        var paid = payments.Sum(payment => payment.Captured - payment.Refunded);
        var disputed = payments.Sum(payment => payment.Disputed - payment.DisputedExcess);
        var lost = payments.SelectMany(payment => payment.Disputes)
            .Where(dispute => dispute.Status == DisputeStatus.Lost).Sum(dispute => dispute.Amount.Minor);
        var bills = Booked("invoice") + Booked("credit-note");
        var moved = -(Booked("capture") + Booked("refund"));
        List<(string What, string Left, long Minor, string Right, long Other)> pairs =
        [
            ("paid", "payments", paid, "journal", moved),
            ("chargebacks", "payments", lost, "journal", Booked("chargeback")),
        ];
        var settled = true;
        if (order.Money is { } money)
        {
            var dues = OrderDues.Of(order);
            var issued = money.Bills.Where(bill => bill.Document is not null).Sum(bill => bill.Value);
            settled = order.Status is OrderStatus.Closed or OrderStatus.Cancelled && !money.IsWaiting
                && money.Bills.TrueForAll(bill => bill.Document is not null)
                && money.Tenders.TrueForAll(tender => tender.Trouble is null)
                && money.Blocks.TrueForAll(block => block.Status != ChargeBlockStatus.Open);
            pairs.Add(("billed", "order", issued, "journal", bills));
            if (money.Tenders.Count > 0)
            {
                pairs.Add(("paid", "order", money.Charged, "payments", paid - disputed));
            }

            if (settled)
            {
                pairs.Add(("billed", "order", issued, "owed", dues.Worth - long.Min(dues.Worth, money.Reduced)));
                if (money.Tenders.Count > 0)
                {
                    pairs.Add(("paid", "order", money.Charged, "owed", dues.Owed));
                }
            }
        }

        return new OrderBooksView(
            id,
            order.Status,
            settled,
            order.Money is null ? null : Amount(OrderDues.Of(order).Owed),
            order.Money is null
                ? null
                : Amount(order.Money.Bills.Where(bill => bill.Document is not null).Sum(bill => bill.Value)),
            Amount(paid),
            Amount(disputed),
            Amount(bills),
            Amount(moved),
            [
                .. pairs.Where(pair => pair.Minor != pair.Other).Select(pair => new BookDifferenceView(
                    pair.What, pair.Left, Amount(pair.Minor), pair.Right, Amount(pair.Other))),
            ]);

        long Booked(string what) => booked.GetValueOrDefault(what);

        Money Amount(long minor) => Money.Of(minor, code);
    }
}

/// <summary>Two who must say the same and do not.</summary>
/// <param name="What"><c>paid</c>, <c>billed</c> or <c>chargebacks</c>.</param>
/// <param name="Left">Who says one thing: <c>order</c> or <c>payments</c>.</param>
/// <param name="Right">Who says the other: <c>payments</c>, <c>journal</c>, or <c>owed</c> for what the units
/// cost.</param>
internal sealed record BookDifferenceView(string What, string Left, Money LeftAmount, string Right, Money RightAmount);
