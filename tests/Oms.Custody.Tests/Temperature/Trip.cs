using NodaTime;
using Oms.Custody.Temperature;

namespace Oms.Custody.Tests.Temperature;

/// <summary>A trip of some hours with a sample every five minutes, all of them good unless a test says
/// otherwise.</summary>
internal sealed class Trip(ProductBand band, int milliC, int minutes = 240)
{
    public static readonly Instant Eight = Instant.FromUtc(2026, 11, 21, 8, 0);

    private readonly SortedDictionary<int, TemperatureSample> _samples = new(
        Enumerable.Range(0, (minutes / 5) + 1).ToDictionary(
            step => step * 5, step => new TemperatureSample(At(step * 5)) { ReturnMilliC = milliC }));

    public TemperatureProofRequest Request { get; set; } =
        new("O-1", "rf-07", 1, Eight, Eight + Duration.FromMinutes(minutes), band);

    public TemperatureThresholds Thresholds { get; set; } = new();

    public IEnumerable<TemperatureSample> Samples => _samples.Values;

    public static Instant At(int minute) => Eight + Duration.FromMinutes(minute);

    /// <summary>Changes the samples from a minute to another, both included.</summary>
    public Trip Set(int from, int to, Func<TemperatureSample, TemperatureSample> change)
    {
        foreach (var minute in _samples.Keys.Where(minute => minute >= from && minute <= to).ToList())
        {
            _samples[minute] = change(_samples[minute]);
        }

        return this;
    }

    public Trip Air(int from, int to, int milliC) => Set(from, to, sample => sample with { ReturnMilliC = milliC });

    /// <summary>Loses the samples from a minute to another, both included.</summary>
    public Trip Lose(int from, int to)
    {
        foreach (var minute in _samples.Keys.Where(minute => minute >= from && minute <= to).ToList())
        {
            _ = _samples.Remove(minute);
        }

        return this;
    }

    public TemperatureVerdict Judge() => TemperatureProof.Judge(Request, Samples, Thresholds);
}
