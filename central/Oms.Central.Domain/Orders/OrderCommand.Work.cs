using System.Text.Json.Serialization;

namespace Oms.Central.Orders;

/// <content>Units that are picked and packed.</content>
[JsonDerivedType(typeof(OrderCommand.MarkForPicking), "mark_for_picking")]
[JsonDerivedType(typeof(OrderCommand.RecordPacked), "record_packed")]
[JsonDerivedType(typeof(OrderCommand.ReopenWork), "reopen_work")]
[JsonDerivedType(typeof(OrderCommand.RecordShortPick), "record_short_pick")]
[JsonDerivedType(typeof(OrderCommand.RecordShortStock), "record_short_stock")]
[JsonDerivedType(typeof(OrderCommand.RecordWorkStopped), "record_work_stopped")]
[JsonDerivedType(typeof(OrderCommand.RecordWorkKept), "record_work_kept")]
[JsonDerivedType(typeof(OrderCommand.RecordWorkRejected), "record_work_rejected")]
public abstract partial record OrderCommand
{
    /// <summary>The location of a reservation hands units out in packages only.</summary>
    public sealed record MarkForPicking(int Line, string Reservation) : OrderCommand;

    /// <summary>All units of a fulfilment order are in closed packages.</summary>
    public sealed record RecordPacked(int Group, IReadOnlyList<PackedLine> Lines) : OrderCommand;

    /// <summary>A fulfilment order is to be packed anew.</summary>
    public sealed record ReopenWork(int Group) : OrderCommand;

    /// <summary>A picker found fewer units than were promised.</summary>
    /// <param name="Left">Units of the reservation that the fulfilment order goes on with.</param>
    public sealed record RecordShortPick(
        int Group, int Line, string Reservation, int Quantity, int Left, string Reason) : OrderCommand;

    /// <summary>The rest of a promise broke at the stock item while other units of it were picked.</summary>
    /// <param name="Left">Units that were picked.</param>
    public sealed record RecordShortStock(int Line, string Reservation, int Left) : OrderCommand;

    /// <summary>A fulfilment order gave up what it was asked to.</summary>
    /// <param name="Whole">Whether the whole order is to be cancelled.</param>
    public sealed record RecordWorkStopped(int Group, IReadOnlyList<WorkUnits> Units, string Reason, bool Whole)
        : OrderCommand;

    /// <summary>A fulfilment order keeps what it was asked to give up.</summary>
    /// <param name="Why">Such as <c>UnitsPacked</c>.</param>
    public sealed record RecordWorkKept(int Group, string Why) : OrderCommand
    {
        /// <summary>The lines that it was asked about; null for all.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<int>? Lines { get; init; }
    }

    /// <summary>A location will not pick what is left of a fulfilment order.</summary>
    public sealed record RecordWorkRejected(int Group, IReadOnlyList<WorkUnits> Units, string Reason, string By)
        : OrderCommand;
}

/// <summary>Units of a reservation that are not to be picked, or packed, any more.</summary>
/// <remarks>Orders, fulfilment orders and stock items lower the same promise at the same time, each for its own reason.
/// So each says how many it goes on with, and the lowest holds: nothing is taken away twice.</remarks>
/// <param name="Left">Units of the reservation that whoever says so goes on with.</param>
public sealed record WorkUnits(int Line, string Reservation, int Quantity, int Left);

/// <summary>A reservation all of whose units are packed.</summary>
public sealed record PackedLine(int Line, string Reservation, IReadOnlyList<PackageUnits> Packages);
