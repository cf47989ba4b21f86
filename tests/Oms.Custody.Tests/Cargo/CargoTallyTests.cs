using NodaTime;
using Oms.Custody.Cargo;
using Oms.Gs1;
using Xunit;

namespace Oms.Custody.Tests.Cargo;

public sealed class CargoTallyTests
{
    private static readonly LocalDate Today = new(2026, 3, 1);

    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly TallyList List = new(
        [
            new ExpectedUnits("MILK", "L7", 10, new LocalDate(2026, 3, 1), []),
            new ExpectedUnits("MILK", "L8", 4, new LocalDate(2026, 4, 1), []),
            new ExpectedUnits("PUMP", "P1", 2, null, ["S-1", "S-2"]),
        ],
        [
            new TradeItem(Gtin.Parse("09506000134352"), "MILK", 1),
            new TradeItem(Gtin.Parse("19506000134359"), "MILK", 6),
            new TradeItem(Gtin.Parse("6291041500213"), "PUMP", 1),
        ],
        [
            new LogisticUnit(Sscc.Parse("395011015300000011"),
                [new LogisticContent("MILK", "L7", 8), new LogisticContent("MILK", "L8", 4)]),
        ]);

    [Fact]
    public void An_item_a_case_and_a_pallet_count_what_they_hold()
    {
        Assert.Equal(1, Line(Scan("(01)09506000134352(10)L7")).Scanned);
        Assert.Equal(6, Line(Scan("(01)19506000134359(10)L7")).Scanned);
        Assert.Equal(12, Line(Scan("(02)19506000134359(37)2(10)L7")).Scanned);

        var pallet = Tally([Scan("(00)395011015300000011")]);
        Assert.Equal((8, 4), (pallet.Lines[0].Scanned, pallet.Lines[1].Scanned));
    }

    [Fact]
    public void One_unit_less_is_a_shortage_and_one_more_an_overage()
    {
        var pallet = Scan("(00)395011015300000011");
        var unit = Scan("(01)09506000134352(10)L7");

        Assert.Equal(1, Tally([pallet, unit]).Lines[0].Short);
        Assert.Equal((0, 0), Both(Tally([pallet, unit, Later(unit, 1)]).Lines[0]));

        var over = Tally([pallet, unit, Later(unit, 1), Later(unit, 2)]);
        Assert.Equal((0, 1), Both(over.Lines[0]));
        Assert.Contains(TallyFindings.Overage, Codes(over));

        static (long Short, long Over) Both(TallyLine line) => (line.Short, line.Over);
    }

    [Fact]
    public void Damaged_units_are_counted_and_told_apart()
    {
        var line = Line(Scan("(01)19506000134359(10)L7") with { IsDamaged = true }, Scan("(01)09506000134352(10)L7"));

        Assert.Equal((7, 6), (line.Counted, line.Damaged));
    }

    [Theory]
    [InlineData("(01)09506000134352(10)L9", TallyFindings.WrongLot)]
    [InlineData("(01)09506000134352", TallyFindings.LotMissing)]
    [InlineData("(01)6291041500213", null)]
    [InlineData("(01)09506000134352(10)L7(17)260301", null)]
    [InlineData("(01)09506000134352(10)L7(17)260228", TallyFindings.ExpiryDiffers, TallyFindings.Expired)]
    [InlineData("(01)09506000134352(10)L8(17)260402", TallyFindings.ExpiryDiffers)]
    [InlineData("(01)06291041500213(21)S-1", null)]
    [InlineData("(01)06291041500213(21)S-3", TallyFindings.UnknownSerial)]
    [InlineData("(01)00614141007349", TallyFindings.UnknownItem)]
    [InlineData("(00)340123450000000017", TallyFindings.UnknownSscc)]
    [InlineData("(00)340123450000000017(02)19506000134359(37)2(10)L7", null)]
    [InlineData("(00)395011015300000011(02)19506000134359(37)2", null)]
    [InlineData("(00)395011015300000011(02)19506000134359(37)3", TallyFindings.ContentDiffers)]
    [InlineData("(10)L7", TallyFindings.UnknownCode)]
    [InlineData("a photo of a cat", TallyFindings.UnknownCode)]
    public void A_scan_that_does_not_fit_is_named_and_kept(string raw, params string[]? codes)
    {
        // A GTIN-13 stands in AI 01 with 14 digits only.
        var scan = Scan(raw.Replace("(01)6291041500213", "6291041500213", StringComparison.Ordinal));
        var found = Tally([scan]).Findings.Where(finding => finding.Place == scan.Raw).ToList();

        Assert.Equal(codes ?? [], found.Select(finding => finding.Code));
    }

