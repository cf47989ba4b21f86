namespace Oms.Custody.Temperature;

/// <summary>What a later verdict needs to know of the one that stands.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Facts">What it rests on.</param>
/// <param name="TermsSha256">As in <see cref="TemperatureVerdict"/>.</param>
/// <param name="EvidenceSha256">As in <see cref="TemperatureVerdict"/>.</param>
public sealed record VerdictMark(
    int Version, TemperatureOutcome Outcome, TemperatureFacts Facts, string TermsSha256, string EvidenceSha256)
{
    /// <summary>The mark of a verdict.</summary>
    public static VerdictMark Of(TemperatureVerdict verdict) => new(
        verdict.Version, verdict.Outcome, verdict.Facts, verdict.TermsSha256, verdict.EvidenceSha256);
}
