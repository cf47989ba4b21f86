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

    /// <summary>It is a vehicle's turn; one that stands at another dock moves.</summary>
    public sealed record Call(string Vehicle, string Dock) : YardCommand
    {
        /// <summary>The vehicle's open check-out, whose dock it becomes; null without one.</summary>
        public string? CheckOut { get; init; }
    }

    /// <summary>A vehicle stands at a dock, called or not: a visit began there.</summary>
    public sealed record Stand(string Vehicle, string Dock) : YardCommand;

    /// <summary>A vehicle went out at the gate.</summary>
    public sealed record Leave(string Vehicle) : YardCommand;
}
