using System.Text.Json.Serialization;
using Oms.Central.Costing;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Purchasing;
using Oms.Finance;

namespace Oms.Central.Books;

/// <summary>The accounts of the books.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Account>))]
public enum Account
{
    /// <summary>What customers were billed and have not paid.</summary>
    Receivables,

    /// <summary>What customers pay later, by the terms of their invoice.</summary>
    TradeReceivables,

    /// <summary>What the payment provider has taken for us.</summary>
    CardClearing,

    /// <summary>Counted cash of deliveries.</summary>
    Cash,

    /// <summary>What customers hold as store credit: owed to them.</summary>
    StoreCredit,

    /// <summary>Store credit that was given away.</summary>
    Goodwill,

    /// <summary>What banks took back.</summary>
    Chargebacks,
    Revenue,
    ShippingRevenue,
    TaxPayable,

    /// <summary>What stock is worth by FIFO.</summary>
    Inventory,
    CostOfGoodsSold,

    /// <summary>What corrections and counts missed or found.</summary>
    StockAdjustments,

    /// <summary>What was thrown away.</summary>
    Scrap,

    /// <summary>What suppliers have delivered and not yet invoiced.</summary>
    GoodsReceivedNotInvoiced,

    /// <summary>What suppliers have invoiced.</summary>
    Payables,
}

/// <summary>One side of an entry.</summary>
/// <param name="Minor">Minor units; above zero a debit, below zero a credit.</param>
public readonly record struct Posting(Account Account, long Minor);

/// <summary>What one event means for the books: postings of one currency that sum to zero.</summary>
/// <param name="Text">What it was, such as <c>capture</c>.</param>
/// <param name="Reference">What it was about: the order, the account of store credit, the sku or the purchase
/// order.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record JournalEntry(string Text, string Reference, string Currency, IReadOnlyList<Posting> Postings);

/// <summary>What a payment's later events do not say again.</summary>
public readonly record struct PaymentNote(PaymentMethod Method, string Order);

/// <summary>Turns events into journal entries. Whatever the events, every entry is balanced.</summary>
public static class Ledger
{
    /// <summary>An issued invoice or credit note.</summary>
    public static JournalEntry? Of(DocumentEvent happened)
    {
        if (happened is not DocumentEvent.DocumentIssued e)
        {
            return null;
        }

        var sign = e.Kind == BillKind.Invoice ? 1 : -1;
        return Entry(
            e.Kind == BillKind.Invoice ? "invoice" : "credit-note",
            e.Order,
            e.Currency,
            new(Account.Receivables, sign * e.Total.Value),
            new(Account.Revenue, -sign * e.Total.Net),
            new(Account.ShippingRevenue, -sign * e.Total.Shipping),
            new(Account.TaxPayable, -sign * (e.Total.Tax + e.Total.ShippingTax)));
    }

    /// <summary>Money that moved for certain: a capture, a refund, a dispute that was lost.</summary>
    public static JournalEntry? Of(PaymentEvent happened, PaymentNote payment) =>
        happened switch
        {
            PaymentEvent.TransactionSucceeded { Kind: TransactionKind.Capture } e =>
                Moved("capture", payment.Order, e.Amount, From(payment.Method), Account.Receivables),
            PaymentEvent.TransactionSucceeded { Kind: TransactionKind.Refund } e =>
                Moved("refund", payment.Order, e.Amount, Account.Receivables, From(payment.Method)),
            PaymentEvent.DisputeSettled { Won: false } e =>
                Moved("chargeback", payment.Order, e.Amount, Account.Chargebacks, From(payment.Method)),
            _ => null,
        };

    /// <summary>Store credit that was given, or taken back.</summary>
    /// <param name="account">Its id.</param>
    public static JournalEntry? Of(StoreCreditEvent happened, string account) =>
        happened switch
        {
            StoreCreditEvent.CreditGranted e =>
                Moved("store-credit-granted", account, e.Amount, Account.Goodwill, Account.StoreCredit),
            StoreCreditEvent.CreditWithdrawn e =>
                Moved("store-credit-withdrawn", account, e.Amount, Account.StoreCredit, Account.Goodwill),
            _ => null,
        };

