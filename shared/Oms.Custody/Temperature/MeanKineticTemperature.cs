namespace Oms.Custody.Temperature;

/// <summary>The one temperature whose steady effect equals that of the temperatures that were: USP
/// &lt;1079.2&gt;.</summary>
public static class MeanKineticTemperature
{
    // Heat of activation over the gas constant, kelvin: 83.144 kJ/mol / 8.3144e-3 kJ/(mol K), USP <1079.2>.
    private const double ActivationKelvin = 10_000;
    private const double ZeroCelsiusKelvin = 273.15;

    /// <summary>The mean of milli-°C.</summary>
    /// <param name="samples">Milli-°C, and for how long in any one unit; zero time counts nothing.</param>
    /// <returns>Rounded to the nearest milli-°C; null when no time is given.</returns>
    public static int? Of(IEnumerable<(int MilliC, long Weight)> samples) =>
        Exact([.. samples.Select(sample => (sample.MilliC / 1000.0, (double)sample.Weight))]) is { } exact
            ? (int)Math.Round(exact * 1000, MidpointRounding.AwayFromZero)
            : null;

    /// <summary>T = A / -ln(sum(t exp(-A / T_i)) / sum(t)), in kelvin, as °C.</summary>
    /// <param name="samples">°C above absolute zero, and for how long in any one unit, at least 0.</param>
    /// <returns>°C, not rounded; null when no time is given.</returns>
    public static double? Exact(IReadOnlyList<(double Celsius, double Weight)> samples)
    {
        // Shifted by the greatest exponent, so that no term that counts underflows.
        var (total, greatest) = (0.0, double.NegativeInfinity);
        foreach (var (celsius, weight) in samples)
        {
            total += weight;
            greatest = weight > 0 ? Math.Max(greatest, Exponent(celsius)) : greatest;
        }

        if (total <= 0)
        {
            return null;
        }

        var sum = 0.0;
        foreach (var (celsius, weight) in samples)
        {
            sum += weight > 0 ? weight * Math.Exp(Exponent(celsius) - greatest) : 0;
        }

        return (ActivationKelvin / -(Math.Log(sum / total) + greatest)) - ZeroCelsiusKelvin;
    }

    private static double Exponent(double celsius) => -ActivationKelvin / (celsius + ZeroCelsiusKelvin);
}
