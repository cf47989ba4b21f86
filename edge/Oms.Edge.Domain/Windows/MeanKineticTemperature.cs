namespace Oms.Edge.Windows;

/// <summary>The one temperature whose steady effect equals that of the temperatures that were: USP
/// &lt;1079.2&gt;.</summary>
public static class MeanKineticTemperature
{
    // Heat of activation over the gas constant, kelvin: 83.144 kJ/mol / 8.3144e-3 kJ/(mol K), USP <1079.2>.
    private const double ActivationKelvin = 10_000;
    private const double ZeroCelsiusKelvin = 273.15;

    /// <summary>T = A / -ln(sum(t exp(-A / T_i)) / sum(t)), in kelvin, as milli-°C.</summary>
    /// <param name="samples">Milli-°C, and for how long in any one unit; zero time counts nothing.</param>
    /// <returns>Rounded to the nearest milli-°C; null when no time is given.</returns>
    public static int? Of(IReadOnlyList<(int MilliC, long Weight)> samples) =>
        Exact(samples) is { } exact ? (int)Math.Round(exact * 1000, MidpointRounding.AwayFromZero) : null;

    /// <summary>The same in °C, not rounded.</summary>
    public static double? Exact(IReadOnlyList<(int MilliC, long Weight)> samples)
    {
        // Shifted by the greatest exponent, so that no term that counts underflows.
        var (total, greatest) = (0L, double.NegativeInfinity);
        foreach (var (milliC, weight) in samples)
        {
            total += weight;
            greatest = weight > 0 ? Math.Max(greatest, Exponent(milliC)) : greatest;
        }

        if (total == 0)
        {
            return null;
        }

        var sum = 0.0;
        foreach (var (milliC, weight) in samples)
        {
            sum += weight * Math.Exp(Exponent(milliC) - greatest);
        }

        return (ActivationKelvin / -(Math.Log(sum / total) + greatest)) - ZeroCelsiusKelvin;
    }

    private static double Exponent(int milliC) => -ActivationKelvin / ((milliC / 1000.0) + ZeroCelsiusKelvin);
}
