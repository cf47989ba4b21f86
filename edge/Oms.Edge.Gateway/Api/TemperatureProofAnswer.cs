using NodaTime;
using Oms.Custody.Temperature;

namespace Oms.Edge.Gateway.Api;

internal sealed record TemperatureProofAnswer(
    string Load,
    string Device,
    int Zone,
    Instant From,
    Instant To,
    string Band,
    TemperatureOutcome Outcome,
    TemperatureFacts Facts,
    IReadOnlyList<TemperatureFinding> Findings,
    string TermsSha256,
    string EvidenceSha256)
{
    public static TemperatureProofAnswer Of(TemperatureVerdict verdict) =>
        new(
            verdict.Request.Load,
            verdict.Request.Device,
            verdict.Request.Zone,
            verdict.Request.From,
            verdict.Request.To,
            verdict.Request.Band.Name,
            verdict.Outcome,
            verdict.Facts,
            verdict.Findings,
            verdict.TermsSha256,
            verdict.EvidenceSha256);
}
