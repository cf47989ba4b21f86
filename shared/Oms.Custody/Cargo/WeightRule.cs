using Oms.Custody.Findings;

namespace Oms.Custody.Cargo;

/// <summary>How far a weight may be from the one expected: the larger of a share and a fixed amount.</summary>
/// <param name="Permille">Share of the expected weight, thousandths, from 0 to 1,000.</param>
/// <param name="Grams">Fixed amount, such as the scale's own error, grams, at least 0.</param>
public sealed record WeightRule(int Permille, long Grams)
{
    /// <summary>Checks a weight.</summary>
    /// <param name="place">What was weighed.</param>
    /// <param name="expectedGrams">By the manifest or the labels, from 0 to 10^12.</param>
    /// <param name="measuredGrams">By the scale, from 0 to 10^12.</param>
    /// <returns>Null where it is within the tolerance.</returns>
    public Finding? Check(string place, long expectedGrams, long measuredGrams)
    {
        var tolerated = Math.Max(expectedGrams * Permille / 1_000, Grams);
        var difference = measuredGrams - expectedGrams;
        return Math.Abs(difference) <= tolerated
            ? null
            : new Finding(
                "weight-differs",
                place,
                $"It weighs {measuredGrams} g, {Math.Abs(difference)} g {(difference < 0 ? "less" : "more")} than "
                + $"expected; {tolerated} g are tolerated.");
    }
}
