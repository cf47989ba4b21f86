using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Capacity;

/// <summary>What a location's capacity can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CapacityCommand.SetLimit), "set_limit")]
[JsonDerivedType(typeof(CapacityCommand.Hold), "hold")]
[JsonDerivedType(typeof(CapacityCommand.Confirm), "confirm")]
[JsonDerivedType(typeof(CapacityCommand.Release), "release")]
public abstract record CapacityCommand
{
    private CapacityCommand()
    {
    }

    /// <param name="Limit">Orders of one day; null where that is no limit.</param>
    public sealed record SetLimit(int? Limit, string TimeZone) : CapacityCommand;

    /// <summary>Takes a place for an order, instead of the one that it has.</summary>
    public sealed record Hold(string Order, LocalDate On) : CapacityCommand;

    /// <summary>The order is released: its place lasts.</summary>
    /// <param name="On">The day that was held for it.</param>
    public sealed record Confirm(string Order, LocalDate On) : CapacityCommand;

    public sealed record Release(string Order) : CapacityCommand;
}

/// <summary>What happened to a location's capacity. Stored for ever (<see cref="CapacityEvents"/>).</summary>
public abstract record CapacityEvent
{
    private CapacityEvent()
    {
    }

    public sealed record LimitSet(int? Limit, string TimeZone) : CapacityEvent;

    /// <param name="KeptFrom">Places of days before this one are forgotten.</param>
    public sealed record PlaceHeld(string Order, LocalDate On, LocalDate KeptFrom) : CapacityEvent;

    /// <summary>The day is full.</summary>
    public sealed record PlaceRefused(string Order, LocalDate On) : CapacityEvent;

    /// <param name="On">The day that was held, or a later one where that was over.</param>
    /// <param name="KeptFrom">Places of days before this one are forgotten.</param>
    public sealed record PlaceConfirmed(string Order, LocalDate On, LocalDate KeptFrom) : CapacityEvent;

    public sealed record PlaceReleased(string Order, LocalDate On) : CapacityEvent;
}

/// <summary>Why a location's capacity may say no. A full day is an answer, and none of these.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CapacityRejection.LimitBelowZero), "limit_below_zero")]
public abstract record CapacityRejection
{
    private CapacityRejection()
    {
    }

    public sealed record LimitBelowZero : CapacityRejection;
}
