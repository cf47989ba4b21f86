using Oms.Central.Inventory;
using Oms.Entities;

namespace Oms.Central.Bins;

/// <summary>Ids of bins: <c>location@code</c>, each part percent-escaped.</summary>
public static class BinId
{
    // Together with a location and the sign between them it fits an entity's id of 120 characters.
    private const int CodeCharsMax = 70;

    public static string CodeRule =>
        $"It must have 1 to 32 characters, {CodeCharsMax} percent-escaped, none a control character.";

    public static bool IsCode(string? code) =>
        !string.IsNullOrEmpty(code) && !code.Any(char.IsControl) && EntityAddress.Join(code).Length <= CodeCharsMax;

    public static string Of(string location, string code) => EntityAddress.Join(location, code);

    /// <summary>Reads an id back; null when it is none.</summary>
    public static (string Location, string Code)? Parse(string id) =>
        id.Split('@') is [var left, var right]
            && (Uri.UnescapeDataString(left), Uri.UnescapeDataString(right)) is var (location, code)
            && StockItemId.IsLocation(location) && IsCode(code) && Of(location, code) == id
            ? (location, code)
            : null;

    /// <summary>What units of a lot of a product are known by within a bin.</summary>
    public static string Content(string sku, string lot) => EntityAddress.Join(sku, lot);
}
