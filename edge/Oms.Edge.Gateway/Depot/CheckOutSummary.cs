using NodaTime;

namespace Oms.Edge.Gateway.Depot;

/// <summary>What lists need to know of a check-out.</summary>
/// <param name="Offset">Of its first record in the depot log; the newest check-out has the greatest.</param>
internal sealed record CheckOutSummary(
    string Id, string Vehicle, string Driver, string? Route, string? Dock, Instant ArrivedAt, bool IsOpen, long Offset)
{
    /// <summary>Whether only the papers of an earlier visit are open again; the vehicle may be anywhere.</summary>
    public bool IsReopened { get; init; }

    /// <summary>What has the doors: the trailer, or the vehicle where there is none.</summary>
    public string Unit { get; init; } = Vehicle;
}
