using NodaTime;
using Oms.Central.Json;
using Oms.Central.Orders;

namespace Oms.Central.Fulfilments;

/// <content>Fulfilment orders that are split, put together, or moved.</content>
public abstract partial record FulfilmentCommand
{
    /// <summary>Has units that are open picked in a fulfilment order of their own.</summary>
    public sealed record Split(IReadOnlyList<OpenUnits> Units, long? Expected) : FulfilmentCommand, IExpectsRevision;

    /// <summary>Has units that are open leave from another location.</summary>
    /// <param name="Units">Null for all of them, where none is picked.</param>
    /// <param name="To">The location; null where routing is to decide.</param>
    public sealed record Move(IReadOnlyList<OpenUnits>? Units, string? To, string Reason, string By, long? Expected)
        : FulfilmentCommand, IExpectsRevision;

    /// <summary>Has another fulfilment order of the same order and location pick all of it.</summary>
    /// <param name="Into">That one's number within the order.</param>
    /// <param name="Until">When that one is to be begun; null for now.</param>
    public sealed record MergeInto(string Order, string Location, int Into, Instant? Until) : FulfilmentCommand;

    /// <summary>Takes over what another fulfilment order gave up for it.</summary>
    /// <param name="From">That one's number within the order: a fulfilment order is taken over once.</param>
    public sealed record Add(int From, IReadOnlyList<WorkLine> Lines) : FulfilmentCommand;
}

/// <content>Fulfilment orders that are split, put together, or moved.</content>
public abstract partial record FulfilmentEvent
{
    /// <summary>Units are to be picked in a fulfilment order of their own.</summary>
    /// <param name="Apart">What that one takes over.</param>
    public sealed record UnitsSplit(string Order, int Group, IReadOnlyList<WorkUnits> Units, WorkApart Apart)
        : FulfilmentEvent;

    /// <summary>Units are to leave from another location.</summary>
    /// <param name="To">The location; null where routing is to decide.</param>
    public sealed record UnitsMoved(
        string Order, int Group, IReadOnlyList<WorkUnits> Units, string? To, string Reason, string By)
        : FulfilmentEvent;

    /// <summary>All of it is to be picked in another fulfilment order of the location.</summary>
    public sealed record FulfilmentMerged(string Order, int Group, int Into, IReadOnlyList<WorkUnits> Units)
        : FulfilmentEvent;

    /// <summary>It took over what another fulfilment order gave up.</summary>
    public sealed record UnitsAdded(int From, IReadOnlyList<WorkLine> Lines) : FulfilmentEvent;
}

/// <summary>Units of a line of a fulfilment order.</summary>
/// <param name="Line">The order's line.</param>
public sealed record OpenUnits(int Line, int Quantity);
