using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Oms.Central.Orders;

/// <summary>By what two orders are taken for the same: who ordered, and what.</summary>
public static class OrderFingerprint
{
    private const int HashBytes = 16;

    /// <summary>Who ordered: a registered customer, or else whoever has this name and address. Spelling with other
    /// cases, spaces or signs makes no difference.</summary>
    /// <returns>32 lower-case hex digits.</returns>
    public static string Who(OrderTerms terms)
    {
        var address = terms.Customer.Address;
        return Hash(terms.CustomerId is { } id
            ? $"customer\0{id}"
            : string.Join(
                '\0', "address", Plain(terms.Customer.Name), Plain(string.Concat(address.Lines)), Plain(address.City),
                Plain(address.PostalCode), Plain(address.Country)));
    }

    /// <summary>What was ordered: how many units of each product, in whatever order.</summary>
    /// <returns>32 lower-case hex digits.</returns>
    public static string Goods(OrderTerms terms) =>
        Hash(string.Join('\0', terms.Lines
            .GroupBy(line => line.Sku, StringComparer.Ordinal)
            .OrderBy(line => line.Key, StringComparer.Ordinal)
            .Select(line => string.Create(
                CultureInfo.InvariantCulture, $"{line.Key}\0{line.Sum(each => (long)each.Quantity)}"))));

    private static string Plain(string text) =>
        string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
