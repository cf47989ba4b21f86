using System.Globalization;

namespace Oms.Custody.Temperature;

/// <summary>Judges whether samples prove that a load was kept as it should be.</summary>
/// <remarks>
/// Pure: a verdict follows from the request, the thresholds and the samples whose device time is in the custody
/// interval; when and in which order they came changes nothing. A sample counts for the time since the one before it,
/// the first one also from the beginning, the last one also to the end.
/// </remarks>
public static class TemperatureProof
{
    /// <summary>Judges a load for the first time.</summary>
    /// <exception cref="ArgumentException">The interval or a threshold is out of its range.</exception>
    public static TemperatureVerdict Judge(
        TemperatureProofRequest request, IEnumerable<TemperatureSample> samples, TemperatureThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(thresholds);
        var (from, to) = (SampleSet.Seconds(request.From), SampleSet.Seconds(request.To));
        if (from >= to)
        {
            throw new ArgumentException("The interval must end at least a second after it begins.", nameof(request));
        }

        if (thresholds.Faults() is [var fault, ..])
        {
            throw new ArgumentException(fault, nameof(thresholds));
        }

        var set = SampleSet.Of(samples, from, to, request.Band);
        var run = new ProofRun(request, thresholds, from, to);
        var (facts, findings) = run.Judge(set);
        var outcome = findings.Any(one => one.Effect == TemperatureEffect.Excursion) ? TemperatureOutcome.Excursion
            : findings.Any(one => one.Effect == TemperatureEffect.NoProof) ? TemperatureOutcome.NoProof
            : TemperatureOutcome.Proven;
        return new TemperatureVerdict(
            request, 1, null, outcome, facts, findings, SampleSet.Digest(Terms(request, thresholds)), set.Sha256);
    }

    /// <summary>Judges a load again, as where late samples came.</summary>
    /// <param name="previous">The verdict in force.</param>
    /// <param name="request">What is asked now.</param>
    /// <param name="samples">All samples that are known now.</param>
    /// <param name="thresholds">The thresholds that hold now.</param>
    /// <returns>The same verdict where nothing that it rests on has changed, else the next version.</returns>
    public static TemperatureVerdict Revise(
        TemperatureVerdict previous,
        TemperatureProofRequest request,
        IEnumerable<TemperatureSample> samples,
        TemperatureThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(previous);
        var next = Judge(request, samples, thresholds);
        if (next.TermsSha256 == previous.TermsSha256 && next.EvidenceSha256 == previous.EvidenceSha256)
        {
            return previous;
        }

        var reason = next.TermsSha256 != previous.TermsSha256
            ? "The interval, the band or a threshold changed."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The samples of the interval changed: {next.Facts.Samples} instead of {previous.Facts.Samples}.");
        return next with
        {
            Version = previous.Version + 1,
            Supersedes = new Supersession(previous.Version, previous.Outcome, reason),
        };
    }

    private static string Terms(TemperatureProofRequest request, TemperatureThresholds thresholds)
    {
        var band = request.Band;
        return string.Join(
            '\n',
            [
                request.Load, request.Device, Text(request.Zone), Text(request.From), Text(request.To),
                Text(request.SetpointMilliC), Text(request.LoadingAt), .. request.SealBreaks.Order().Select(Text),
                band.Name, Text(band.MinMilliC), Text(band.MaxMilliC), Text(band.OutOfRangeMax),
                Text(band.DegreeMinutesMax), Text(band.MktMaxMilliC), Text(band.MktOver),
                .. band.Ranges.Select(range => range.ToString()), thresholds.ToString(),
            ]);
    }

    private static string Text<T>(T value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
}
