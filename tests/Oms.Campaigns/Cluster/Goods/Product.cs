using System.Globalization;

namespace Oms.Campaigns.Cluster.Goods;

/// <summary>A product of one life: nobody else asks for it, so what there is of it at the end is known
/// exactly.</summary>
/// <param name="Gtin">13 digits, the last one the check digit.</param>
internal sealed record Product(string Sku, string Gtin)
{
    /// <summary>The lot of all its units that were not bought.</summary>
    public const string Lot = "L1";

    /// <summary>What a scanner reads on one unit of that lot.</summary>
    public string Label => $"(01)0{Gtin}(10){Lot}";

    /// <param name="number">Another one for each product of a seed, below 100 000 000.</param>
    public static Product Of(string sku, int seed, int number)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"2{seed % 1_000:000}{number:00000000}");

        // GS1 General Specifications, section 7.9: every other digit counts three times, the last one among them.
        var sum = digits.Select((digit, index) => (digit - '0') * (index % 2 == 0 ? 1 : 3)).Sum();
        return new(sku, string.Create(CultureInfo.InvariantCulture, $"{digits}{(10 - (sum % 10)) % 10}"));
    }

    public string At(string location) => $"{Sku}@{location}";
}
