using System.Text.Json.Serialization;

namespace Oms.Central.Orders;

/// <content>Kits. <c>Expected</c> is the revision that the caller saw; null for any.</content>
[JsonDerivedType(typeof(OrderCommand.CancelKit), "cancel_kit")]
public abstract partial record OrderCommand
{
    /// <summary>Cancels kits: the units of each component.</summary>
    /// <param name="Quantity">Kits, at least 1.</param>
    public sealed record CancelKit(int Kit, int Quantity, string Reason, long? Expected) : OrderCommand;
}
