using Oms.Custody.Findings;
using Oms.Custody.Hazmat;

namespace Oms.Custody.CheckOuts;

/// <summary>Holds a declaration against 49 CFR 172.200 to 172.205, 172.504, 177.817 and 177.848.</summary>
internal static class HazmatJudgement
{
    /// <summary>The most findings that a record tells one by one.</summary>
    private const int FindingsMax = 100;

    public static CheckOutEvent.HazmatChecked Of(string driver, CheckOutCommand.CheckHazmat c)
    {
        var declared = c.Declaration;
        var paper = ShippingPaperCheck.Check(declared.Paper);
        List<HazmatCargo> cargo =
        [
            .. paper.Materials.Zip(declared.Materials, (material, packages) =>
                new HazmatCargo(
                    material,
                    packages.GrossGrams,
                    packages.IsBulk,
                    packages.State is MaterialState.Unknown ? material.State : packages.State)),
        ];
        var placards = Placards.For(cargo);
        List<Finding> findings =
        [
            .. paper.Findings,
            .. paper.Materials.Count == declared.Materials.Count ? []
                : new[]
                {
                    new Finding(
                        "packages-unknown",
                        "materials",
                        $"The paper has {paper.Materials.Count} materials; packages are told of "
                            + $"{declared.Materials.Count}."),
                },
            .. SegregationCheck.Check(cargo, declared.Separation),
            .. new HazmatDriver(driver, declared.EndorsedUntil, declared.TrainedOn).Check(cargo, placards, c.Today),
            .. placards.Names.Where(name => !IsDisplayed(name, placards, declared)).Select(name => new Finding(
                "placard-missing", name, $"The placard {name} must be displayed.", "49 CFR 172.504")),
            .. declared.IsWithinReach || cargo.Count == 0 ? []
                : new[]
                {
                    new Finding(
                        "paper-out-of-reach",
                        "papers",
                        "The papers are within the driver's reach and visible, or in the door's pouch.",
                        "49 CFR 177.817(e)"),
                },
        ];
        return new CheckOutEvent.HazmatChecked(
            c.PaperSha256,
            [.. paper.Materials.Select(material => material.IdNumber)],
            placards.Names,
            findings.Count,
            [.. findings.Take(FindingsMax)]);
    }

    private static bool IsDisplayed(string name, RequiredPlacards required, HazmatDeclaration declared) =>
        declared.Displayed.Contains(name, StringComparer.OrdinalIgnoreCase)
        || (required.ReplaceableByDangerous.Contains(name)
            && declared.Displayed.Contains(Placards.Dangerous, StringComparer.OrdinalIgnoreCase));
}
