using System.Collections.Immutable;
using Oms.Central.Returns;

namespace Oms.Central.Orders;

/// <summary>What an order knows of a return of its units.</summary>
/// <param name="Booked">What came of it and was counted.</param>
public sealed record OrderReturn(
    ReturnRequest Request, ImmutableList<OrderReturnLine> Lines, ImmutableList<BookedReturn> Booked)
{
    /// <summary>Returns of one order; more are refused.</summary>
    public const int Max = 1_000;
}

/// <param name="Open">Units that may still come back by it.</param>
/// <param name="Serials">The units that it names; null where any of the line may come.</param>
public sealed record OrderReturnLine(int Line, int Open, IReadOnlyList<string>? Serials);

/// <param name="Ref">The inspection's reference within the return.</param>
/// <param name="Refund">What is refunded, minor units; 0 in an order without prices.</param>
/// <param name="Credit">What of it is store credit.</param>
public sealed record BookedReturn(string Ref, int Line, int Quantity, long Refund, long Credit);

/// <summary>Units of one lot that the customer gave back.</summary>
/// <param name="Route">What they were delivered by.</param>
public sealed record UnitsBack(string Route, string Lot, int Quantity)
{
    /// <summary>The units; null where they have no serials.</summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Serials { get; init; }
}
