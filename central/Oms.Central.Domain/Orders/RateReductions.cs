using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>What people give back of an order as a whole, taken off what is due at each rate of tax.</summary>
/// <remarks>
/// A reduction of goods of several rates lowers each rate's taxes in proportion (Directive 2006/112/EC, Article 90).
/// What a bill has taken off a rate stays, unless less than that is due at it by now; so bills do not move amounts
/// from rate to rate for nothing.
/// </remarks>
internal sealed class RateReductions
{
    private readonly List<Rate> _rates = [];

    /// <summary>Notes what a bill has added at rates; below zero for what it has taken off.</summary>
    public void Gave(TaxRates? rates, BillParts parts)
    {
        var rate = Of(rates);
        rate.Given = rate.Given.Plus(parts.Negated());
    }

    /// <summary>Notes what is due at rates before anything is taken off.</summary>
    public void Owes(TaxRates? rates, BillParts parts)
    {
        var rate = Of(rates);
        rate.Due = rate.Due.Plus(parts);
    }

    /// <summary>What bills have to say so that so much is taken off in all, or all that is due.</summary>
    /// <param name="reduced">Minor units, from 0.</param>
    public IEnumerable<BillLine> To(long reduced)
    {
        var whole = long.Min(reduced, _rates.Sum(rate => rate.Due.Value));
        if (_rates.Count == 0 || whole < 0)
        {
            yield break;
        }

        long[] kept = [.. _rates.Select(rate => long.Clamp(rate.Given.Value, 0, long.Max(0, rate.Due.Value)))];
        var more = whole - kept.Sum();
        var wanted = more < 0
            ? Apportion.ByWeight(whole, kept)
            : kept.Zip(
                Apportion.ByWeight(more, [.. _rates.Zip(kept, (rate, has) => long.Max(0, rate.Due.Value - has))]),
                (has, added) => has + added).ToList();
        foreach (var (rate, minor) in _rates.Zip(wanted).Where(pair => pair.First.Given.Value != pair.Second))
        {
            yield return new BillLine(null, null, 0, rate.Given.Minus(rate.Due.Share(minor))) { Rates = rate.Rates };
        }
    }

    private Rate Of(TaxRates? rates)
    {
        foreach (var rate in _rates)
        {
            if (rate.Rates == rates)
            {
                return rate;
            }
        }

        _rates.Add(new Rate(rates));
        return _rates[^1];
    }

    private sealed class Rate(TaxRates? rates)
    {
        public TaxRates? Rates => rates;

        public BillParts Due { get; set; }

        public BillParts Given { get; set; }
    }
}
