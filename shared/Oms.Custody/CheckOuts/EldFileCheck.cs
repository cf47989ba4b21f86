using Oms.Custody.Findings;

namespace Oms.Custody.CheckOuts;

/// <summary>What the checks of an ELD output file came to (49 CFR 395 subpart B appendix A 4.8.2.1).</summary>
/// <param name="Errors">Broken rules.</param>
/// <param name="Warnings">What somebody should look at.</param>
/// <param name="Findings">The first of both.</param>
/// <param name="MayDriveSeconds">How long the driver may still drive from the file's end on (49 CFR 395.3), seconds;
/// null where the file does not tell.</param>
public sealed record EldFileCheck(
    int Errors, int Warnings, IReadOnlyList<Finding> Findings, long? MayDriveSeconds = null)
{
    /// <summary>The most findings that a record tells one by one; the file itself is kept.</summary>
    public const int FindingsMax = 100;
}
