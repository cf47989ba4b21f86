namespace Oms.Edge.Visits;

/// <summary>Stored: a name or a member once released never changes.</summary>
public abstract record VisitEvent
{
    private VisitEvent()
    {
    }

    public sealed record Begun(string Vehicle, string? Dock, string? Reefer, string? Route) : VisitEvent;

    public sealed record ReeferKnown(string Reefer) : VisitEvent;

    /// <summary>Dock and unit are free again.</summary>
    public sealed record Ended(string? Dock, string? Reefer) : VisitEvent;
}
