namespace Oms.Custody.Temperature;

/// <summary>What was judged of a load's temperature. Never overwritten: a later one supersedes it.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Supersedes">What it takes the place of, and why; null for the first.</param>
/// <param name="Findings">By time, then by rule.</param>
/// <param name="TermsSha256">Lower-case hex over what was asked and by which thresholds.</param>
/// <param name="EvidenceSha256">Lower-case hex over the samples of the interval, in order.</param>
public sealed record TemperatureVerdict(
    TemperatureProofRequest Request,
    int Version,
    Supersession? Supersedes,
    TemperatureOutcome Outcome,
    TemperatureFacts Facts,
    IReadOnlyList<TemperatureFinding> Findings,
    string TermsSha256,
    string EvidenceSha256);

/// <summary>Why a verdict takes the place of another.</summary>
/// <param name="Version">The version that it supersedes.</param>
/// <param name="Outcome">What that one said.</param>
/// <param name="Reason">As a sentence.</param>
public sealed record Supersession(int Version, TemperatureOutcome Outcome, string Reason);
