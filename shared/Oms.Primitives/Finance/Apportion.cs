namespace Oms.Finance;

/// <summary>Divides amounts of whole minor units so that the parts sum exactly to the whole. No floating
/// point.</summary>
public static class Apportion
{
    /// <summary>A fraction of an amount, such as a tax of 7 %.</summary>
    /// <param name="amount">Minor units.</param>
    /// <param name="numerator">From 0.</param>
    /// <param name="denominator">Above 0.</param>
    /// <exception cref="OverflowException">The result is beyond 64 bits.</exception>
    public static long Ratio(long amount, long numerator, long denominator, RoundingRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numerator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        var product = Int128.Abs((Int128)amount * numerator);
        var (quotient, remainder) = Int128.DivRem(product, denominator);
        if (rule == RoundingRule.HalfUp && remainder * 2 >= denominator)
        {
            quotient++;
        }

        return (long)(amount < 0 ? -quotient : quotient);
    }

    /// <summary>What the first units of several carry of an amount.</summary>
    /// <remarks>
    /// It grows with the units and ends at the whole, so units that come one after the other, in parts of any size,
    /// carry exactly the whole together: each part is the difference of two results.
    /// </remarks>
    /// <param name="whole">What all units carry, minor units.</param>
    /// <param name="units">From 0 to <paramref name="of"/>.</param>
    /// <param name="of">All units, at least 1.</param>
    public static long OfFirst(long whole, int units, int of)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, of);
        return Ratio(whole, units, of, RoundingRule.HalfUp);
    }

    /// <summary>Divides an amount in proportion to weights, by largest remainder; of equal ones the first.</summary>
    /// <param name="whole">Minor units, from 0.</param>
    /// <param name="weights">Each from 0; where all are 0 they count as equal. At least one.</param>
    /// <returns>A part for each weight; together they are the whole, each within one minor unit of its exact
    /// share.</returns>
    public static IReadOnlyList<long> ByWeight(long whole, IReadOnlyList<long> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(whole);
        ArgumentOutOfRangeException.ThrowIfZero(weights.Count);
        var sum = weights.Aggregate(Int128.Zero, (total, weight) => total + weight);
        var parts = new long[weights.Count];
        var remainders = new Int128[weights.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weights[i]);
            var (weight, of) = sum == 0 ? (Int128.One, (Int128)weights.Count) : (weights[i], sum);
            var (quotient, remainder) = Int128.DivRem(whole * weight, of);
            (parts[i], remainders[i]) = ((long)quotient, remainder);
        }

        var left = whole - parts.Sum();
        foreach (var index in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).Take((int)left))
        {
            parts[index]++;
        }

        return parts;
    }
}
