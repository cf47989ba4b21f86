using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Orders;

/// <content>Units that are picked and packed.</content>
public abstract partial record OrderEvent
{
    /// <summary>The location of the line's reservation hands units out in packages only.</summary>
    public sealed record LineToBePicked(int Line, string Reservation) : OrderEvent;

    /// <summary>What is promised at one location is to be picked and packed there.</summary>
    /// <param name="Group">The number of the fulfilment order within the order, from 1.</param>
    public sealed record FulfilmentRequested(int Group, string Location, IReadOnlyList<WorkLine> Lines) : OrderEvent
    {
        /// <summary>Who goes first: the highest.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Priority { get; init; }

        /// <summary>The earliest day for which one of the lines is promised; null where none is.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public LocalDate? Promise { get; init; }

        /// <summary>What it was split from, and takes over; null where it was not.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public WorkApart? Apart { get; init; }
    }

    /// <summary>A fulfilment order is asked to give units up; it may refuse.</summary>
    /// <param name="Whole">Whether the whole order is to be cancelled.</param>
    public sealed record WorkStopRequested(int Group, IReadOnlyList<WorkUnits> Units, string Reason, bool Whole)
        : OrderEvent
    {
        /// <summary>Whether a purchase order is asked, and no fulfilment order.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool DropShip { get; init; }
    }

    /// <summary>A fulfilment order has given units up.</summary>
    public sealed record WorkStopped(int Group, IReadOnlyList<WorkUnits> Units, string Reason) : OrderEvent;

    /// <summary>A fulfilment order keeps its units: nothing of what was asked for is cancelled.</summary>
    public sealed record WorkKept(int Group, string Why) : OrderEvent
    {
        /// <summary>The lines that it was asked about; null for all of it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<int>? Lines { get; init; }
    }

    /// <summary>Units are not promised any more: they need not be picked.</summary>
    public sealed record WorkWithdrawn(int Group, IReadOnlyList<WorkUnits> Units) : OrderEvent;

    /// <summary>Fewer units were found than were promised.</summary>
    public sealed record LineShortPicked(int Line, string Reservation, int Quantity, string Reason) : OrderEvent;

    /// <summary>All units of a fulfilment order are in closed packages.</summary>
    public sealed record WorkPacked(int Group, IReadOnlyList<PackedLine> Lines) : OrderEvent;

    /// <summary>A fulfilment order is packed anew.</summary>
    public sealed record WorkReopened(int Group) : OrderEvent;
}

/// <summary>A reservation that is to be picked.</summary>
/// <param name="Band">The temperatures that the units need; null where any will do.</param>
public sealed record WorkLine(int Line, string Reservation, string Sku, int Quantity, TemperatureBand? Band);
