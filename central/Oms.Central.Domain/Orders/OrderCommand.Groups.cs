using System.Text.Json.Serialization;

namespace Oms.Central.Orders;

/// <content>Fulfilment orders that are split, put together, or moved.</content>
[JsonDerivedType(typeof(OrderCommand.RecordWorkSplit), "record_work_split")]
[JsonDerivedType(typeof(OrderCommand.RecordWorkMoved), "record_work_moved")]
[JsonDerivedType(typeof(OrderCommand.RecordWorkMerged), "record_work_merged")]
[JsonDerivedType(typeof(OrderCommand.RecordWorkNotAdded), "record_work_not_added")]
public abstract partial record OrderCommand
{
    /// <summary>A fulfilment order gave up units that are to be picked in one of their own.</summary>
    public sealed record RecordWorkSplit(int Group, IReadOnlyList<WorkUnits> Units, WorkApart Apart) : OrderCommand;

    /// <summary>A fulfilment order gave up units that are to leave from another location.</summary>
    /// <param name="To">The location; null where routing is to decide.</param>
    public sealed record RecordWorkMoved(
        int Group, IReadOnlyList<WorkUnits> Units, string? To, string Reason, string By) : OrderCommand;

    /// <summary>A fulfilment order gave up all it had, so that another one of the location picks it.</summary>
    public sealed record RecordWorkMerged(int Group, int Into, IReadOnlyList<WorkUnits> Units) : OrderCommand;

    /// <summary>A fulfilment order does not take what another one gave up for it.</summary>
    /// <param name="Why">Such as <c>IllegalTransition</c>.</param>
    public sealed record RecordWorkNotAdded(int Into, IReadOnlyList<string> Reservations, string Why) : OrderCommand;
}
