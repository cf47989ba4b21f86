using NodaTime;

namespace Oms.Edge.Docks;

/// <summary>Stored: a name or a member once released never changes.</summary>
public abstract record DockEvent
{
    private DockEvent()
    {
    }

    public sealed record Occupied(string CheckOut) : DockEvent;

    public sealed record Vacated(string CheckOut) : DockEvent;

    /// <param name="At">Device time.</param>
    /// <param name="CheckOut">What stood at the dock; null for nothing.</param>
    public sealed record DoorMoved(string Device, bool Open, Instant At, string? CheckOut) : DockEvent;
}
