using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;

namespace Oms.Central.Orders;

/// <summary>What an order waits for, so that it is not lost.</summary>
/// <param name="Day">The day for which it is promised, of a backorder or a supplier; null where none is.</param>
public sealed record NextAction(NextActionKind Kind, LocalDate? Day = null);

/// <summary>Who is to act next.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<NextActionKind>))]
public enum NextActionKind
{
    /// <summary>Nobody: the order has ended, or is a draft.</summary>
    None,

    /// <summary>The centre: a stock item or a check is being asked.</summary>
    Step,

    /// <summary>A person, who releases a hold.</summary>
    Hold,

    /// <summary>A person, who confirms or declines a change; else its time ends it.</summary>
    Change,

    /// <summary>Supply: units wait for stock.</summary>
    Backorder,

    /// <summary>Pickers and packers: units are to be made ready.</summary>
    Fulfilment,

    /// <summary>A person, who plans a route: units are ready to leave.</summary>
    Dispatch,

    /// <summary>A driver: units are on their way.</summary>
    Delivery,

    /// <summary>Nobody, although the order is open: it is lost.</summary>
    Lost,

    /// <summary>Whoever moves the money: the goods have come to their end, the payments have not.</summary>
    Payment,

    /// <summary>A supplier: it is to send units straight to the customer.</summary>
    Supplier,
}
