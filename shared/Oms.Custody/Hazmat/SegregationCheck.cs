using Oms.Custody.Findings;
using Section = Oms.Custody.Hazmat.HazmatSections;

namespace Oms.Custody.Hazmat;

/// <summary>Whether materials may travel in one vehicle: 49 CFR 177.848.</summary>
public static class SegregationCheck
{
    // 177.848(e)(5), note A: ammonium nitrate, and ammonium nitrate based fertilizer.
    private static readonly string[] AmmoniumNitrates = ["UN1942", "UN2067"];

    /// <summary>Checks every pair of materials.</summary>
    /// <param name="cargo">What is in the vehicle.</param>
    /// <param name="separation">How pairs marked O are loaded.</param>
    /// <returns>Findings <c>segregation-forbidden</c>, <c>segregation-separate</c>, <c>corrosive-adjacent</c>,
    /// <c>compatibility-forbidden</c>, <c>compatibility-note</c> and <c>cyanide-with-acid</c>; the place names the
    /// pair.</returns>
    /// <remarks>
    /// What is not known is taken as the stricter case: a material of unknown state as a liquid, a poison gas without a
    /// zone as of zone A. Subsidiary hazards count where they are more restrictive (177.848(e)(6)).
    /// </remarks>
    public static IReadOnlyList<Finding> Check(IReadOnlyList<HazmatCargo> cargo, LoadSeparation separation)
    {
        var findings = new List<Finding>();
        for (var i = 0; i < cargo.Count; i++)
        {
            for (var j = i + 1; j < cargo.Count; j++)
            {
                if (cargo[i].Description.IdNumber != cargo[j].Description.IdNumber)
                {
                    findings.AddRange(CheckPair(cargo[i], cargo[j], separation));
                }
            }
        }

        return findings;
    }

    /// <summary>The rows of the table that a material is under: its class, then its subsidiary classes.</summary>
    public static IReadOnlyList<SegregationRow> RowsOf(HazmatCargo cargo) =>
        [
            .. new[] { cargo.Description.Hazard }.Concat(cargo.Description.Subsidiaries)
                .Select(hazard => hazard is null ? null : RowOf(cargo, hazard)).OfType<SegregationRow>().Distinct(),
        ];

    private static IEnumerable<Finding> CheckPair(HazmatCargo one, HazmatCargo other, LoadSeparation separation)
    {
        var place = $"{one.Description.IdNumber} / {other.Description.IdNumber}";
        var pairs = (
            from row in RowsOf(one)
            from column in RowsOf(other)
            where !IsNoteA(one, column) && !IsNoteA(other, row)
            select (Row: row, Column: column, Cell: SegregationTable.Between(row, column))).ToList();
        if (pairs.Exists(pair => pair.Cell is SegregationCell.Forbidden))
        {
            yield return new Finding(
                "segregation-forbidden", place, "The two must not be in one vehicle.", Section.Forbidden);
        }
        else if (pairs.Exists(pair => pair.Cell is SegregationCell.Separate) && separation is LoadSeparation.None)
        {
            yield return new Finding(
                "segregation-separate",
                place,
                "The two must be separated so that what leaks does not mix.",
                Section.Separate);
        }
        else if (separation is LoadSeparation.NoMixing
            && pairs.Exists(pair => IsCorrosiveByFourOrFive(pair.Row, pair.Column)))
        {
            yield return new Finding(
                "corrosive-adjacent",
                place,
                "Corrosive liquids must be neither above nor beside materials of classes 4 and 5.",
                Section.Separate);
        }

        if (pairs.Exists(pair => pair.Cell is SegregationCell.ByGroup) && CheckGroups(place, one, other) is { } finding)
        {
            yield return finding;
        }

        if ((IsCyanide(one) && IsAcid(other)) || (IsCyanide(other) && IsAcid(one)))
        {
            yield return new Finding(
                "cyanide-with-acid",
                place,
                "Cyanides and acids must not travel together where they would give hydrogen cyanide.",
                Section.CyanideWithAcid);
        }
    }

