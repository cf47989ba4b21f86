using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CatalogueSamples;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>A scan may carry the code alone; the record keeps it, with what was understood of it.</summary>
public sealed class CodeScanTests
{
    [Fact]
    public void A_label_is_read_with_the_catalogue_and_kept_as_it_was_read()
    {
        var read = Read("]C10119506000134359" + "17260301" + "10L7");

        Assert.Equal("]C10119506000134359" + "17260301" + "10L7", read.Code);
        Assert.Equal([new LogisticContent("MILK", "L7", 6)], read.Units);
        Assert.Equal(
            new ReadLabel { Gtin = "19506000134359", Lot = "L7", Expiry = new LocalDate(2026, 3, 1) }, read.Label);
        Assert.Empty(read.Findings);
    }

    [Theory]
    [InlineData(MilkUnit, 1)]
    [InlineData("https://example.com/01/09506000134352/10/L7?17=260301", 1)]
    [InlineData("(02)09506000134352(37)3(10)L7", 3)]
    [InlineData(Pallet, 3)]
    public void Units_cases_pallets_and_links_count_what_they_hold(string code, int units) =>
        Assert.Equal(units, Assert.Single(Read(code).Units).Units);

    [Fact]
    public void One_scan_can_stand_for_several_that_bear_the_same_label() =>
        Assert.Equal(12, Assert.Single(Read(MilkCase, quantity: 2).Units).Units);

    [Theory]
    [InlineData("a photo of a cat", TallyFindings.UnknownCode)]
    [InlineData("(01)09506000134353(10)L7", TallyFindings.UnknownCode)]
    [InlineData("\u001d\u0000", TallyFindings.UnknownCode)]
    [InlineData("(01)00614141007349", TallyFindings.UnknownItem)]
    [InlineData("(00)340123450000000017", TallyFindings.UnknownSscc)]
    public void What_nobody_knows_is_kept_counts_nothing_and_says_what_to_do(string code, string finding)
    {
        var read = Read(code);

        Assert.Equal((code, finding), (read.Code, Assert.Single(read.Findings).Code));
        Assert.Empty(read.Units);
        Assert.EndsWith(".", read.Findings[0].Message.Split(" (")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(01)09506000134352(10)L9", TallyFindings.WrongLot)]
    [InlineData("(01)09506000134352", TallyFindings.LotMissing)]
    [InlineData("(01)06291041500213", TallyFindings.SerialMissing)]
    [InlineData("(01)06291041500213(21)B-9", TallyFindings.UnknownSerial)]
    [InlineData("(01)09506000134352(10)L7(17)260228", TallyFindings.ExpiryDiffers)]
    public void What_is_not_as_promised_counts_and_is_named(string code, string finding)
    {
        var read = Read(code);

        Assert.Contains(finding, read.Findings.Select(one => one.Code));
        Assert.Equal(1, Assert.Single(read.Units).Units);
    }

    [Fact]
    public void A_serial_and_a_pallet_count_once_in_a_visit_also_where_the_second_scan_names_the_SKU()
    {
        var visit = Go(Delivered, Code(Soap("A-1")), Code(Pallet, 1), Code(Soap("A-1"), 2), Code(Pallet, 3),
            new Command.ScanCargo("SOAP", "S1", 1, Soap("A-1"), "sc-4", Noon));

        Assert.Equal(
            [("MILK", 3), ("SOAP", 1)], visit.Known!.Counts().Select(count => (count.Sku, count.Found)));
        Assert.Equal(
            [TallyFindings.DuplicateSerial, TallyFindings.DuplicateSscc, TallyFindings.DuplicateSerial],
            visit.Known.Tally().Findings.Select(finding => finding.Code).Where(code => code.StartsWith("dup",
                StringComparison.Ordinal)));
        Assert.Empty(visit.Known.Codes.Values.Single(code => code.At == Noon + Duration.FromSeconds(2)).Units);
    }

    [Fact]
    public void A_label_with_a_serial_stands_for_one_thing_however_many_are_entered()
    {
        var read = Read(Soap("A-1"), quantity: 5);

        Assert.Equal((TallyFindings.OneOfAKind, 1), (Assert.Single(read.Findings).Code, read.Units[0].Units));
    }

    [Fact]
    public void A_code_that_nobody_knew_is_counted_again_when_the_manifest_comes()
    {
        var early = After(Arrive, Code(MilkUnit));
        Assert.Equal(TallyFindings.UnknownItem, Assert.Single(Only(early).Findings).Code);

        Assert.Equal(
            [new CargoCount("MILK", "L7", 0, 1)], Go(early, AttachListed).Known!.Counts());
    }

    [Fact]
    public void A_scan_is_taken_back_or_named_by_hand_from_any_device_by_the_number_of_its_record()
    {
        var visit = Go(Delivered, Code("a torn label"));
        Command none = new Command.ScanCode("-", 0, "desk", Noon + Duration.FromHours(1)) { Supersedes = 5 };
        Command named = new Command.ScanCargo("MILK", "L7", 3, "-", "desk", Noon + Duration.FromHours(1))
        {
            Supersedes = 5,
        };

        var taken = Only(Go(visit, none));
        Assert.Equal(("a torn label", "sc-3", 0), (taken.Code, taken.Device, taken.Quantity));
        Assert.DoesNotContain(
            Go(visit, none).Known!.Tally().Findings, one => one.Code == TallyFindings.UnknownCode);

        var told = Go(visit, named);
        Assert.Empty(told.Known!.Codes);
        Assert.Equal([new CargoCount("MILK", "L7", 3, 3)], told.Known.Counts());
        Assert.Same(Decision.AlreadyDone, CheckOut.Decide(told, named, Noon));
        Assert.Equal(
            new CheckOutRejection.SupersededBefore("scan", 5, 6), Refusal(told, none));
    }

    [Fact]
    public void A_scan_that_is_sent_again_is_the_same_scan_whatever_is_known_meanwhile()
    {
        var visit = Go(After(Arrive, Code(MilkUnit), AttachListed));

        Assert.Same(Decision.AlreadyDone, CheckOut.Decide(visit, Code(MilkUnit), Noon));
        Assert.IsType<CheckOutRejection.StepDoneDifferently>(Refusal(visit, Code(MilkUnit, quantity: 2)));
    }

    [Fact]
    public void A_SKU_that_is_a_GTIN_needs_no_catalogue()
    {
        var manifest = Promised with
        {
            Stops = [new ManifestStop(1, "O-1", "Anna", [new ManifestLine(1, "09506000134352", "L7", 2, null)])],
        };

        var visit = After(Arrive, new Command.AttachManifest(manifest), Code("9506000134352"));

        Assert.Equal([new LogisticContent("09506000134352", "L7", 1)], Only(visit).Units);
    }

    private static CheckOutEvent.CodeScanned Read(string code, int quantity = 1) =>
        Only(Go(Delivered, Code(code, quantity: quantity)));

    private static CheckOutEvent.CodeScanned Only(CheckOut visit) => Assert.Single(visit.Known!.Codes.Values);
}
