using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Products;

/// <summary>Whether a product is still sold.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ProductStatus>))]
public enum ProductStatus
{
    Absent,
    Active,
    Discontinued,
}

/// <summary>The level of packaging that a GTIN names.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PackLevel>))]
public enum PackLevel
{
    Each,
    Case,
    Pallet,
}

/// <summary>A GTIN of a product: each level of packaging has its own (GS1 General Specifications, section
/// 2.1).</summary>
/// <param name="Gtin">8, 12, 13 or 14 digits with their check digit.</param>
/// <param name="Units">Units in one such pack: 1 for <see cref="PackLevel.Each"/>, up to 1 000 000.</param>
public sealed record ProductGtin(PackLevel Level, string Gtin, int Units);

/// <summary>The outer size of one unit.</summary>
/// <param name="LengthMm">Millimetres, 1 to 100 000; the others likewise.</param>
public sealed record UnitSize(int LengthMm, int WidthMm, int HeightMm);

/// <summary>What makes a product dangerous goods.</summary>
/// <param name="UnNumber">Four digits after <c>UN</c>, such as <c>UN1203</c> (49 CFR 172.101).</param>
/// <param name="HazardClass">Class or division, such as <c>3</c> or <c>2.1</c> (49 CFR 173.2).</param>
/// <param name="PackingGroup">1 to 3 for I to III; null where the class has none.</param>
public sealed record DangerousGoods(string UnNumber, string HazardClass, int? PackingGroup = null);

/// <summary>Part of a kit.</summary>
/// <param name="Sku">The product that is in it.</param>
/// <param name="Quantity">Units in one kit, 1 to 10 000.</param>
public sealed record KitComponent(string Sku, int Quantity);

/// <summary>The registration of a GTIN for a product.</summary>
/// <param name="Gtin">14 digits.</param>
/// <param name="Number">Which registration of the GTIN it is, from 1.</param>
public sealed record GtinClaim(string Gtin, long Number);
