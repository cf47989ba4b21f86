using System.Text.Json.Serialization;

namespace Oms.Central.Orders;

/// <summary>Where each unit of an order line is: the truth about a line. Every unit is in one place.</summary>
/// <remarks>
/// Invariant I4: <c>ordered = unallocated + cancelled + shorted + backordered + drop_ship_open + reserved + shipped</c>
/// and <c>shipped = in_transit + delivered + lost + turned_back</c> and <c>returned &lt;= delivered</c>. Units that a
/// consignee refuses, or that are damaged on the way, never were delivered: they leave <c>in_transit</c> for
/// <c>turned_back</c>, and enter stock at the depot by a movement of the stock item. Units missing at the stop leave
/// <c>in_transit</c> for <c>lost</c>; <c>shorted</c> are units given up before they were shipped.
/// </remarks>
public sealed record LineQuantities(
    int Ordered,
    int Unallocated,
    int Cancelled,
    int Shorted,
    int Backordered,
    int DropShipOpen,
    int Reserved,
    int InTransit,
    int Delivered,
    int Lost,
    int TurnedBack,
    int Returned)
{
    /// <summary>A line as it is placed: nothing is allocated.</summary>
    public static LineQuantities Placed(int ordered) => new(ordered, ordered, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public int Shipped => InTransit + Delivered + Lost + TurnedBack;

    /// <summary>Units for which something is still to happen.</summary>
    [JsonIgnore]
    public int Open => Unallocated + Backordered + DropShipOpen + Reserved + InTransit;

    /// <summary>Whether I4 holds and no count is below zero.</summary>
    [JsonIgnore]
    public bool IsSound =>
        Ordered == Unallocated + Cancelled + Shorted + Backordered + DropShipOpen + Reserved + Shipped
        && Returned <= Delivered
        && int.Min(int.Min(int.Min(Unallocated, Cancelled), int.Min(Shorted, Backordered)),
            int.Min(int.Min(DropShipOpen, Reserved), int.Min(InTransit, Delivered))) >= 0
        && int.Min(int.Min(Lost, TurnedBack), Returned) >= 0;

    /// <summary>So many more units promised, or fewer: by a supplier that sends them itself, or of our stock.</summary>
    public LineQuantities Promised(bool dropShip, int units) => dropShip
        ? this with { DropShipOpen = DropShipOpen + units }
        : this with { Reserved = Reserved + units };

    public static LineQuantities operator +(LineQuantities left, LineQuantities right) => Add(left, right);

    /// <summary>The sum over lines.</summary>
    public static LineQuantities Add(LineQuantities left, LineQuantities right) =>
        new(
            left.Ordered + right.Ordered,
            left.Unallocated + right.Unallocated,
            left.Cancelled + right.Cancelled,
            left.Shorted + right.Shorted,
            left.Backordered + right.Backordered,
            left.DropShipOpen + right.DropShipOpen,
            left.Reserved + right.Reserved,
            left.InTransit + right.InTransit,
            left.Delivered + right.Delivered,
            left.Lost + right.Lost,
            left.TurnedBack + right.TurnedBack,
            left.Returned + right.Returned);
}
