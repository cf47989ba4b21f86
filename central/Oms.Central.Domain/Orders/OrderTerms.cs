using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Customers;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Custody.Places;

namespace Oms.Central.Orders;

/// <summary>What a customer ordered, as it was placed.</summary>
/// <param name="Channel">Where it came from, such as <c>web</c>.</param>
/// <param name="ExternalRef">Its number there; unique within the channel.</param>
/// <param name="Customer">Who gets it, and where; only the country where <see cref="SealedCustomer"/> is set.</param>
/// <param name="ShipFrom">The location whose stock serves its lines, where they name no other; null where routing
/// decides.</param>
/// <param name="Lines">In the order of their numbers, which start at 1.</param>
public sealed partial record OrderTerms(
    string Channel,
    string ExternalRef,
    Customer Customer,
    string? ShipFrom,
    ShipPolicy ShipPolicy,
    IReadOnlyList<OrderedLine> Lines)
{
    private const int TextMax = 64;

    /// <summary>The registered customer who ordered; null for one who is told of only here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CustomerId { get; init; }

    /// <summary>The name and the address of a registered customer, encrypted with that customer's key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SealedProfile? SealedCustomer { get; init; }

    /// <summary>Who goes first of those who wait for stock: the highest. From 0 to
    /// <see cref="StockItem.PriorityMax"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Priority { get; init; }

    /// <summary>The day for which the order is promised, where its lines say no other; null where none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? Promise { get; init; }

    /// <summary>When units that still wait for stock are cancelled; null for never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Instant? CancelAfter { get; init; }

    /// <summary>About where it goes, to a hundredth of a degree: it names no house. Null where that is not
    /// known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Position? Position { get; init; }

    /// <summary>A position to a hundredth of a degree, some 1.1 km.</summary>
    public static Position Coarse(Position exact) => new(
        Rounded(exact.LatitudeMicrodegrees), Rounded(exact.LongitudeMicrodegrees));

    /// <summary>The first term that is out of its range; null when all are good.</summary>
    public OrderRejection.InvalidTerms? Fault() =>
        Lines.Count is < 1 or > Order.LinesMax
            ? new("/lines", $"An order has 1 to {Order.LinesMax} lines.")
            : DraftFault();

    /// <summary>The same for a draft, which may have no lines yet.</summary>
    public OrderRejection.InvalidTerms? DraftFault()
    {
        if (!IsName(Channel))
        {
            return new("/channel", NameRule);
        }

        if (!IsName(ExternalRef))
        {
            return new("/external_ref", NameRule);
        }

        if (ShipFrom is not null && !Inventory.StockItemId.IsLocation(ShipFrom))
        {
            return new("/ship_from", Inventory.StockItemId.LocationRule);
        }

        if (Position is { IsOnEarth: false })
        {
            return new("/position", "It must be in microdegrees, within 90 and 180 degrees.");
        }

        if (Priority is < 0 or > StockItem.PriorityMax)
        {
            return new("/priority", $"It must be from 0 to {StockItem.PriorityMax}.");
        }

        if (Lines.Count > Order.LinesMax)
        {
            return new("/lines", $"An order has up to {Order.LinesMax} lines.");
        }

        var units = 0L;
        for (var i = 0; i < Lines.Count; i++)
        {
            if (OrderedLine.FaultOf(Lines[i], $"/lines/{i}") is { } fault)
            {
                return fault;
            }

            units += Lines[i].Quantity;
        }

        return units > Order.UnitsMax
            ? new("/lines", $"An order has up to {Order.UnitsMax} units.")
            : KitFault();
    }

    /// <summary>All components of a kit are there for the same number of kits.</summary>
    private OrderRejection.InvalidTerms? KitFault()
    {
        var kits = new Dictionary<int, (LineKit Kit, int Count, string? From)>();
        for (var i = 0; i < Lines.Count; i++)
        {
            if (Lines[i].Kit is not { } kit)
            {
                continue;
            }

            var count = kit.PerKit < 1 ? 0 : Lines[i].Quantity / kit.PerKit;
            var isKnown = kits.TryGetValue(kit.Number, out var known);
            if (count == 0 || count * kit.PerKit != Lines[i].Quantity
                || (isKnown
                    && (known.Count, known.Kit.Sku, known.Kit.Policy) != (count, kit.Sku, kit.Policy)))
            {
                return new($"/lines/{i}/kit", "The components of a kit are not there for the same number of kits.");
            }

            var from = Lines[i].ShipFrom ?? ShipFrom;
            if (kit.Policy == KitPolicy.Whole && isKnown && known.From != from)
            {
                return new($"/lines/{i}/ship_from", "The components of a whole kit leave one location.");
            }

            kits[kit.Number] = (kit, count, from);
        }

        return MoneyFault();
    }

    /// <summary>Whether these are the same terms, member by member.</summary>
    public bool IsSameAs(OrderTerms other) =>
        SealedCustomer?.Digest == other.SealedCustomer?.Digest
        && WrittenForm.IsSame(
            this with { SealedCustomer = null },
            other with { SealedCustomer = null },
            OrderJson.Default.OrderTerms);

    /// <summary>What a name must be: 1 to 64 characters, none a control character.</summary>
    public static bool IsName(string? name) => name is { Length: >= 1 and <= TextMax } && !name.Any(char.IsControl);

    private static int Rounded(int microdegrees)
    {
        const int Hundredth = 10_000;
        return (int)Math.Round((double)microdegrees / Hundredth, MidpointRounding.AwayFromZero) * Hundredth;
    }

    private static string NameRule => $"It must have 1 to {TextMax} characters, none a control character.";
}

public sealed record Customer(string Name, PostalAddress Address);

public sealed record PostalAddress(IReadOnlyList<string> Lines, string City, string PostalCode, string Country);
