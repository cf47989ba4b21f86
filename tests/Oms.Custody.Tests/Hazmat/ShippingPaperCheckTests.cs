using Oms.Custody.Hazmat;
using Xunit;

namespace Oms.Custody.Tests.Hazmat;

public sealed class ShippingPaperCheckTests
{
    private const string Acetone = "UN1090, Acetone, 3, II, 3 drums, 600 L";

    private const string Towels = "40 cartons of paper towels";

    private const string Certification =
        "This is to certify that the herein-named materials are properly classified, described, packaged, marked and "
        + "labeled, and are in proper condition for transportation according to the applicable regulations of the "
        + "Department of Transportation.";

    private const string Declaration =
        "I hereby declare that the contents of this consignment are fully and accurately described below by the "
        + "proper shipping name, and are classified, packaged, marked and labeled/placarded, and are in all respects "
        + "in proper condition for transport according to applicable international and national governmental "
        + "regulations.";

    private static readonly ShippingPaper Paper = new(
        [new PaperEntry(Acetone)],
        [new PaperPage(1, 1)],
        "+1 800 555 0100",
        "Contract 4711",
        Certification,
        "J. Doe",
        null);

    [Fact]
    public void A_whole_paper_has_no_finding_and_tells_its_materials()
    {
        var read = ShippingPaperCheck.Check(Paper);

        Assert.Empty(read.Findings);
        Assert.Equal("UN1090", Assert.Single(read.Materials).IdNumber);
        Assert.Empty(Codes(Paper with { Certification = Declaration }));
    }

    [Fact]
    public void A_paper_of_harmless_goods_needs_nothing() =>
        Assert.Empty(Codes(new ShippingPaper([new PaperEntry(Towels)], [], null, null, null, null, null)));

    [Fact]
    public void Among_other_goods_a_hazardous_one_stands_first_or_is_marked()
    {
        Assert.Empty(Codes(With(new(Acetone), new(Towels))));
        Assert.Equal(["not-distinguished"], Codes(With(new(Towels), new(Acetone))));
        Assert.Empty(Codes(With(new(Towels), new(Acetone, HmColumn: "X"))));
        Assert.Empty(Codes(With(new(Towels, HmColumn: ""), new(Acetone, HmColumn: "RQ"))));
        Assert.Empty(Codes(With(new(Towels), new(Acetone, IsContrasting: true))));
        Assert.Equal(["not-distinguished"], Codes(With(new(Towels), new(Acetone, HmColumn: "Y"))));
        Assert.Equal(["marked-not-described"], Codes(With(new(Acetone, HmColumn: "X"), new(Towels, HmColumn: "X"))));
    }

    [Fact]
    public void Rq_in_the_column_says_that_the_quantity_is_reportable() =>
        Assert.True(Assert.Single(
            ShippingPaperCheck.Check(With(new PaperEntry(Acetone, HmColumn: "RQ"))).Materials).IsReportableQuantity);

    [Fact]
    public void Pages_are_numbered_and_the_first_says_how_many()
    {
        Assert.Empty(Codes(Pages(new(1, 2), new(2, null))));
        Assert.Empty(Codes(Pages(new PaperPage(null, null))));
        Assert.Equal(["pages"], Codes(Pages(new(1, null), new(2, 2))));
        Assert.Equal(["pages"], Codes(Pages(new(1, 3), new(2, 3))));
        Assert.Equal(["pages"], Codes(Pages(new(1, 2), new(3, 2))));

        static ShippingPaper Pages(params PaperPage[] pages) => Paper with { Pages = pages };
    }

    [Theory]
    [InlineData("800-555-0100", true)]
    [InlineData("555-0100", false)]
    [InlineData("+33 4 72000", true)]
    [InlineData("+33 4 7200", false)]
    [InlineData("call us", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_emergency_number_is_complete(string? phone, bool isGood) =>
        Assert.Equal(isGood, !Codes(Paper with { EmergencyPhone = phone }).Contains("emergency-phone"));

    [Fact]
    public void Beside_the_number_stands_who_is_registered() =>
        Assert.Equal(["emergency-contact"], Codes(Paper with { EmergencyContact = " " }));

    [Fact]
    public void Limited_quantities_alone_need_no_emergency_number() =>
        Assert.Empty(Codes(Paper with
        {
            Entries = [new("UN1090, Acetone, 3, II, Ltd Qty, 3 boxes, 6 L")],
            EmergencyPhone = null,
            EmergencyContact = null,
        }));

    [Fact]
    public void The_shipper_certifies_in_the_words_of_the_rule_and_signs()
    {
        Assert.Equal(["certification"], Codes(Paper with { Certification = "all fine" }));
        Assert.Equal(["signature"], Codes(Paper with { SignedBy = null }));
        Assert.Empty(Codes(Paper with { Certification = null, SignedBy = null, IsWithoutCertification = true }));
    }

    [Fact]
    public void Waste_needs_certification_and_manifest_whoever_carries_it()
    {
        var waste = Paper with
        {
            Entries = [new("UN1090, Waste Acetone, 3, II, 3 drums, 600 L")],
            Certification = null,
            IsWithoutCertification = true,
        };

        Assert.Equal(["certification", "waste-manifest"], Codes(waste));
        Assert.Empty(Codes(waste with { Certification = Certification, WasteManifest = "012345678JJK" }));
    }

    private static ShippingPaper With(params PaperEntry[] entries) => Paper with { Entries = entries };

    private static IEnumerable<string> Codes(ShippingPaper paper) =>
        ShippingPaperCheck.Check(paper).Findings.Select(finding => finding.Code);
}
