using NodaTime;
using Oms.Custody.Places;

namespace Oms.Central.Orders;

/// <param name="Customer">Who gets it, and where; null for the registered customer's own name and address.</param>
/// <param name="ShipFrom">Null for the channel's; where that has none, routing decides.</param>
/// <param name="ShipPolicy">Null for the channel's.</param>
internal sealed record PlaceOrderBody(
    string Channel,
    string ExternalRef,
    Customer? Customer = null,
    string? ShipFrom = null,
    ShipPolicy? ShipPolicy = null,
    IReadOnlyList<OrderedLine>? Lines = null)
{
    /// <summary>The registered customer who orders; null for one who is told of only here.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Who goes first of those who wait for stock: the highest.</summary>
    public int Priority { get; init; }

    /// <summary>The day for which it is promised; null where none is.</summary>
    public LocalDate? Promise { get; init; }

    /// <summary>When units that still wait for stock are cancelled; null for never.</summary>
    public Instant? CancelAfter { get; init; }

    /// <summary>Where it goes; kept to a hundredth of a degree. Null where that is not known.</summary>
    public Position? Position { get; init; }

    /// <summary>Kits that are taken apart into lines, which follow those given; null for none.</summary>
    public IReadOnlyList<OrderedKit>? Kits { get; init; }

    /// <summary>Prices and how they are paid; null for an order that knows no money.</summary>
    public MoneyTerms? Money { get; init; }
}

/// <param name="Sku">A product with a kit's contents.</param>
/// <param name="Quantity">Kits, from 1 to 1 000 000.</param>
internal sealed record OrderedKit(string Sku, int Quantity, KitPolicy Policy = KitPolicy.Whole)
{
    /// <summary>The location whose stock serves its components; null for that of the order.</summary>
    public string? ShipFrom { get; init; }

    /// <summary>What it costs; null in an order that knows no money.</summary>
    public KitPrice? Price { get; init; }
}

internal sealed record CancelKitBody(int Quantity, string Reason);

internal sealed record CancelOrderBody(string Reason);

internal sealed record CancelLineBody(int Quantity, string Reason);

internal sealed record PlaceHoldBody(HoldType Type, string Reason);

internal sealed record ReleaseHoldBody(string Reason);

internal sealed record DiscardDraftBody(string Reason);

/// <param name="Lines">Lines that get another quantity; null for none.</param>
/// <param name="Add">Lines to be added; null for none.</param>
/// <param name="Customer">Who is to get it, and where; null where that stays.</param>
/// <param name="HoldMinutes">How long it may stay open.</param>
internal sealed record ProposeChangeBody(
    string Reason,
    IReadOnlyList<LineQuantity>? Lines = null,
    IReadOnlyList<OrderedLine>? Add = null,
    Customer? Customer = null,
    int HoldMinutes = 15)
{
    /// <summary>How what is owed in addition is paid; null for as the order was paid so far.</summary>
    public Tender? Tender { get; init; }
}

internal sealed record DeclineChangeBody(string Reason);
