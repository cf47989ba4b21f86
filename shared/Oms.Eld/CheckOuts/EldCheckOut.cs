using Oms.Eld.CheckOuts;
using Oms.Eld.Reading;

namespace Oms.Eld;

/// <summary>Holds an ELD file against itself and against what a check-out knows.</summary>
/// <remarks>
/// The reader has checked the format already: sections and their order, fields, VIN check digits, rows newest first
/// and the three check values. Here is what a file that keeps the format may still reveal. A
/// <see cref="EldSeverity.Note"/> is no fault.
/// </remarks>
public static class EldCheckOut
{
    /// <summary>Checks a file.</summary>
    /// <returns>At most <see cref="EldReader.FindingsMax"/> findings, and one more that says how many are left out.
    /// </returns>
    public static IReadOnlyList<EldFinding> Check(EldFile file, EldCheckOutFacts facts)
    {
        var findings = new FindingList();
        foreach (var finding in RecordRules.Check(file)
            .Concat(DriverRules.Check(file, facts))
            .Concat(VehicleRules.Check(file, facts))
            .Concat(PlaceAndTimeRules.Check(file, facts)))
        {
            findings.Add(finding);
        }

        return findings.ToList();
    }
}
