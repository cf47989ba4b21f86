using FsCheck;
using FsCheck.Fluent;
using Oms.Custody.Hazmat;
using Xunit;

namespace Oms.Custody.Tests.Hazmat;

public sealed class ShippingDescriptionReaderTests
{
    // The examples of 49 CFR 172.202(b), (d), 172.203(c)(2), (k), (k)(1), with quantity and packages added.
    [Theory]
    [InlineData("12 drums, UN2744, Cyclobutyl chloroformate, 6.1, (8, 3), PG II, 200 kg",
        "UN2744", "Cyclobutyl chloroformate", "6.1", "8,3", PackingGroup.Medium, "")]
    [InlineData("UN 1993, Flammable liquids, n.o.s. (contains Xylene and Benzene), 3, II, 12 1H1 drums, 50 L",
        "UN1993", "Flammable liquids, n.o.s.", "3", "", PackingGroup.Medium, "contains Xylene and Benzene")]
    [InlineData("RQ, UN 1098, Allyl alcohol, 6.1, I, Toxic-inhalation hazard, Zone B, 2 drums (UN 1A1), 400 L",
        "UN1098", "Allyl alcohol", "6.1", "", PackingGroup.Great, "UN 1A1")]
    [InlineData("UN 1760, Corrosive liquid, n.o.s., (Octanoyl chloride), 8, II, 4 pails, 80 L",
        "UN1760", "Corrosive liquid, n.o.s.", "8", "", PackingGroup.Medium, "Octanoyl chloride")]
    [InlineData("UN 1760, Corrosive liquid, n.o.s., 8, II (contains Octanoyl chloride), 4 pails, 80 L",
        "UN1760", "Corrosive liquid, n.o.s.", "8", "", PackingGroup.Medium, "contains Octanoyl chloride")]
    [InlineData("UN 2924, Flammable liquid, corrosive, n.o.s., 3 (8), II (contains Methanol, Potassium hydroxide), "
        + "1 drum, 200 L",
        "UN2924", "Flammable liquid, corrosive, n.o.s.", "3", "8", PackingGroup.Medium,
        "contains Methanol, Potassium hydroxide")]
    [InlineData("4 boxes UN0336, Fireworks, 1.4G, 60 kg", "UN0336", "Fireworks", "1.4G", "", null, "")]
    [InlineData("1 cargo tank, UN1203, Gasoline, Class 3, PG II", "UN1203", "Gasoline", "3", "",
        PackingGroup.Medium, "")]
    [InlineData("UN1203, Gasoline, 3 PG II, 8,500 gal, 1 cargo tank", "UN1203", "Gasoline", "3", "",
        PackingGroup.Medium, "")]
    [InlineData("UN1830,Sulfuric acid,8,II,2 drums,100 kg", "UN1830", "Sulfuric acid", "8", "",
        PackingGroup.Medium, "")]
    [InlineData("UN1090, Acetone, 3, Flammable liquid, II, 3 drums, 600 L", "UN1090", "Acetone", "3", "",
        PackingGroup.Medium, "")]
    [InlineData("NA1993, Combustible liquid, n.o.s. (Diesel fuel), Combustible liquid, III, 1 tank", "NA1993",
        "Combustible liquid, n.o.s.", "comb", "", PackingGroup.Minor, "Diesel fuel")]
    [InlineData("NA1993, Combustible liquid, n.o.s. (Diesel fuel), III, 1 tank", "NA1993",
        "Combustible liquid, n.o.s.", "comb", "", PackingGroup.Minor, "Diesel fuel")]
    [InlineData("UN2362, 1,1-Dichloroethane, 3, II, 3 drums, 1,600 L", "UN2362", "1,1-Dichloroethane", "3", "",
        PackingGroup.Medium, "")]
    [InlineData("UN2253, N,N-Dimethylaniline, 6.1, II, 3 drums, 600 L", "UN2253", "N,N-Dimethylaniline", "6.1", "",
        PackingGroup.Medium, "")]
    [InlineData("UN2794, Batteries, wet, filled with acid, 8, 4 pallets, 2,400 lb", "UN2794",
        "Batteries, wet, filled with acid", "8", "", null, "")]
    [InlineData("UN3221, Self-reactive liquid type B, 4.1, 2 drums, 20 kg", "UN3221", "Self-reactive liquid type B",
        "4.1", "", null, "")]
    [InlineData("UN3240, Self-reactive solid type F, 4.1, 2 drums, 20 kg", "UN3240", "Self-reactive solid type F",
        "4.1", "", null, "")]
    public void A_good_description_is_read_whole(
        string line, string id, string name, string hazard, string subsidiaries, PackingGroup? group, string technical)
    {
        var read = ShippingDescriptionReader.Read(line, "line 1");
        var it = read.Description!;

        Assert.Empty(read.Findings);
        Assert.Equal((id, name, hazard), (it.IdNumber, it.Name, it.Hazard?.ToString()));
        Assert.Equal(subsidiaries, string.Join(',', it.Subsidiaries));
        Assert.Equal(group, it.PackingGroup);
        Assert.Equal(technical, string.Join('|', it.TechnicalNames));
    }

