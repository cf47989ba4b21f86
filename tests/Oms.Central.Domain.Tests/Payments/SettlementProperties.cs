using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Payments;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>What comes of a row of a settlement report, and what reports come to.</summary>
public sealed class SettlementProperties
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 12, 0);

    private static Gen<SettlementRow> Rows =>
        from kind in Gen.Elements(Enum.GetValues<SettledKind>())
        from minor in Gen.Choose(1, 5_000)
        from isBelow in Gen.Elements(true, false)
        from fee in Gen.Choose(-20, 50)
        let isTotal = kind is SettledKind.Fee or SettledKind.Payout
        select new SettlementRow("r", kind, Eur(isTotal && isBelow ? -minor : minor), At)
        {
            Key = isTotal ? null : "main/p/2",
            Fee = isTotal || fee == 0 ? null : Eur(fee),
        };

    [Fact]
    public void Nothing_but_a_success_of_the_same_kind_and_amount_is_matched() =>
        Prop.ForAll(
            (from row in Rows
             from held in Rows
             from isSame in Gen.Elements(true, false)
             from known in Gen.Elements<bool?>(true, false, null)
             select (row, held: isSame ? row : held, known)).ToArbitrary(),
            given =>
            {
                var (row, held, known) = given;
                var outcome = HeldMovement.Judge(row, new HeldMovement(held.Kind, held.Amount, known));
                Assert.Equal(
                    !row.IsTotal && (held.Kind, held.Amount, known) == (row.Kind, row.Amount, true),
                    outcome == SettlementOutcome.Matched);
                Assert.Equal(row.IsTotal, outcome == SettlementOutcome.Noted);
                Assert.Equal(
                    outcome is not (SettlementOutcome.Matched or SettlementOutcome.Noted),
                    HeldMovement.IsDifference(outcome));
                Assert.Equal(
                    row.IsTotal ? SettlementOutcome.Noted : SettlementOutcome.Unknown, HeldMovement.Judge(row, null));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_payout_of_what_the_rows_come_to_leaves_no_difference_whatever_their_order() =>
        Prop.ForAll(Gen.ListOf(Rows).ToArbitrary(), rows =>
        {
            var all = rows.Aggregate(default(SettlementTotals), (sum, row) => sum.With(row));
            Assert.Equal(all, Enumerable.Reverse(rows).Aggregate(
                default(SettlementTotals), (sum, row) => sum.With(row)));
            Assert.Equal(all.Net, all.Captures - all.Refunds - all.Disputes - all.Fees);
            var balanced = all.With(new SettlementRow("p", SettledKind.Payout, Eur(-all.Difference), At));
            Assert.Equal((0, all.Net), (balanced.Difference, balanced.Payouts));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_good_has_no_fault_and_what_is_not_is_told_by_its_member()
    {
        Prop.ForAll(Rows.ToArbitrary(), row => Assert.Null(row.Fault())).QuickCheckThrowOnFailure();
        var good = new SettlementRow("r-1", SettledKind.Capture, Eur(1), At) { Key = "main/p/2" };
        foreach (var (row, field) in new[]
        {
            (good with { Ref = "" }, "/ref"),
            (good with { Key = null }, "/key"),
            (good with { Key = "" }, "/key"),
            (good with { Key = new string('x', 201) }, "/key"),
            (good with { Kind = SettledKind.Fee }, "/key"),
            (good with { Amount = Eur(0) }, "/amount/minor"),
            (good with { Amount = Eur(-1) }, "/amount/minor"),
            (good with { Amount = Eur(PaymentTerms.MinorMax + 1) }, "/amount/minor"),
            (new SettlementRow("r", SettledKind.Payout, Eur(long.MinValue), At), "/amount/minor"),
            (good with { Fee = Money.Of(1, "USD") }, "/fee/currency"),
            (good with { Fee = Eur(PaymentTerms.MinorMax + 1) }, "/fee/minor"),
        })
        {
            Assert.Equal(field, row.Fault()?.Field);
        }
    }

    private static Money Eur(long minor) => Money.Of(minor, "EUR");
}
