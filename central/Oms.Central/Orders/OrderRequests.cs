namespace Oms.Central.Orders;

internal sealed record PlaceOrderBody(
    string Channel,
    string ExternalRef,
    Customer Customer,
    string ShipFrom,
    ShipPolicy ShipPolicy,
    IReadOnlyList<OrderedLine> Lines)
{
    /// <summary>Prices and how they are paid; null for an order that knows no money.</summary>
    public MoneyTerms? Money { get; init; }

    public OrderTerms Terms => new(Channel, ExternalRef, Customer, ShipFrom, ShipPolicy, Lines)
    {
        Money = Money,
    };
}

internal sealed record CancelOrderBody(string Reason);

internal sealed record CancelLineBody(int Quantity, string Reason);

internal sealed record PlaceHoldBody(HoldType Type, string Reason);

internal sealed record ReleaseHoldBody(string Reason);
