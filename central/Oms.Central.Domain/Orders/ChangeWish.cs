using System.Text.Json.Serialization;

namespace Oms.Central.Orders;

/// <summary>What somebody wants to change of an order that is placed.</summary>
/// <param name="Quantities">Lines that get another quantity, each named once.</param>
/// <param name="Added">Lines to be added.</param>
/// <param name="Reason">1 to 64 characters.</param>
/// <param name="HoldMinutes">How long it may stay open: 1 to 1 440.</param>
public sealed record ChangeWish(
    IReadOnlyList<LineQuantity> Quantities, IReadOnlyList<OrderedLine> Added, string Reason, int HoldMinutes)
{
    /// <summary>The longest that a change may stay open: a day.</summary>
    public const int HoldMinutesMax = 1_440;

    /// <summary>Where the order is to go instead; null where that stays.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderDestination? Destination { get; init; }

    /// <summary>How what is owed in addition is paid, its amount left out; null for as the order was paid so
    /// far.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Tender? Tender { get; init; }

    /// <summary>Lines of those added that suppliers send straight to the customer; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SuppliedLine>? Supplies { get; init; }

    /// <summary>The first member that is out of its range; null when all are good.</summary>
    public OrderRejection.InvalidTerms? Fault()
    {
        if (!OrderTerms.IsName(Reason))
        {
            return new("/reason", "It must have 1 to 64 characters, none a control character.");
        }

        if (HoldMinutes is < 1 or > HoldMinutesMax)
        {
            return new("/hold_minutes", $"It must be from 1 to {HoldMinutesMax}.");
        }

        var lines = Quantities.Count + Added.Count;
        if (lines > Order.LinesMax || (lines == 0 && Destination is null))
        {
            return new("/lines", $"A change is of 1 to {Order.LinesMax} lines, or of the address.");
        }

        var seen = new HashSet<int>();
        for (var i = 0; i < Quantities.Count; i++)
        {
            if (Quantities[i] is not { Quantity: >= 0 and <= Order.QuantityMax } wish || !seen.Add(wish.Line))
            {
                return new(
                    $"/lines/{i}", $"A line is named once, with a quantity from 0 to {Order.QuantityMax}.");
            }
        }

        return Added.Select((line, i) => OrderedLine.FaultOf(line, $"/add/{i}") ?? (line.Kit is null
                ? null
                : new OrderRejection.InvalidTerms($"/add/{i}/kit", "A change adds no kits.")))
            .FirstOrDefault(fault => fault is not null);
    }
}

/// <param name="Quantity">Units that the line is to have, what is shipped included; 0 takes all away that has not
/// left.</param>
public sealed record LineQuantity(int Line, int Quantity);