    [Theory]
    [InlineData("Acetone, 3, UN1090, II, 3 drums, 600 L", "order", "172.202(b)")]
    [InlineData("UN1090, 3, II, 3 drums, 600 L", "name-missing", "172.202(a)(2)")]
    [InlineData("UN1090, Acetone, II, 3 drums, 600 L", "class-missing", "172.202(a)(3)")]
    [InlineData("UN1090, Acetone, 3.7, II, 3 drums, 600 L", "class-missing", "172.202(a)(3)")]
    [InlineData("UN1090, Acetone, 3.1, II, 3 drums, 600 L", "class-unknown", "172.202(a)(3)")]
    [InlineData("UN1090, Acetone, 3, 3 drums, 600 L", "packing-group-missing", "172.202(a)(4)")]
    [InlineData("UN3241, 2-Bromo-2-nitropropane-1,3-diol, 4.1, 3 drums, 60 kg", "packing-group-missing",
        "172.202(a)(4)")]
    [InlineData("UN1090, Acetone, 3, II, 3 drums", "quantity-missing", "172.202(a)(5)")]
    [InlineData("UN1090, Acetone, 3, II, 600 L", "packages-missing", "172.202(a)(7)")]
    [InlineData("UN1090, 3 drums, Acetone, 3, II, 3 drums, 600 L", "interspersed", "172.202(b)")]
    [InlineData("UN1090, Acetone, 3, 3 drums, II, 600 L", "interspersed", "172.202(b)")]
    [InlineData("UN1090, RQ, Acetone, 3, II, 3 drums, 600 L", "interspersed", "172.202(b)")]
    [InlineData("Ltd Qty, UN1090, Acetone, 3, II, 3 drums, 600 L", "limited-quantity-order", "172.203(b)")]
    [InlineData("UN1993, Flammable liquids, n.o.s., 3, II, 3 drums, 600 L", "technical-name-missing", "172.203(k)")]
    [InlineData("UN1017, Chlorine, 2.3 (5.1, 8), 2 cylinders", "inhalation-hazard", "172.203(m)")]
    [InlineData("UN1017, Chlorine, 2.3 (5.1, 8), 2 cylinders, Toxic-Inhalation Hazard", "inhalation-hazard",
        "172.203(m)")]
    [InlineData("HOT, UN3256, Elevated temperature liquid, flammable, n.o.s. (Tar), 3, III, 1 cargo tank", "hot-order",
        "172.203(n)")]
    [InlineData("UN0336, Fireworks, 1.4, 4 boxes, 60 kg", "compatibility-group-missing", "172.202(a)(3)")]
    [InlineData("Acetone, 3, II, 3 drums, 600 L", "id-number-missing", "172.202(a)(1)")]
    public void What_is_missing_or_out_of_place_is_named_with_its_section(string line, string code, string section)
    {
        var finding = Assert.Single(ShippingDescriptionReader.Read(line, "line 3").Findings);

        Assert.Equal((code, $"49 CFR {section}", "line 3"), (finding.Code, finding.Section, finding.Place));
    }

    [Fact]
    public void Words_around_the_description_are_read()
    {
        Assert.True(Read("RQ, UN1090, Acetone, 3, II, 3 drums, 600 L").IsReportableQuantity);
        Assert.True(Read("UN1090, Acetone, 3, II, RQ, 3 drums, 600 L").IsReportableQuantity);
        Assert.True(Read("UN1090, Acetone, 3, II, Ltd Qty, 3 boxes, 6 L").IsLimitedQuantity);
        Assert.True(Read("UN1090, Waste Acetone, 3, II, 3 drums, 600 L") is { IsWaste: true, Name: "Acetone" });
        Assert.True(Read("UN3257, HOT Waste Tar, 9, III, 1 cargo tank") is { IsHot: true, IsWaste: true, Name: "Tar" });
        Assert.True(Read("UN1090, Acetone, 3, II, 3 drums, RESIDUE: Last Contained").IsResidue);
        Assert.True(Read("UN1090, Acetone, 3, II, 3 drums, 600 L, Marine Pollutant").IsMarinePollutant);
        Assert.Equal("9168", Read("UN1090, Acetone, 3, II, 3 drums, 600 L, DOT-SP 9168").SpecialPermit);
        Assert.Equal('B', Read("UN1098, Allyl alcohol, 6.1, I, Poison-Inhalation Hazard, Zone B, 1 drum, 9 L").Zone);

        static ShippingDescription Read(string line) => ShippingDescriptionReader.Read(line, "").Description!;
    }

    [Fact]
    public void Residue_and_cylinders_need_no_quantity()
    {
        Assert.Empty(ShippingDescriptionReader.Read(
            "UN1090, Acetone, 3, II, 3 drums, RESIDUE: Last Contained", "").Findings);
        Assert.Empty(ShippingDescriptionReader.Read("UN1066, Nitrogen, compressed, 2.2, 10 cylinders", "").Findings);
    }

    [Fact]
    public void A_line_of_something_harmless_is_no_finding()
    {
        var read = ShippingDescriptionReader.Read("40 cartons of paper towels, 3 pallets, 800 kg", "");

        Assert.Null(read.Description);
        Assert.Empty(read.Findings);
    }

    [Fact]
    public void Any_line_is_read_without_a_failure() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            foreach (var line in new[]
            {
                text.Get, $"UN1090, {text.Get}", $"UN1090, Acetone, 3, {text.Get}", $"{text.Get}, UN1090 3 ({text.Get}",
            })
            {
                Assert.NotNull(ShippingDescriptionReader.Read(line, "x"));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_line_beyond_the_bound_is_named_and_not_read()
    {
        var line = $"UN1090, {new string('x', ShippingDescriptionReader.CharsMax - 8)}";

        Assert.NotNull(ShippingDescriptionReader.Read(line, "").Description);
        Assert.Equal("line-too-long", Assert.Single(ShippingDescriptionReader.Read(line + "x", "").Findings).Code);
    }
}
