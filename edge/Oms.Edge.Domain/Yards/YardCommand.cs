using NodaTime;

namespace Oms.Edge.Yards;

public abstract record YardCommand
{
    private YardCommand()
    {
    }

    /// <summary>Keeps a dock for a vehicle.</summary>
    /// <param name="Slot">The slot's id, from who books it.</param>
    public sealed record BookSlot(string Slot, string Dock, string Vehicle, Instant From, Instant To) : YardCommand;

    public sealed record CancelSlot(string Slot) : YardCommand;

    /// <summary>A vehicle came in at the gate.</summary>
    public sealed record Enter(string Vehicle, string Driver, Instant At) : YardCommand;

    /// <summary>It is a vehicle's turn.</summary>
    public sealed record Call(string Vehicle, string Dock) : YardCommand;

    /// <summary>A vehicle went out at the gate.</summary>
    public sealed record Leave(string Vehicle) : YardCommand;
}