    [Fact]
    public void A_serial_or_a_pallet_that_is_scanned_twice_counts_once()
    {
        var pump = Scan("(01)06291041500213(21)S-1");
        var pallet = Scan("(00)395011015300000011");
        var tally = Tally([pump, Later(pump, 1), pallet, Later(pallet, 1)]);

        Assert.Equal((8, 4, 1), (tally.Lines[0].Scanned, tally.Lines[1].Scanned, tally.Lines[2].Scanned));
        Assert.Contains(TallyFindings.DuplicateSerial, Codes(tally));
        Assert.Contains(TallyFindings.DuplicateSscc, Codes(tally));
    }

    [Fact]
    public void A_lot_that_is_not_expected_is_over_and_leaves_the_right_one_short()
    {
        var tally = Tally([Scan("(02)19506000134359(37)2(10)L9")]);

        Assert.Equal(("L9", 12), (tally.Lines[2].Lot, tally.Lines[2].Over));
        Assert.Equal(10, tally.Lines[0].Short);
    }

    [Fact]
    public void A_lot_past_its_day_is_expired_even_where_only_the_manifest_tells_the_day() =>
        Assert.Contains(TallyFindings.Expired, Codes(CargoTally.Of(
            List, [Scan("(01)09506000134352(10)L7")], [], [], Today.PlusDays(1))));

    [Fact]
    public void Equal_counts_by_scan_and_by_hand_are_one_count()
    {
        var line = Tally([Scan("(01)09506000134352(10)L7")], Manual(1)).Lines[0];

        Assert.Equal((CountSource.Both, 1), (line.Source, line.Counted));
    }

    [Fact]
    public void What_was_never_scanned_is_counted_by_hand()
    {
        var line = Tally([], Manual(10)).Lines[0];

        Assert.Equal((CountSource.Manual, 10, 0), (line.Source, line.Counted, line.Short));
    }

    [Fact]
    public void Counts_that_differ_stay_open_until_a_person_rules()
    {
        var scans = new[] { Scan("(01)09506000134352(10)L7") };
        var open = Tally(scans, Manual(2));
        Assert.Equal((CountSource.Open, null), (open.Lines[0].Source, open.Lines[0].Counted));
        Assert.False(open.IsSettled);
        Assert.Contains(TallyFindings.SourcesDiffer, Codes(open));

        var ruled = CargoTally.Of(
            List, scans, [Manual(2)], [new CountRuling("MILK", "L7", 2, 1, "S-1", "label torn")], Today);
        var line = ruled.Lines[0];
        Assert.Equal((CountSource.Ruling, 2, 1), (line.Source, line.Counted, line.Damaged));
        Assert.Equal((1, 2), (line.Scanned, line.Manual!.Quantity));
        Assert.True(ruled.IsSettled);
    }

    [Fact]
    public void The_same_total_with_other_damage_differs_too() =>
        Assert.Equal(
            CountSource.Open,
            Tally([Scan("(01)09506000134352(10)L7")], Manual(1) with { Damaged = 1 }).Lines[0].Source);

    [Fact]
    public void A_scan_that_would_count_without_end_is_not_counted()
    {
        var tally = Tally([Scan("(02)19506000134359(37)99999999(10)L7"), Scan("(01)09506000134352(10)L7")]);

        Assert.Equal(1, tally.Lines[0].Scanned);
        Assert.Contains(TallyFindings.TooMany, Codes(tally));
    }

    [Theory]
    [InlineData(100_000, 101_000, false)]
    [InlineData(100_000, 101_001, true)]
    [InlineData(100_000, 98_999, true)]
    [InlineData(10_000, 10_500, false)]
    [InlineData(10_000, 10_501, true)]
    public void A_weight_is_within_a_share_or_the_scales_own_error(long expected, long measured, bool isFound) =>
        Assert.Equal(isFound, new WeightRule(Permille: 10, Grams: 500).Check("pallet", expected, measured) is not null);

    [Fact]
    public void A_scan_that_was_sent_twice_counts_once()
    {
        var unit = Scan("(01)09506000134352(10)L7");

        Assert.Equal(1, Line(unit, unit).Scanned);
        Assert.Equal(2, Line(unit, Later(unit, 1)).Scanned);
    }

    private static TallyScan Scan(string raw) => new(raw, "sc-3", Noon);

    private static TallyScan Later(TallyScan scan, int seconds) =>
        scan with { At = scan.At + Duration.FromSeconds(seconds) };

    private static ManualCount Manual(int quantity) => new("MILK", "L7", quantity, 0, "S-1", Noon);

    private static CargoTally Tally(TallyScan[] scans, params ManualCount[] manual) =>
        CargoTally.Of(List, scans, manual, [], Today);

    private static TallyLine Line(params TallyScan[] scans) => Tally(scans).Lines[0];

    private static IEnumerable<string> Codes(CargoTally tally) => tally.Findings.Select(finding => finding.Code);
}
