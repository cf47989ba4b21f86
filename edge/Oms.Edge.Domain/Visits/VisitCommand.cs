namespace Oms.Edge.Visits;

public abstract record VisitCommand
{
    private VisitCommand()
    {
    }

    public sealed record Begin(string Vehicle, string? Dock, string? Reefer, string? Route) : VisitCommand;

    /// <summary>The manifest names the refrigeration unit.</summary>
    public sealed record Know(string Reefer) : VisitCommand;

    /// <summary>The vehicle was called to another dock.</summary>
    public sealed record Move(string Dock) : VisitCommand;

    public sealed record End : VisitCommand;
}
