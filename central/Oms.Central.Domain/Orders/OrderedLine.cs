using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Orders;

/// <summary>One line as it was ordered.</summary>
/// <param name="Quantity">Units, from 1 to <see cref="Order.QuantityMax"/>.</param>
/// <param name="Band">The temperatures the product may have; null when any will do.</param>
public sealed record OrderedLine(string Sku, int Quantity, TemperatureBand? Band)
{
    private const int AttributesMax = 20;
    private const int ValueMax = 200;

    /// <summary>The day for which it is promised; null for that of the order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? Promise { get; init; }

    /// <summary>What else the line says, such as an engraving: up to 20, each name once; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LineDetail>? Attributes { get; init; }

    /// <summary>The kit that the line is a component of; null for one that stands for itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LineKit? Kit { get; init; }

    /// <summary>The location whose stock serves the line; null for that of the order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ShipFrom { get; init; }

    /// <summary>What it costs; null in an order that knows no money.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LinePrice? Price { get; init; }

    /// <summary>The first member that is out of its range; null when all are good.</summary>
    /// <param name="line">A line as a request has it: a list may hold nulls.</param>
    /// <param name="at">A JSON Pointer to the line within the request.</param>
    public static OrderRejection.InvalidTerms? FaultOf(OrderedLine? line, string at) =>
        line is null ? new(at, "It must be a line.")
        : !StockItemId.IsSku(line.Sku) ? new($"{at}/sku", StockItemId.SkuRule)
        : line.Quantity is < 1 or > Order.QuantityMax
            ? new($"{at}/quantity", $"It must be from 1 to {Order.QuantityMax}.")
        : line.Band is { } band && band.MinMilliC > band.MaxMilliC
            ? new($"{at}/band", "The lowest temperature is above the highest.")
        : line.ShipFrom is { } from && !StockItemId.IsLocation(from)
            ? new($"{at}/ship_from", StockItemId.LocationRule)
        : line.Attributes is { } attributes && !AreAttributes(attributes)
            ? new(
                $"{at}/attributes",
                $"Up to {AttributesMax}, each name once with 1 to 64 characters; values of 1 to {ValueMax}.")
        : null;

    private static bool AreAttributes(IReadOnlyList<LineDetail> attributes) =>
        attributes.Count <= AttributesMax
        && attributes.All(each => each is { Value.Length: >= 1 and <= ValueMax }
            && OrderTerms.IsName(each.Name)
            && !each.Value.Any(char.IsControl))
        && attributes.Select(each => each.Name).Distinct(StringComparer.Ordinal).Count() == attributes.Count;
}

/// <summary>Something that a line says beside sku and quantity, such as <c>engraving</c>: <c>To Anna</c>.</summary>
/// <param name="Name">1 to 64 characters.</param>
/// <param name="Value">1 to 200 characters.</param>
public sealed record LineDetail(string Name, string Value);
