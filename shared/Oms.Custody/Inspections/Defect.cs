namespace Oms.Custody.Inspections;

/// <summary>Something found wrong in an inspection; its place in the report, from 1, is its number.</summary>
/// <param name="Part">A name of <see cref="InspectionParts"/>.</param>
/// <param name="Severity">What it means for driving.</param>
/// <param name="Description">What is wrong, 1 to 500 characters.</param>
/// <param name="PhotoSha256">Digests of photos, lower-case hex; may be empty.</param>
public sealed record Defect(
    string Part, DefectSeverity Severity, string Description, IReadOnlyList<string> PhotoSha256)
{
    /// <summary>Whether it must be dealt with before the next dispatch.</summary>
    public bool HoldsDispatch => Severity is not DefectSeverity.Minor;
}
