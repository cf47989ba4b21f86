using NodaTime;

namespace Oms.Edge.Fleet.Scenarios;

/// <summary>One order, and what becomes of it at its stop.</summary>
/// <param name="Reference">The shop's own number, unique in the channel.</param>
/// <param name="Depot">Where its stock lies.</param>
/// <param name="Placed">When the shop places it.</param>
public sealed record OrderPlan(
    string Reference,
    string Customer,
    AddressPlan Address,
    string Depot,
    Duration Placed,
    IReadOnlyList<LinePlan> Lines)
{
    /// <summary>The channel of all orders.</summary>
    public const string Channel = "web";

    public int Units => Lines.Sum(line => line.Quantity);
}

public sealed record AddressPlan(string Name, string Street, string City, string PostalCode);

/// <summary>One line: delivered, short, refused and damaged add up to the quantity.</summary>
/// <param name="Line">Its number in the order, from 1.</param>
/// <param name="Short">Units that are missing at the stop.</param>
/// <param name="Refused">Units that the consignee does not take; they come back.</param>
/// <param name="Damaged">Units that are not fit to be handed over; they come back.</param>
/// <param name="Reason">Why; null when all of it is delivered.</param>
public sealed record LinePlan(
    int Line, string Sku, int Quantity, int Short = 0, int Refused = 0, int Damaged = 0, string? Reason = null)
{
    public int Delivered => Quantity - Short - Refused - Damaged;

    public int ComesBack => Refused + Damaged;
}
