namespace Oms.Eld;

/// <summary>What the reader made of some bytes.</summary>
/// <param name="File">What could be read.</param>
/// <param name="Findings">What is wrong, in the order of the lines as far as they have one.</param>
/// <param name="LineCount">How many lines there are.</param>
/// <param name="EventChecks">How many event data check values were computed and compared.</param>
/// <param name="EventChecksUnknown">How many could not be, because the file does not tell the originator's username:
/// its user list has names only, and the header the usernames of driver and co-driver.</param>
public sealed record EldReading(
    EldFile File, IReadOnlyList<EldFinding> Findings, int LineCount, int EventChecks, int EventChecksUnknown);
