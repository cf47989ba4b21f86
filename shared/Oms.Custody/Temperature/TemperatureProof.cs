using System.Globalization;
using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>Judges whether samples prove that a load was kept as it should be.</summary>
/// <remarks>
/// Pure: a verdict follows from the request, the thresholds and the samples whose device time is in the custody
/// interval (and, for pre-cooling, just before loading); when and in which order they came changes nothing. A sample
/// counts for the time since the one before it, the first one also from the beginning, the last one also to the end.
/// </remarks>
public static class TemperatureProof
{
    /// <summary>Judges a load for the first time.</summary>
    /// <param name="summaries">Of windows whose readings are gone; null for none.</param>
    /// <exception cref="ArgumentException">The interval or a threshold is out of its range.</exception>
    public static TemperatureVerdict Judge(
        TemperatureProofRequest request,
        IEnumerable<TemperatureSample> samples,
        TemperatureThresholds thresholds,
        IReadOnlyList<TemperatureSummary>? summaries = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(thresholds);
        var (from, to) = (SampleSet.Seconds(request.From), SampleSet.Seconds(request.To));
        if (from >= to)
        {
            throw new ArgumentException("The interval must end at least a second after it begins.", nameof(request));
        }

        var belong = samples.Select(sample => sample with { At = SampleSet.Seconds(sample.At) })
            .Where(sample => (sample.At >= from && sample.At <= to)
                || IsBeforeLoading(sample.At, request, thresholds));
        var set = SampleSet.Of(belong, request.Band);
        var windows = (summaries ?? [])
            .Select(one => one with { From = SampleSet.Seconds(one.From), To = SampleSet.Seconds(one.To) })
            .Where(one => one.To >= from && one.From <= to)
            .OrderBy(one => one.From).ThenBy(one => one.To).ThenBy(one => one.Text(), StringComparer.Ordinal)
            .ToList();
        var run = new ProofRun(request, thresholds, from, to);
        var (facts, findings) = run.Judge(set, windows);
        var outcome = findings.Any(one => one.Effect == TemperatureEffect.Excursion) ? TemperatureOutcome.Excursion
            : findings.Any(one => one.Effect == TemperatureEffect.NoProof) ? TemperatureOutcome.NoProof
            : TemperatureOutcome.Proven;
        return new TemperatureVerdict(
            request, 1, null, outcome, facts, findings, SampleSet.Digest(Terms(request, thresholds)),
            windows.Count == 0
                ? set.Sha256
                : SampleSet.Digest(string.Join('\n', [set.Sha256, .. windows.Select(one => one.Text())])));
    }

    /// <summary>The verdict over an interval that the clocks do not give: nothing can be in it, so nothing is
    /// proven.</summary>
    /// <param name="request">One whose end is not after its beginning, as where a clock stands at 1970.</param>
    /// <exception cref="ArgumentException">A threshold is out of its range.</exception>
    public static TemperatureVerdict WithoutInterval(
        TemperatureProofRequest request, TemperatureThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(thresholds);
        return new TemperatureVerdict(
            request,
            1,
            null,
            TemperatureOutcome.NoProof,
            new TemperatureFacts(0, null, null, null, null, null, 0, 0, 0, 0, 0),
            [new TemperatureFinding(
                TemperatureRule.Gap, TemperatureEffect.NoProof, request.From, request.To, 0,
                (long)thresholds.GapAfter.TotalSeconds)],
            SampleSet.Digest(Terms(request, thresholds)),
            SampleSet.Digest(""));
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
        return Follow(VerdictMark.Of(previous), Judge(request, samples, thresholds)) ?? previous;
    }

    /// <summary>Puts a verdict behind the one that stands.</summary>
    /// <param name="previous">The verdict in force.</param>
    /// <param name="next">What is judged now, without regard to it.</param>
    /// <returns>
    /// The next version; null where the one in force goes on to stand: both rest on the same, or the later one on less,
    /// since readings are kept for a while only. An excursion that is found is told all the same.
    /// </returns>
    public static TemperatureVerdict? Follow(VerdictMark previous, TemperatureVerdict next)
    {
        ArgumentNullException.ThrowIfNull(previous);
        ArgumentNullException.ThrowIfNull(next);
        var isSameQuestion = next.TermsSha256 == previous.TermsSha256;
        if (isSameQuestion && (next.EvidenceSha256 == previous.EvidenceSha256 || RestsOnLess(previous, next)))
        {
            return null;
        }

        var reason = !isSameQuestion
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

    private static bool RestsOnLess(VerdictMark previous, TemperatureVerdict next) =>
        (next.Outcome is not TemperatureOutcome.Excursion || previous.Outcome is TemperatureOutcome.Excursion)
        && (next.Facts.Samples < previous.Facts.Samples
            || (next.Facts.SummarizedSeconds ?? 0) > (previous.Facts.SummarizedSeconds ?? 0));

    private static void Check(TemperatureThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        if (thresholds.Faults() is [var fault, ..])
        {
            throw new ArgumentException(fault, nameof(thresholds));
        }
    }

    /// <summary>Whether a sample tells if the vehicle was pre-cooled, which may be before custody.</summary>
    private static bool IsBeforeLoading(
        Instant at, TemperatureProofRequest request, TemperatureThresholds thresholds) =>
        request.LoadingAt is { } loading && at <= loading && loading - at <= thresholds.GapAfter;

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
