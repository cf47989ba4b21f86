using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.Findings;

namespace Oms.Custody.CheckOuts;

/// <summary>Whether a stop's proof of delivery proves what the catalogue's terms ask for.</summary>
internal static class DeliveryJudgement
{
    /// <returns>Null where nothing was asked for: no catalogue, or nothing was delivered.</returns>
    public static IReadOnlyList<Finding>? Of(CheckOutFacts facts, StopDelivery delivery)
    {
        if (facts.Manifest is not { Catalogue: { } catalogue } manifest || delivery.Pod is not { } pod)
        {
            return null;
        }

        var terms = (catalogue.Terms ?? []).FirstOrDefault(one => one.Stop == delivery.Stop)
            ?? new StopTerms(delivery.Stop);
        return DeliveryProofCheck.Check(
            new DeliveryProof(
                delivery.Stop,
                pod.SignedBy,
                pod.SignatureSha256,
                pod.Strokes,
                pod.SignedAt,
                pod.Position,
                pod.TemperatureMilliC),
            new DeliveryTerms(
                terms.Place,
                terms.RadiusMetres ?? StopTerms.RadiusMetresDefault,
                manifest.Departed ?? Instant.MinValue,
                facts.Arrival.At,
                terms.Band?.MinMilliC,
                terms.Band?.MaxMilliC)
            {
                From = terms.From,
                Until = terms.Until,
            });
    }
}
