using NodaTime;
using Oms.Edge.Windows;

namespace Oms.Edge.Reefers;

/// <summary>A run of readings, in the order they came, whose frame the depot log names by its digest.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="From">Its earliest reading.</param>
/// <param name="To">Its newest reading.</param>
/// <param name="Readings">How many.</param>
/// <param name="Late">How many of them were older than one before them.</param>
/// <param name="Sha256">Lower-case hex of the SHA-256 of the frame.</param>
/// <param name="Monitor">Where the rules stand after it.</param>
/// <param name="StorePosition">The position in the telemetry store up to which readings are in it or in one
/// before.</param>
public sealed record SealedWindow(
    long Number,
    Instant From,
    Instant To,
    int Readings,
    int Late,
    string Sha256,
    IReadOnlyList<ZoneStats> Zones,
    MonitorState Monitor,
    long StorePosition);
