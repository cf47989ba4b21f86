using Oms.Custody.Hazmat;
using Xunit;
using static Oms.Custody.Tests.Hazmat.HazmatSamples;

namespace Oms.Custody.Tests.Hazmat;

public sealed class SegregationTests
{
    private const string Blasting = "UN0081, Explosive, blasting, type A, 1.1D";
    private const string Gasoline = "UN1203, Gasoline, 3, II";
    private const string Peroxide = "UN3103, Organic peroxide type C, liquid, 5.2";
    private const string Nitrate = "UN1942, Ammonium nitrate, 5.1, III";
    private const string Acid = "UN1830, Sulfuric acid, 8, II";
    private const string Chlorine = "UN1017, Chlorine, 2.3 (5.1, 8), Poison-Inhalation Hazard, Zone B";

    private static readonly SegregationRow[] Rows = Enum.GetValues<SegregationRow>();

    [Fact]
    public void The_table_is_the_same_from_both_sides_and_has_the_regulations_counts()
    {
        var cells = (from one in Rows from other in Rows select SegregationTable.Between(one, other)).ToList();

        Assert.All(Rows, one => Assert.All(Rows, other =>
            Assert.Equal(SegregationTable.Between(one, other), SegregationTable.Between(other, one))));

        // 18 rows and 18 columns: 104 X, 44 O, 25 asterisks, 151 blanks (177.848(d) as of 2026-08-27).
        Assert.Equal(
            [151, 44, 104, 25],
            cells.GroupBy(cell => cell).OrderBy(group => group.Key).Select(group => group.Count()));
    }

    // One whole row, cell by cell, in the order of the columns.
    [Theory]
    [InlineData(SegregationRow.PoisonGasZoneB, "FFSF-S---SSSSSS--S")]
    [InlineData(SegregationRow.CorrosiveLiquid, "FFSF---FS-SFSSSF--")]
    public void A_row_of_the_table_is_that_of_the_regulation(SegregationRow row, string cells) =>
        Assert.Equal(cells, string.Concat(Rows.Select(column => SegregationTable.Between(row, column) switch
        {
            SegregationCell.Forbidden => 'F',
            SegregationCell.Separate => 'S',
            SegregationCell.ByGroup => '*',
            _ => '-',
        })));

    [Fact]
    public void The_compatibility_table_is_the_same_from_both_sides()
    {
        Assert.Equal(13, SegregationTable.Groups.Length);
        Assert.All(SegregationTable.Groups, one => Assert.All(SegregationTable.Groups, other =>
            Assert.Equal(SegregationTable.Between(one, other), SegregationTable.Between(other, one))));
        Assert.Throws<ArgumentOutOfRangeException>(() => SegregationTable.Between('I', 'A'));
    }

    [Theory]
    [InlineData(Blasting, Gasoline, "segregation-forbidden")]
    [InlineData(Gasoline, Nitrate, "segregation-separate")]
    [InlineData(Gasoline, Acid, null)]
    [InlineData(Gasoline, Peroxide, null)]
    [InlineData(Chlorine, Gasoline, "segregation-separate")]
    [InlineData(Gasoline, "UN3480, Lithium ion batteries, 9", null)]
    [InlineData(Gasoline, Gasoline, null)]
    public void Two_materials_travel_as_the_table_says(string one, string other, string? code) =>
        Assert.Equal(code, Codes(LoadSeparation.None, one, other).SingleOrDefault());

    [Fact]
    public void Separation_satisfies_what_must_be_separate_and_nothing_that_is_forbidden()
    {
        Assert.Empty(Codes(LoadSeparation.NoMixing, Gasoline, Nitrate));
        Assert.Equal(["segregation-forbidden"], Codes(LoadSeparation.NoMixing, Blasting, Gasoline));
    }

    [Fact]
    public void Corrosive_liquids_are_not_beside_classes_four_and_five_even_if_separated()
    {
        Assert.Equal(["corrosive-adjacent"], Codes(LoadSeparation.NoMixing, Acid, Nitrate));
        Assert.Empty(Codes(LoadSeparation.NoMixingNorAdjacentCorrosives, Acid, Nitrate));
    }

    [Fact]
    public void A_solid_corrosive_is_not_in_the_table_and_an_unknown_one_is_taken_as_liquid()
    {
        var nitrate = OnBoard(Nitrate);
        var hydroxide = OnBoard("UN1823, Sodium hydroxide, 8, II");

        Assert.Empty(SegregationCheck.Check(
            [nitrate, hydroxide with { State = MaterialState.Solid }], LoadSeparation.None));
        Assert.Single(SegregationCheck.Check([nitrate, hydroxide], LoadSeparation.None));
    }

