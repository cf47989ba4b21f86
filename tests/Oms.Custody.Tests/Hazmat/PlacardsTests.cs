using Oms.Custody.Hazmat;
using Xunit;
using static Oms.Custody.Tests.Hazmat.HazmatSamples;

namespace Oms.Custody.Tests.Hazmat;

public sealed class PlacardsTests
{
    [Theory]
    [InlineData("UN0081, Explosive, blasting, type A, 1.1D", "EXPLOSIVES 1.1")]
    [InlineData("UN1017, Chlorine, 2.3 (5.1, 8), Poison-Inhalation Hazard, Zone B", "POISON GAS")]
    [InlineData("UN1428, Sodium, 4.3, I", "DANGEROUS WHEN WET")]
    [InlineData("UN3111, Organic peroxide type B, liquid, temperature controlled, 5.2", "ORGANIC PEROXIDE")]
    [InlineData("UN1098, Allyl alcohol, 6.1, I, Toxic-inhalation hazard, Zone B", "POISON INHALATION HAZARD")]
    [InlineData("UN2030, Hydrazine, 8 (4.3), I", "DANGEROUS WHEN WET")]
    public void Any_quantity_of_table_one_is_placarded(string line, string placard) =>
        Assert.Equal([placard], Placards.For([OnBoard(line, grams: 1)]).Names);

    [Theory]
    [InlineData("UN0336, Fireworks, 1.4G", "EXPLOSIVES 1.4")]
    [InlineData("UN1075, Petroleum gases, liquefied, 2.1", "FLAMMABLE GAS")]
    [InlineData("UN1066, Nitrogen, compressed, 2.2", "NON-FLAMMABLE GAS")]
    [InlineData("UN1203, Gasoline, 3, II", "FLAMMABLE")]
    [InlineData("UN1350, Sulfur, 4.1, III", "FLAMMABLE SOLID")]
    [InlineData("UN1361, Carbon, 4.2, III", "SPONTANEOUSLY COMBUSTIBLE")]
    [InlineData("UN1942, Ammonium nitrate, 5.1, III", "OXIDIZER")]
    [InlineData("UN3103, Organic peroxide type C, liquid, 5.2", "ORGANIC PEROXIDE")]
    [InlineData("UN1593, Dichloromethane, 6.1, III", "POISON")]
    [InlineData("UN1830, Sulfuric acid, 8, II", "CORROSIVE")]
    public void Table_two_is_placarded_from_454_kilograms_on(string line, string placard)
    {
        Assert.Empty(Placards.For([OnBoard(line, grams: 453_999)]).Names);
        Assert.Equal([placard], Placards.For([OnBoard(line, grams: 454_000)]).Names);
    }

    [Fact]
    public void The_weights_of_table_two_count_together_and_bulk_needs_none()
    {
        var gasoline = OnBoard("UN1203, Gasoline, 3, II", grams: 300_000);
        var acid = OnBoard("UN1830, Sulfuric acid, 8, II", grams: 154_000);

        Assert.Equal(["CORROSIVE", "FLAMMABLE"], Placards.For([gasoline, acid]).Names);
        Assert.Empty(Placards.For([gasoline, acid with { GrossGrams = 153_999 }]).Names);
        Assert.Equal(["FLAMMABLE"], Placards.For([gasoline with { IsBulk = true, GrossGrams = 1 }]).Names);
    }

    [Fact]
    public void A_subsidiary_hazard_does_not_double_the_weight() =>
        Assert.Empty(Placards.For(
            [OnBoard("UN2924, Flammable liquid, corrosive, n.o.s. (x), 3 (8), II", grams: 300_000)]).Names);

    [Theory]
    [InlineData("UN3480, Lithium ion batteries, 9")]
    [InlineData("UN1090, Acetone, 3, II, Ltd Qty")]
    [InlineData("UN2915, Radioactive material, type A package, 7")]
    [InlineData("NA1993, Combustible liquid, n.o.s. (Diesel), Combustible liquid, III")]
    public void Some_materials_need_none(string line) =>
        Assert.Empty(Placards.For([OnBoard(line, grams: 5_000_000)]).Names);

    [Fact]
    public void Radioactive_is_for_yellow_three_labels() =>
        Assert.Equal(["RADIOACTIVE"], Placards.For(
            [OnBoard("UN2915, Radioactive material, type A package, 7") with { IsYellowThree = true }]).Names);

    [Fact]
    public void Of_several_explosives_the_lowest_division_is_displayed() =>
        Assert.Equal(["EXPLOSIVES 1.1"], Placards.For(
            [OnBoard("UN0335, Fireworks, 1.3G"), OnBoard("UN0081, Explosive, blasting, type A, 1.1D")]).Names);

    [Theory]
    [InlineData(999_999, true)]
    [InlineData(1_000_000, false)]
    public void Dangerous_stands_for_a_category_below_a_tonne(long grams, bool isReplaceable)
    {
        var required = Placards.For(
            [OnBoard("UN1203, Gasoline, 3, II", grams: grams), OnBoard("UN1830, Sulfuric acid, 8, II")]);

        Assert.Equal(isReplaceable, required.ReplaceableByDangerous.Contains("FLAMMABLE"));
        Assert.Equal(isReplaceable, Placards.Check(required, [Placards.Dangerous]).Count == 0);
        Assert.Empty(Placards.Check(required, [Placards.Dangerous, "FLAMMABLE"]));
    }

    [Fact]
    public void Dangerous_does_not_stand_for_one_category_alone()
    {
        var required = Placards.For([OnBoard("UN1203, Gasoline, 3, II", grams: 500_000)]);

        Assert.Equal(
            ["placard-missing", "placard-not-allowed"],
            Placards.Check(required, [Placards.Dangerous]).Select(finding => finding.Code));
    }

    [Fact]
    public void A_placard_for_nothing_on_board_is_not_allowed() =>
        Assert.Equal("placard-not-allowed", Assert.Single(Placards.Check(Placards.For([]), ["FLAMMABLE"])).Code);
}
