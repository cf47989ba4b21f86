using Oms.Entities;

namespace Oms.Central.Inventory;

/// <summary>Ids of stock items: <c>sku@location</c>, each part percent-escaped.</summary>
public static class StockItemId
{
    // Together with the sign between them they fit an entity's id of 120 characters.
    private const int SkuCharsMax = 70;
    private const int LocationCharsMax = 48;

    public static string SkuRule => $"It must have 1 to {SkuCharsMax} characters, percent-escaped, none a control one.";

    public static string LocationRule =>
        $"It must have 1 to {LocationCharsMax} characters, percent-escaped, none a control one.";

    public static bool IsSku(string? sku) => Fits(sku, SkuCharsMax);

    public static bool IsLocation(string? location) => Fits(location, LocationCharsMax);

    public static string Of(string sku, string location) => EntityAddress.Join(sku, location);

    /// <summary>Reads an id back; null when it is none.</summary>
    public static (string Sku, string Location)? Parse(string id)
    {
        if (id.Split('@') is not [var left, var right])
        {
            return null;
        }

        var (sku, location) = (Uri.UnescapeDataString(left), Uri.UnescapeDataString(right));
        return IsSku(sku) && IsLocation(location) && Of(sku, location) == id ? (sku, location) : null;
    }

    private static bool Fits(string? part, int charsMax) =>
        !string.IsNullOrEmpty(part)
        && part.Length <= charsMax
        && !part.Any(char.IsControl)
        && EntityAddress.Join(part).Length <= charsMax;
}
