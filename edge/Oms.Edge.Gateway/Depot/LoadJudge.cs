using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Custody.Temperature;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Routes;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Says what is to be recorded of a load's temperature: each verdict behind the one that stands.</summary>
internal sealed class LoadJudge(Func<string, string?> reeferOf, TemperatureProofs proofs)
{
    /// <summary>Up to when the load of an open visit is judged by itself; null where it is not.</summary>
    /// <remarks>
    /// Custody is the driver's until somebody signs. From then on the interval stays as it was signed, or each
    /// signature would make the one before it void. So it does in a visit whose papers are open again.
    /// </remarks>
    public static Instant? Until(CheckOutFacts facts, Instant now) =>
        !facts.HasTemperature ? null
        : facts.SignOffs.Count > 0 || facts.Arrival.StandsFor is not null
            ? facts.Temperatures.Select(one => (Instant?)one.Verdict.To).Max()
        : now;

    /// <summary>Judges each zone of the load from the departure on, under the manifest's band.</summary>
    /// <param name="until">The end of the interval.</param>
    /// <returns>The verdicts that differ from those that stand; null where there is nothing to be judged.</returns>
    public async Task<IReadOnlyList<TemperatureVerdict>?> JudgeAsync(
        CheckOutFacts facts, Instant until, CancellationToken cancellationToken)
    {
        if (facts.Manifest is not { Departed: { } departed } manifest || ManifestBand.Of(manifest) is not { } band
            || ProductBand.Custom(band.MinMilliC, band.MaxMilliC) is not { } product)
        {
            return null;
        }

        // Without a unit there is nobody who could prove anything: the verdict names the vehicle, and says so.
        var device = manifest.Reefer ?? reeferOf(manifest.Vehicle) ?? manifest.Vehicle;
        var standing = facts.Temperatures.Select(one => one.Verdict)
            .ToDictionary(one => (one.Device, one.Zone));
        var verdicts = new List<TemperatureVerdict>();
        foreach (var verdict in await proofs.JudgeZonesAsync(
            new TemperatureProofRequest(manifest.Route, device, 1, departed, until, product), cancellationToken))
        {
            var next = standing.GetValueOrDefault((device, verdict.Request.Zone)) is { } before
                ? TemperatureProof.Follow(
                    new VerdictMark(
                        before.Version, before.Outcome, before.Facts, before.TermsDigest, before.EvidenceDigest),
                    verdict)
                : verdict;
            if (next is not null)
            {
                verdicts.Add(next);
            }
        }

        return verdicts;
    }
}
