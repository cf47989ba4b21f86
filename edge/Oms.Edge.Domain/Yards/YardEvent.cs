using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Edge.Yards;

/// <summary>Stored: a name or a member once released never changes.</summary>
public abstract record YardEvent
{
    private YardEvent()
    {
    }

    public sealed record SlotBooked(string Slot, string Dock, string Vehicle, Instant From, Instant To) : YardEvent;

    public sealed record SlotCancelled(string Slot) : YardEvent;

    /// <param name="Slot">The slot that it came for; null without one.</param>
    public sealed record Entered(string Vehicle, string Driver, Instant At, string? Slot) : YardEvent;

    public sealed record Called(string Vehicle, string Dock, Instant At) : YardEvent
    {
        /// <summary>The check-out whose dock it became; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? CheckOut { get; init; }
    }

    public sealed record Left(string Vehicle, Instant At) : YardEvent;
}
