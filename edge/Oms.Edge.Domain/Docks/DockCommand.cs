using NodaTime;

namespace Oms.Edge.Docks;

public abstract record DockCommand
{
    private DockCommand()
    {
    }

    /// <summary>A check-out stands here now.</summary>
    public sealed record Occupy(string CheckOut) : DockCommand;

    /// <summary>The check-out is over.</summary>
    public sealed record Vacate(string CheckOut) : DockCommand;

    public sealed record MoveDoor(string Device, bool Open, Instant At) : DockCommand;
}