    [Theory]
    [InlineData("UN1942, Ammonium nitrate, 5.1, III", null)]
    [InlineData("UN2067, Ammonium nitrate based fertilizer, 5.1, III", null)]
    [InlineData("UN1495, Sodium chlorate, 5.1, II", "segregation-forbidden")]
    public void Note_a_lets_ammonium_nitrate_travel_with_explosives_of_1_1_and_1_5(string oxidizer, string? code)
    {
        Assert.Equal(code, Codes(LoadSeparation.None, oxidizer, Blasting).SingleOrDefault());
        Assert.Equal(
            code, Codes(LoadSeparation.None, oxidizer, "UN0331, Explosive, blasting, type B, 1.5D").SingleOrDefault());
        Assert.Equal(
            ["segregation-forbidden"], Codes(LoadSeparation.None, oxidizer, "UN0335, Fireworks, 1.3G"));
    }

    [Fact]
    public void A_subsidiary_hazard_counts_where_it_is_stricter() =>
        Assert.Equal(
            ["segregation-separate"],
            Codes(LoadSeparation.None, Nitrate, "UN2733, Amines, flammable, corrosive, n.o.s. (x), 8 (3), II"));

    [Theory]
    [InlineData("Zone A", "segregation-forbidden")]
    [InlineData("Zone B", "segregation-separate")]
    [InlineData("Zone C", null)]
    [InlineData("", "segregation-forbidden")]
    public void A_poison_gas_is_judged_by_its_zone_and_without_one_as_the_worst(string zone, string? code) =>
        Assert.Equal(
            code,
            Codes(LoadSeparation.None, Gasoline, $"UN1955, Compressed gas, toxic, n.o.s. (x), 2.3, {zone}")
                .SingleOrDefault());

    [Theory]
    [InlineData("PG I, Poison-Inhalation Hazard, Zone A", "segregation-forbidden")]
    [InlineData("PG I, Poison-Inhalation Hazard, Zone B", null)]
    [InlineData("PG II", null)]
    public void Of_poisonous_liquids_only_the_worst_are_in_the_table(string rest, string? code) =>
        Assert.Equal(
            code,
            Codes(LoadSeparation.None, Gasoline, $"UN2810, Toxic, liquids, n.o.s. (x), 6.1, {rest}").SingleOrDefault());

    [Theory]
    [InlineData("UN0029, Detonators, 1.1B", Blasting, "compatibility-note")]
    [InlineData("UN0027, Black powder, 1.1D", "UN0160, Powder, smokeless, 1.1C", null)]
    [InlineData("UN0027, Black powder, 1.1D", "UN0020, Ammunition, toxic, 1.2K", "compatibility-forbidden")]
    [InlineData("UN0337, Fireworks, 1.4S", Blasting, "compatibility-forbidden")]
    [InlineData("UN0012, Cartridges for weapons, 1.4S", Blasting, null)]
    [InlineData("UN0012, Cartridges for weapons, 1.4S", "UN0029, Detonators, 1.1B", "compatibility-note")]
    [InlineData("UN0335, Fireworks, 1.3G", Blasting, "compatibility-note")]
    [InlineData("UN0248, Contrivances, water-activated, 1.2L", "UN0249, Contrivances, 1.3L", "compatibility-forbidden")]
    [InlineData("UN0248, Contrivances, 1.2", Blasting, "compatibility-note")]
    public void Explosives_travel_as_their_compatibility_groups_say(string one, string other, string? code) =>
        Assert.Equal(code, Codes(LoadSeparation.None, one, other).SingleOrDefault());

    [Fact]
    public void Cyanides_do_not_travel_with_acids()
    {
        const string cyanide = "UN1689, Sodium cyanide, solid, 6.1, I";

        Assert.Equal(["cyanide-with-acid"], Codes(LoadSeparation.None, cyanide, Acid));
        Assert.Equal(["cyanide-with-acid"], Codes(LoadSeparation.None, Acid, cyanide));
        Assert.Empty(Codes(LoadSeparation.None, cyanide, Gasoline));
    }

    private static IReadOnlyList<string> Codes(LoadSeparation separation, params string[] lines) =>
        [
            .. SegregationCheck.Check([.. lines.Select(line => OnBoard(line))], separation)
                .Select(finding => finding.Code),
        ];
}
