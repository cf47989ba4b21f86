using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Books;
using Oms.Central.Costing;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Books;

/// <summary>Whatever happens, every entry of the journal is balanced.</summary>
public sealed class LedgerTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);

    private static Gen<long> Minor => Gen.Choose(0, 2_000_000_000).Select(minor => (long)minor * 40_000);

    private static Gen<Money> Amount =>
        from minor in Minor
        from currency in Gen.Elements("EUR", "JPY", "KWD")
        select Money.Of(minor + 1, currency);

    private static Gen<JournalEntry?> Entries => Gen.OneOf(
        from kind in Gen.Elements(BillKind.Invoice, BillKind.CreditNote)
        from parts in Gen.ArrayOf(Minor, 4)
        from currency in Gen.Elements("EUR", "JPY", "KWD")
        select Ledger.Of(new DocumentEvent.DocumentIssued(
            "INV-2026-000001", "order-1", 1, kind, currency, new BillParts(parts[0], parts[1], parts[2], parts[3]),
            Noon)),
        from amount in Amount
        from kind in Gen.Elements(Enum.GetValues<TransactionKind>())
        from method in Gen.Elements(Enum.GetValues<PaymentMethod>())
        select Ledger.Of(
            new PaymentEvent.TransactionSucceeded(2, kind, amount, "proof", null, Noon),
            new PaymentNote(method, "order-1")),
        from amount in Amount
        from won in Gen.Elements(true, false)
        select Ledger.Of(
            new PaymentEvent.DisputeSettled("d-1", won, amount, Noon), new PaymentNote(PaymentMethod.Card, "order-1")),
        Amount.Select(amount => Ledger.Of(
            new StoreCreditEvent.CreditGranted("K-17", amount, "sorry", "anna", Noon), "K-17@EUR")),
        Amount.Select(amount => Ledger.Of(
            new StoreCreditEvent.CreditWithdrawn(amount, "lapsed", "anna", Noon), "K-17@EUR")),
        Amount.Select(amount => (JournalEntry?)Ledger.OfSupplierInvoice("PO-1", amount)),
        from worth in Gen.ArrayOf(Minor, 2)
        from sign in Gen.Choose(-1, 1)
        from bucket in Gen.Elements(Enum.GetValues<StockBucket>())
        from isIn in Gen.Elements(true, false)
        select Ledger.Of(
            isIn
                ? new CostEvent.CostReceived("r", 1, worth[0], 0, sign * worth[1], 0, bucket, "EUR")
                : new CostEvent.CostIssued("r", 1, worth[0], 0, bucket, "EUR"),
            "MILK"));

    [Fact]
    public void Debits_are_credits_in_every_entry() =>
        Prop.ForAll(Arb.From(Entries), entry => entry is null || (
            entry.Postings.Sum(posting => posting.Minor) == 0
            && entry.Postings.All(posting => posting.Minor != 0)
            && entry.Postings.Select(posting => posting.Account).Distinct().Count() == entry.Postings.Count))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void An_invoice_that_is_captured_in_full_and_credited_and_refunded_in_full_leaves_nothing()
    {
        var parts = new BillParts(1_000, 100, 500, 50);
        var euros = Money.Of(parts.Value, "EUR");
        var entries = new[]
        {
            Ledger.Of(Issued(BillKind.Invoice)), Ledger.Of(Moved(TransactionKind.Capture), Card),
            Ledger.Of(Issued(BillKind.CreditNote)), Ledger.Of(Moved(TransactionKind.Refund), Card),
        };

        Assert.All(
            entries.SelectMany(entry => entry!.Postings).GroupBy(posting => posting.Account),
            account => Assert.Equal(0, account.Sum(posting => posting.Minor)));

        DocumentEvent Issued(BillKind kind) =>
            new DocumentEvent.DocumentIssued("N-1", "order-1", 1, kind, "EUR", parts, Noon);

        PaymentEvent Moved(TransactionKind kind) =>
            new PaymentEvent.TransactionSucceeded(2, kind, euros, "proof", null, Noon);
    }

    [Fact]
    public void What_moves_no_money_is_no_entry()
    {
        Assert.Null(Ledger.Of(
            new PaymentEvent.TransactionSucceeded(
                1, TransactionKind.Authorisation, Money.Of(1, "EUR"), "proof", null, Noon),
            Card));
        Assert.Null(Ledger.Of(new PaymentEvent.DisputeSettled("d-1", true, Money.Of(1, "EUR"), Noon), Card));
        Assert.Null(Ledger.Of(new StoreCreditEvent.CreditHeld("p", 1, Money.Of(1, "EUR"), Noon), "K-17@EUR"));
    }

    private static PaymentNote Card => new(PaymentMethod.Card, "order-1");
}
