using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.Places;
using Oms.Json;

namespace Oms.Custody.CheckOuts;

/// <summary>What the goods of a route are known by: what codes stand for, which lots and pallets were loaded, where and
/// when they are to be delivered. It is part of a <see cref="Manifest"/>, so that a depot can read labels and check
/// deliveries without a link.</summary>
/// <param name="Products">One for each SKU; one that is not here is scanned by its SKU.</param>
public sealed record ManifestCatalogue(IReadOnlyList<CatalogueProduct> Products)
{
    /// <summary>The pallets and parcels on board, with their contents; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CatalogueUnit>? LogisticUnits { get; init; }

    /// <summary>What each stop's proof of delivery is held against; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StopTerms>? Terms { get; init; }

    /// <summary>How far the weight of the cargo may be from the catalogue's; null for
    /// <see cref="CargoWeight.DefaultTolerance"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WeightRule? WeightTolerance { get; init; }
}

/// <summary>What one SKU is known by.</summary>
/// <param name="Items">Its trade items: the unit, the case, each with a GTIN of its own; empty where it has
/// none.</param>
public sealed record CatalogueProduct(string Sku, IReadOnlyList<CatalogueItem> Items)
{
    /// <summary>Whether every label must tell the lot (AI 10).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LotTracked { get; init; }

    /// <summary>Whether every single unit's label must tell a serial number (AI 21).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SerialTracked { get; init; }

    /// <summary>Whether the expiry date must be known, from the label (AI 17) or from <see cref="Lots"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ExpiryTracked { get; init; }

    /// <summary>Gross weight of one unit, grams, from 1 to 10^8; null where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? UnitGrams { get; init; }

    /// <summary>Lots of which more is known than their name; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CatalogueLot>? Lots { get; init; }
}

/// <param name="Gtin">8, 12, 13 or 14 digits.</param>
/// <param name="Units">Units of the SKU that it holds, at least 1.</param>
public sealed record CatalogueItem(string Gtin, int Units);

/// <summary>What is known of a lot beside its name.</summary>
public sealed record CatalogueLot(string Lot)
{
    /// <summary>The last day on which it may be used; null where it has none.</summary>
    [JsonConverter(typeof(LocalDateJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? Expiry { get; init; }

    /// <summary>The serial numbers of its units on board; null where they are not told apart.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Serials { get; init; }
}

/// <param name="Sscc">18 digits.</param>
/// <param name="Content">What it holds; every SKU is one of the catalogue's products.</param>
public sealed record CatalogueUnit(string Sscc, IReadOnlyList<LogisticContent> Content);

/// <summary>Where, when and in which state a stop's goods are to be handed over.</summary>
public sealed record StopTerms(int Stop)
{
    /// <summary>How far from the consignee a signature may be where the terms do not say, metres.</summary>
    public const int RadiusMetresDefault = 250;

    /// <summary>Where the consignee is; null where that is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Position? Place { get; init; }

    /// <summary>How far from there a signature may be, metres, from 1 to 100,000; null for
    /// <see cref="RadiusMetresDefault"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RadiusMetres { get; init; }

    /// <summary>The beginning of the promised time; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Instant? From { get; init; }

    /// <summary>The end of the promised time; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Instant? Until { get; init; }

    /// <summary>The temperatures that the goods may have at the hand-over; null where none need be taken.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TemperatureBand? Band { get; init; }
}
