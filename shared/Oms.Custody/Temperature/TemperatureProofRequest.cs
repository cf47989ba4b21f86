using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>What is to be proven: one load in one zone over one custody interval.</summary>
/// <param name="Load">What was carried, by the id of its order or manifest line.</param>
/// <param name="Device">The refrigeration unit.</param>
/// <param name="Zone">1 to 3.</param>
/// <param name="From">The beginning of custody; counted in whole seconds.</param>
/// <param name="To">The end of custody.</param>
public sealed record TemperatureProofRequest(
    string Load, string Device, int Zone, Instant From, Instant To, ProductBand Band)
{
    /// <summary>The setpoint of the order, milli-°C; null where it names none.</summary>
    public int? SetpointMilliC { get; init; }

    /// <summary>When loading began, if pre-cooling was asked for: 21 CFR 1.908(b).</summary>
    public Instant? LoadingAt { get; init; }

    /// <summary>When custody steps broke the seal.</summary>
    public IReadOnlyList<Instant> SealBreaks { get; init; } = [];
}
