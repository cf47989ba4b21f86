using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>The samples of a custody interval in one order, whatever order they came in.</summary>
/// <param name="Samples">By device time in whole seconds; of one instant the one farthest from the band first.</param>
/// <param name="Conflicts">Where one instant has different temperatures, and how many.</param>
/// <param name="Sha256">Lower-case hex over all of them.</param>
internal sealed record SampleSet(
    IReadOnlyList<TemperatureSample> Samples, IReadOnlyList<(Instant At, int Count)> Conflicts, string Sha256)
{
    public static SampleSet Of(IEnumerable<TemperatureSample> samples, Instant from, Instant to, ProductBand band)
    {
        var within = samples
            .Select(sample => sample with { At = Seconds(sample.At) })
            .Where(sample => sample.At >= from && sample.At <= to)
            .Distinct()
            .Select(sample => (Sample: sample, Text: Text(sample)))
            .OrderBy(one => one.Sample.At)
            .ThenByDescending(one => Farthest(one.Sample, band) is { } milliC ? band.Beyond(milliC) : int.MinValue)
            .ThenBy(one => one.Text, StringComparer.Ordinal)
            .ToList();
        var conflicts = within.GroupBy(one => one.Sample.At)
            .Select(same => (same.Key, Count: same.Select(one => Farthest(one.Sample, band)).OfType<int>().Distinct()
                .Count()))
            .Where(same => same.Count > 1);
        return new SampleSet(
            [.. within.Select(one => one.Sample)],
            [.. conflicts],
            Digest(string.Join('\n', within.Select(one => one.Text))));
    }

    /// <summary>The one of a sample's temperatures that is farther from the band; null where it has none.</summary>
    public static int? Farthest(TemperatureSample sample, ProductBand band) =>
        sample.CargoMilliC is { } cargo && (sample.ReturnMilliC is not { } back
            || band.Beyond(cargo) > band.Beyond(back))
            ? cargo
            : sample.ReturnMilliC;

    public static Instant Seconds(Instant at) => Instant.FromUnixTimeSeconds(at.ToUnixTimeSeconds());

    public static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Text(TemperatureSample one) => string.Create(
        CultureInfo.InvariantCulture,
        $"{one.At.ToUnixTimeSeconds()};{one.ReturnMilliC};{one.CargoMilliC};{one.SetpointMilliC};{one.IsRunning};"
        + $"{one.IsDefrosting};{one.IsDoorOpen};{one.IsMoving};{one.IsAtStop};{one.IsSealOpen};{one.FuelPermille};"
        + $"{one.AlarmSeverity}");
}
