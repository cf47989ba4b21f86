using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Orders;

/// <summary>What a customer ordered, as it was placed.</summary>
/// <param name="Channel">Where it came from, such as <c>web</c>.</param>
/// <param name="ExternalRef">Its number there; unique within the channel.</param>
/// <param name="ShipFrom">The location whose stock serves it.</param>
/// <param name="Lines">In the order of their numbers, which start at 1.</param>
public sealed partial record OrderTerms(
    string Channel,
    string ExternalRef,
    Customer Customer,
    string ShipFrom,
    ShipPolicy ShipPolicy,
    IReadOnlyList<OrderedLine> Lines)
{
    private const int TextMax = 64;

    /// <summary>The first term that is out of its range; null when all are good.</summary>
    public OrderRejection.InvalidTerms? Fault()
    {
        if (!IsName(Channel))
        {
            return new("/channel", NameRule);
        }

        if (!IsName(ExternalRef))
        {
            return new("/external_ref", NameRule);
        }

        if (!Inventory.StockItemId.IsLocation(ShipFrom))
        {
            return new("/ship_from", Inventory.StockItemId.LocationRule);
        }

        if (Lines.Count is < 1 or > Order.LinesMax)
        {
            return new("/lines", $"An order has 1 to {Order.LinesMax} lines.");
        }

        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i];
            if (!Inventory.StockItemId.IsSku(line.Sku))
            {
                return new($"/lines/{i}/sku", Inventory.StockItemId.SkuRule);
            }

            if (line.Quantity is < 1 or > Order.QuantityMax)
            {
                return new($"/lines/{i}/quantity", $"It must be from 1 to {Order.QuantityMax}.");
            }

            if (line.Band is { } band && band.MinMilliC > band.MaxMilliC)
            {
                return new($"/lines/{i}/band", "The lowest temperature is above the highest.");
            }
        }

        return MoneyFault();
    }

    /// <summary>Whether these are the same terms, member by member.</summary>
    public bool IsSameAs(OrderTerms other) =>
        this with { Lines = other.Lines, Customer = other.Customer } == other
        && Lines.SequenceEqual(other.Lines)
        && Customer.Name == other.Customer.Name
        && Customer.Address.Lines.SequenceEqual(other.Customer.Address.Lines)
        && Customer.Address with { Lines = other.Customer.Address.Lines } == other.Customer.Address;

    /// <summary>What a name must be: 1 to 64 characters, none a control character.</summary>
    public static bool IsName(string? name) => name is { Length: >= 1 and <= TextMax } && !name.Any(char.IsControl);

    private static string NameRule => $"It must have 1 to {TextMax} characters, none a control character.";
}

/// <param name="Quantity">Units, at least 1.</param>
/// <param name="Band">The temperatures the product may have; null when any will do.</param>
public sealed record OrderedLine(string Sku, int Quantity, TemperatureBand? Band)
{
    /// <summary>What it costs; null in an order that knows no money.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LinePrice? Price { get; init; }
}

public sealed record Customer(string Name, PostalAddress Address);

public sealed record PostalAddress(IReadOnlyList<string> Lines, string City, string PostalCode, string Country);
