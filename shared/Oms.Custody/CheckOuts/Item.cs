using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Custody.CheckOuts;

/// <summary>The kinds of thing that change hands. Stored by name; a member is never renamed.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ItemKind>))]
public enum ItemKind
{
    Vehicle,
    Trailer,
    Key,
    FuelCard,

    /// <summary>A scanner, a telephone, an ELD tablet.</summary>
    Device,

    /// <summary>Units of one lot of one SKU.</summary>
    Units,
}

/// <summary>A thing that somebody is responsible for.</summary>
/// <param name="Id">The asset's id; for units the SKU.</param>
/// <param name="Lot">The lot, "" where it is not known; null for anything but units.</param>
public sealed record Item(ItemKind Kind, string Id, string? Lot = null);

/// <summary>So many of a thing are with one party.</summary>
/// <param name="Quantity">1 for anything but units; at least 1.</param>
/// <param name="Custodian"><c>driver:ID</c>, <c>depot:ID</c> or <c>consignee:NAME</c>.</param>
public sealed record Holding(Item Item, int Quantity, string Custodian);

/// <summary>So many of a thing, wherever they are.</summary>
public sealed record ItemQuantity(Item Item, int Quantity);
