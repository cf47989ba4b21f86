using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Custody.Assets;
using Xunit;

namespace Oms.Custody.Tests.Assets;

public sealed class AssetAuditTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Fact]
    public void What_came_back_is_out_no_longer()
    {
        var audit = AssetAudit.Of([Key("D-7", 0)], [Back("K-12", 1, "D-7", 60)], At(600));

        Assert.Empty(audit.Held);
        Assert.Empty(audit.Findings);
    }

    [Fact]
    public void What_is_out_is_overdue_the_instant_after_it_is_due()
    {
        Assert.False(Assert.Single(AssetAudit.Of([Key("D-7", 0)], [], At(480)).Held).IsOverdue);

        var late = AssetAudit.Of([Key("D-7", 0)], [], At(480) + Duration.Epsilon);
        Assert.True(Assert.Single(late.Held).IsOverdue);
        Assert.Equal(("asset-overdue", "K-12"), Assert.Single(late.Findings.Select(one => (one.Code, one.Place))));
    }

    [Fact]
    public void A_key_that_another_person_brings_is_back_and_named() =>
        Assert.Equal(
            ["asset-returned-by-other"],
            Codes(AssetAudit.Of([Key("D-7", 0)], [Back("K-12", 1, "D-8", 60)], At(600))));

    [Fact]
    public void A_return_of_what_nobody_handed_out_is_named()
    {
        Assert.Equal(["asset-return-unknown"], Codes(AssetAudit.Of([], [Back("K-12", 1, "D-7", 60)], At(600))));

        // A return before the hand-over is none of it.
        var early = AssetAudit.Of([Key("D-7", 10)], [Back("K-12", 1, "D-7", 9)], At(20));
        Assert.Equal(["asset-return-unknown"], Codes(early));
        Assert.Single(early.Held);
    }

    [Fact]
    public void A_second_hand_over_of_a_key_ends_the_first_and_is_named()
    {
        var audit = AssetAudit.Of([Key("D-8", 60), Key("D-7", 0)], [], At(61));

        Assert.Equal("D-8", Assert.Single(audit.Held).Issue.To);
        Assert.Equal(["asset-issued-twice"], Codes(audit));
    }

    [Fact]
    public void Pallets_are_counted_for_each_custodian_oldest_first()
    {
        var audit = AssetAudit.Of(
            [Pallets("D-7", 10, 0), Pallets("D-7", 5, 10), Pallets("D-8", 4, 20)],
            [Back("EUR", 12, "D-7", 60), Back("EUR", 5, "D-8", 60)],
            At(61));

        Assert.Equal([("D-7", 3)], audit.Held.Select(one => (one.Issue.To, one.Quantity)));
        Assert.Equal(["asset-return-unknown"], Codes(audit));
        Assert.Contains("brought back 1 ", audit.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_after_the_audit_are_left_out() =>
        Assert.Empty(AssetAudit.Of([Key("D-7", 10)], [], At(9)).Held);

    [Fact]
    public void What_went_out_is_back_or_held_and_a_key_has_one_custodian_at_most()
    {
        var who = Gen.Elements("D-7", "D-8");
        var issues = Gen.OneOf(
            from to in who from minute in Gen.Choose(0, 100) select Key(to, minute),
            from to in who from minute in Gen.Choose(0, 100) from n in Gen.Choose(1, 9) select Pallets(to, n, minute));
        var returns = from asset in Gen.Elements("K-12", "EUR")
                      from bringer in who
                      from minute in Gen.Choose(0, 100)
                      from n in Gen.Choose(1, 9)
                      select Back(asset, asset == "K-12" ? 1 : n, bringer, minute);
        Prop.ForAll(
            (from i in issues.ArrayOf(8) from r in returns.ArrayOf(8) select (i, r)).ToArbitrary(),
            one =>
            {
                var audit = AssetAudit.Of(one.i, one.r, At(200));
                Assert.True(audit.Held.Count(held => held.Issue.Kind is AssetKind.Key) <= 1);

                var unknown = audit.Findings
                    .Where(found => found.Code == "asset-return-unknown" && found.Place == "EUR")
                    .Sum(found => int.Parse(
                        found.Message.Split(" brought back ")[1].Split(' ')[0],
                        System.Globalization.CultureInfo.InvariantCulture));
                Assert.Equal(
                    one.i.Where(issue => issue.Kind is AssetKind.Pallet).Sum(issue => issue.Quantity),
                    audit.Held.Where(held => held.Issue.Kind is AssetKind.Pallet).Sum(held => held.Quantity)
                        + one.r.Where(back => back.Asset == "EUR").Sum(back => back.Quantity) - unknown);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static Instant At(int minute) => Noon + Duration.FromMinutes(minute);

    private static AssetIssue Key(string to, int minute) =>
        new("K-12", AssetKind.Key, 1, to, AssetSource.Cabinet, At(minute), At(480));

    private static AssetIssue Pallets(string to, int quantity, int minute) =>
        new("EUR", AssetKind.Pallet, quantity, to, AssetSource.Manual, At(minute), At(480));

    private static AssetReturn Back(string asset, int quantity, string from, int minute) =>
        new(asset, quantity, from, AssetSource.Scan, At(minute));

    private static IEnumerable<string> Codes(AssetAudit audit) => audit.Findings.Select(finding => finding.Code);
}