    /// <summary>Units that a supplier sent straight to a customer: sold, and owed for, without ever being
    /// stock.</summary>
    /// <param name="purchase">The purchase order's id.</param>
    public static JournalEntry? Of(PurchaseEvent.UnitsShipped happened, string purchase) =>
        Moved(
            "drop-shipment",
            purchase,
            Worth(happened.Units.Select(units => (units.UnitCost, units.Quantity))),
            Account.CostOfGoodsSold,
            Account.GoodsReceivedNotInvoiced);

    /// <summary>Units of a drop shipment that did not arrive: they are the supplier's again.</summary>
    /// <param name="purchase">The purchase order's id.</param>
    public static JournalEntry? Of(PurchaseEvent.ShipmentReported happened, string purchase) =>
        Moved(
            "drop-shipment-back",
            purchase,
            Worth(happened.Units.Select(units => (units.UnitCost, units.Units.NotArrived))),
            Account.GoodsReceivedNotInvoiced,
            Account.CostOfGoodsSold);

    /// <summary>A supplier's invoice that is to be paid.</summary>
    /// <param name="purchase">The purchase order's id.</param>
    public static JournalEntry OfSupplierInvoice(string purchase, Money total) =>
        Moved("supplier-invoice", purchase, total, Account.GoodsReceivedNotInvoiced, Account.Payables);

    /// <summary>Units of stock that came in or went out, at what they are worth by FIFO.</summary>
    /// <remarks>What units cost that had been sold before they came in is known only then: by how much they were booked
    /// too high or too low comes off the cost of what was sold.</remarks>
    /// <param name="sku">What they are.</param>
    public static JournalEntry? Of(CostEvent happened, string sku) =>
        happened switch
        {
            CostEvent.CostReceived e => Entry(
                "stock-in",
                sku,
                e.Currency,
                new(Account.Inventory, e.Fifo + e.VarianceFifo),
                new(Outside(e.From), -e.Fifo),
                new(Account.CostOfGoodsSold, -e.VarianceFifo)),
            CostEvent.CostIssued e => Entry(
                "stock-out", sku, e.Currency, new(Outside(e.To), e.Fifo), new(Account.Inventory, -e.Fifo)),
            _ => null,
        };

    private static Account Outside(StockBucket bucket) =>
        bucket switch
        {
            StockBucket.Supplier => Account.GoodsReceivedNotInvoiced,
            StockBucket.Customer => Account.CostOfGoodsSold,
            StockBucket.Scrapped => Account.Scrap,
            _ => Account.StockAdjustments,
        };

    private static Money Worth(IEnumerable<(Money UnitCost, int Units)> units)
    {
        List<(Money UnitCost, int Units)> all = [.. units];
        var sum = all.Aggregate(Int128.Zero, (sum, each) => sum + ((Int128)each.UnitCost.Minor * each.Units));
        return Money.Of((long)Int128.Min(sum, long.MaxValue), all[0].UnitCost.Currency);
    }

    private static Account From(PaymentMethod method) =>
        method switch
        {
            PaymentMethod.Card => Account.CardClearing,
            PaymentMethod.InvoiceTerms => Account.TradeReceivables,
            PaymentMethod.CashOnDelivery => Account.Cash,
            PaymentMethod.StoreCredit => Account.StoreCredit,
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No account stands for it."),
        };

    private static JournalEntry Moved(string text, string reference, Money amount, Account debit, Account credit) =>
        Entry(text, reference, amount.Currency.Code, new(debit, amount.Minor), new(credit, -amount.Minor));

    private static JournalEntry Entry(string text, string reference, string currency, params Posting[] postings) =>
        new(
            text,
            reference,
            currency,
            [
                .. from posting in postings
                   group posting.Minor by posting.Account into same
                   where same.Sum() != 0
                   select new Posting(same.Key, same.Sum()),
            ]);
}
