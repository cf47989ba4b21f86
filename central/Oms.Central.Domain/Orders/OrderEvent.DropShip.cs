using Oms.Central.Purchasing;

namespace Oms.Central.Orders;

/// <content>Units that a supplier sends straight to the customer.</content>
public abstract partial record OrderEvent
{
    /// <summary>A supplier is to send the line's open units: no stock item is asked.</summary>
    /// <param name="Reservation">What they are known by.</param>
    public sealed record LineAssigned(int Line, string Reservation, string Supplier, int Quantity) : OrderEvent;

    /// <summary>What a supplier is to send is ordered from it.</summary>
    public sealed record DropShipRequested(PurchaseTerms Terms) : OrderEvent;

    /// <summary>A supplier will not send units.</summary>
    public sealed record LineDeclined(int Line, string Reservation, int Quantity, string Reason) : OrderEvent;
}
