using Oms.Custody.Findings;

namespace Oms.Custody.Cargo;

/// <summary>Whether a proof of delivery proves what it should.</summary>
public static class DeliveryProofCheck
{
    /// <summary>Checks one proof.</summary>
    /// <returns>
    /// Findings <c>signature-empty</c>, <c>strokes-missing</c>, <c>signature-digest</c>, <c>signer-missing</c>,
    /// <c>time-outside-route</c>, <c>early</c>, <c>late</c>, <c>position-missing</c>, <c>not-at-place</c>,
    /// <c>temperature-missing</c> and <c>temperature-out-of-band</c>.
    /// </returns>
    public static IReadOnlyList<Finding> Check(DeliveryProof proof, DeliveryTerms terms)
    {
        var findings = new List<Finding>();
        if (proof.Strokes is null)
        {
            Find("strokes-missing", "The device did not tell the signature's strokes: look at its picture.");
        }
        else if (proof.Strokes < 1)
        {
            Find("signature-empty", "The signature has no stroke. The consignee signs, or the units count as short.");
        }

        if (FieldForms.Digest("", proof.SignatureSha256) is { } digest)
        {
            Find("signature-digest", digest.Detail);
        }

        if (string.IsNullOrWhiteSpace(proof.SignedBy))
        {
            Find("signer-missing", "It needs the name of the person who signed.");
        }

        if (proof.At < terms.Departed || proof.At > terms.Returned)
        {
            Find("time-outside-route", $"It was signed at {proof.At}, outside the route ({terms.Departed} to "
                + $"{terms.Returned}): the device's clock was wrong, or this is another route's proof.");
        }
        else if (proof.At < terms.From)
        {
            Find("early", $"It was signed at {proof.At}; {terms.From} was promised, and no earlier.");
        }
        else if (proof.At > terms.Until)
        {
            Find("late", $"It was signed at {proof.At}; {terms.Until} was promised, and no later.");
        }

        if (terms.Place is { } place)
        {
            if (proof.Position is not { IsOnEarth: true } position)
            {
                Find("position-missing", "The device had no position: the place of delivery is not proven.");
            }
            else if (position.DistanceMetres(place) is var away && away > terms.RadiusMetres)
            {
                Find("not-at-place", $"It was signed {away} m from the consignee; {terms.RadiusMetres} m are allowed.");
            }
        }

        if (terms is { MinMilliC: { } min, MaxMilliC: { } max })
        {
            if (proof.TemperatureMilliC is not { } temperature)
            {
                Find("temperature-missing", "The goods' temperature was not taken: it is not proven.");
            }
            else if (temperature < min || temperature > max)
            {
                Find("temperature-out-of-band", $"The goods had {temperature} m°C; {min} to {max} m°C are allowed.");
            }
        }

        return findings;

        void Find(string code, string message) => findings.Add(new Finding(code, $"stop {proof.Stop}", message));
    }
}
