using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Custody.Temperature;

namespace Oms.Edge.Gateway.Api;

/// <param name="Totals">What the band bears in all over the interval.</param>
/// <param name="Precision"><c>readings</c>, <c>mixed</c> or <c>summaries</c>: what the facts rest on.</param>
/// <param name="Version">From 1; what is asked for by an interval of its own has no versions.</param>
internal sealed record TemperatureProofAnswer(
    string Load,
    string Device,
    int Zone,
    Instant From,
    Instant To,
    string Band,
    BandTotalsAnswer Totals,
    TemperatureOutcome Outcome,
    int Version,
    string Precision,
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
            BandTotalsAnswer.Of(verdict.Request.Band),
            verdict.Outcome,
            verdict.Version,
            PrecisionOf(verdict.Facts),
            verdict.Facts,
            verdict.Findings,
            verdict.TermsSha256,
            verdict.EvidenceSha256);

    public static string PrecisionOf(TemperatureFacts facts) =>
        facts.SummarizedSeconds is not { } summarized ? "readings"
        : summarized < facts.CoveredSeconds ? "mixed"
        : "summaries";
}

/// <summary>The totals of a band, masked or not; null for no limit.</summary>
internal sealed record BandTotalsAnswer(
    long? OutOfRangeSecondsMax, long? DegreeMinutesMax, int? MktMaxMilliC, long? MktOverSeconds)
{
    public static BandTotalsAnswer Of(ProductBand band) => new(
        (long?)band.OutOfRangeMax?.TotalSeconds,
        band.DegreeMinutesMax,
        band.MktMaxMilliC,
        band.MktMaxMilliC is null ? null : (long)band.MktOver.TotalSeconds);
}

/// <summary>A verdict on a zone of the load that stands in a visit.</summary>
/// <param name="Record">The number of its record.</param>
/// <param name="Supersedes">The number of the record that it stands in for; null for the first.</param>
/// <param name="Rules">The rules that found something.</param>
internal sealed record LoadTemperatureAnswer(
    string Device,
    int Zone,
    TemperatureOutcome Outcome,
    int Version,
    long Record,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Supersedes,
    Instant From,
    Instant To,
    TemperatureBand Band,
    string Precision,
    TemperatureFacts Facts,
    IReadOnlyList<TemperatureRule> Rules)
{
    public static IReadOnlyList<LoadTemperatureAnswer> Of(CheckOutFacts facts) =>
    [
        .. facts.Temperatures.Select(one => new LoadTemperatureAnswer(
            one.Verdict.Device,
            one.Verdict.Zone,
            one.Verdict.Outcome,
            one.Verdict.Version,
            one.Record,
            one.Verdict.Supersedes,
            one.Verdict.From,
            one.Verdict.To,
            one.Verdict.Band,
            TemperatureProofAnswer.PrecisionOf(one.Verdict.Facts),
            one.Verdict.Facts,
            one.Verdict.Rules)),
    ];
}
