namespace Oms.Edge.Visits;

/// <summary>Stored: a name or a member once released never changes.</summary>
public abstract record VisitEvent
{
    private VisitEvent()
    {
    }

    public sealed record Begun(string Vehicle, string? Dock, string? Reefer, string? Route) : VisitEvent;

    public sealed record ReeferKnown(string Reefer) : VisitEvent;

    /// <summary>The vehicle was called to another dock.</summary>
    /// <param name="From">Where it stood; null for nowhere.</param>
    public sealed record Moved(string? From, string To) : VisitEvent;

    /// <summary>Dock and unit are free again.</summary>
    public sealed record Ended(string? Dock, string? Reefer) : VisitEvent;
}