    private static Finding? CheckGroups(string place, HazmatCargo one, HazmatCargo other)
    {
        if (one.Description.Hazard?.CompatibilityGroup is not { } group
            || other.Description.Hazard?.CompatibilityGroup is not { } second)
        {
            return new Finding(
                "compatibility-note", place, "Without their groups the two cannot be judged.", Section.Explosives);
        }

        return SegregationTable.Between(group, second) switch
        {
            'X' => Forbidden(),
            '1' => Forbidden("Explosives of group L travel only with identical ones."),
            '4' => Note("Detonators travel with other explosives only as 177.835(g) says."),
            '5' when IsFireworksWithOneOneOrTwo(one, other) =>
                Forbidden("Fireworks of 1.4S do not travel with explosives of 1.1 or 1.2."),
            '5' when group == 'B' || second == 'B' =>
                Note("Detonators travel with other explosives only as 177.835(g) says."),
            '6' => Note(
                "Articles of group G travel with articles of C, D and E only if no explosive substance is on board."),

            // Notes 2 and 3 say as what group the two are then taken; they may travel.
            _ => null,
        };

        Finding Forbidden(string why = "The two compatibility groups must not be in one vehicle.") =>
            new("compatibility-forbidden", place, why, Section.Explosives);

        Finding Note(string condition) => new("compatibility-note", place, condition, Section.Explosives);
    }

    private static SegregationRow? RowOf(HazmatCargo cargo, HazardClass hazard) =>
        hazard.Division switch
        {
            "1.1" or "1.2" => SegregationRow.Explosives11And12,
            "1.3" => SegregationRow.Explosives13,
            "1.4" => SegregationRow.Explosives14,
            "1.5" => SegregationRow.Explosives15,
            "1.6" => SegregationRow.Explosives16,
            "2.1" => SegregationRow.FlammableGas,
            "2.2" => SegregationRow.NonFlammableGas,
            "2.3" => cargo.Description.Zone switch
            {
                'B' => SegregationRow.PoisonGasZoneB,
                'C' or 'D' => null,
                _ => SegregationRow.PoisonGasZoneA,
            },
            "3" => SegregationRow.FlammableLiquid,
            "4.1" => SegregationRow.FlammableSolid,
            "4.2" => SegregationRow.SpontaneouslyCombustible,
            "4.3" => SegregationRow.DangerousWhenWet,
            "5.1" => SegregationRow.Oxidizer,
            "5.2" => SegregationRow.OrganicPeroxide,
            "6.1" => IsLiquid(cargo) && cargo.Description is { PackingGroup: PackingGroup.Great, Zone: 'A' }
                ? SegregationRow.PoisonLiquidZoneA
                : null,
            "7" => SegregationRow.Radioactive,
            "8" => IsLiquid(cargo) ? SegregationRow.CorrosiveLiquid : null,
            _ => null,
        };

    private static bool IsLiquid(HazmatCargo cargo) => cargo.State is MaterialState.Liquid or MaterialState.Unknown;

    private static bool IsNoteA(HazmatCargo one, SegregationRow row) =>
        AmmoniumNitrates.Contains(one.Description.IdNumber)
        && row is SegregationRow.Explosives11And12 or SegregationRow.Explosives15;

    private static bool IsCorrosiveByFourOrFive(SegregationRow one, SegregationRow other) =>
        (one is SegregationRow.CorrosiveLiquid && IsFourOrFive(other))
        || (other is SegregationRow.CorrosiveLiquid && IsFourOrFive(one));

    private static bool IsFourOrFive(SegregationRow row) =>
        row is >= SegregationRow.FlammableSolid and <= SegregationRow.OrganicPeroxide;

    private static bool IsFireworksWithOneOneOrTwo(HazmatCargo one, HazmatCargo other) =>
        IsFireworks(one, other) || IsFireworks(other, one);

    private static bool IsFireworks(HazmatCargo one, HazmatCargo other) =>
        one.Description is { Hazard: { Division: "1.4", CompatibilityGroup: 'S' } } fireworks
        && fireworks.Name.Contains("firework", StringComparison.OrdinalIgnoreCase)
        && other.Description.Hazard?.Division is "1.1" or "1.2";

    private static bool IsCyanide(HazmatCargo one) =>
        one.Description.Name.Contains("cyanide", StringComparison.OrdinalIgnoreCase);

    private static bool IsAcid(HazmatCargo one) =>
        one.Description.Name.Contains("acid", StringComparison.OrdinalIgnoreCase)
        && !one.Description.Name.Contains("cyanide", StringComparison.OrdinalIgnoreCase);
}
