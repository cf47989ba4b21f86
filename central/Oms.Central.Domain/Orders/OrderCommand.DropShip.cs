using System.Text.Json.Serialization;

namespace Oms.Central.Orders;

/// <content>Units that a supplier sends straight to the customer.</content>
[JsonDerivedType(typeof(OrderCommand.RecordDeclined), "record_declined")]
public abstract partial record OrderCommand
{
    /// <summary>A supplier will not send units of a purchase order.</summary>
    public sealed record RecordDeclined(int Group, IReadOnlyList<WorkUnits> Units, string Reason) : OrderCommand;
}
