using System.Collections.Frozen;

namespace Oms.Central.Orders;

/// <summary>What an address must look like, by country: the rules that need nobody to be asked.</summary>
/// <remarks>
/// Shapes of postal codes are those of the Universal Postal Union's addressing systems of the countries. A country that
/// is not in the table may have a postal code of any letters and digits, or none. That a code has the right shape does
/// not say that it exists.
/// </remarks>
public static class AddressRules
{
    private const int LinesMax = 10;
    private const int TextMax = 200;
    private const int CodeMax = 12;

    // A digit stands for any digit, A for any letter, X for either.
    private static readonly FrozenDictionary<string, string[]> Shapes = Table(
        "99999:US DE FR ES IT FI EE HR MX KR TR MY TH UA MC SM VA",
        "99999-9999:US",
        "9999:AT AU BE BG CH CY DK GE HU LI LU NO NZ PH SI TN ZA",
        "AA-9999:LV",
        "L-9999:LU",
        "99999:LT",
        "LT-99999:LT",
        "999 99:CZ GR SE SK",
        "99999:CZ GR SE SK",
        "99-999:PL",
        "9999-999:PT",
        "9999 AA:NL",
        "9999AA:NL",
        "A9A 9A9:CA",
        "A9A9A9:CA",
        "A9 9AA:GB",
        "A99 9AA:GB",
        "A9A 9AA:GB",
        "AA9 9AA:GB",
        "AA99 9AA:GB",
        "AA9A 9AA:GB",
        "A99 XXXX:IE",
        "A9A XXXX:IE",
        "999-9999:JP",
        "99999-999:BR",
        "999999:CN IN RO RU SG VN",
        "999 999:IN",
        "9999999:IL",
        "999:IS");

    /// <summary>What is wrong with an address; null when nothing is.</summary>
    public static string? Fault(string name, PostalAddress address)
    {
        if (!IsText(name))
        {
            return "The name is missing.";
        }

        if (address.Lines.Count is < 1 or > LinesMax || !address.Lines.All(IsText))
        {
            return $"1 to {LinesMax} lines of address, none empty, are needed.";
        }

        if (!IsText(address.City))
        {
            return "The city is missing.";
        }

        if (address.Country.Length != 2 || !address.Country.All(char.IsAsciiLetterUpper))
        {
            return "The country must be a code of two letters (ISO 3166-1).";
        }

        var code = address.PostalCode.Trim().ToUpperInvariant();
        return Shapes.TryGetValue(address.Country, out var shapes)
            ? shapes.Any(shape => Fits(code, shape))
                ? null
                : $"The postal code is not of the form that {address.Country} has."
            : code.Length <= CodeMax && code.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-')
                ? null
                : "The postal code is not one.";
    }

    private static bool Fits(string code, string shape) =>
        code.Length == shape.Length
        && code.Zip(shape).All(pair => pair.Second switch
        {
            '9' => char.IsAsciiDigit(pair.First),
            'A' => char.IsAsciiLetterUpper(pair.First),
            'X' => char.IsAsciiLetterUpper(pair.First) || char.IsAsciiDigit(pair.First),
            var sign => pair.First == sign,
        });

    private static bool IsText(string? text) =>
        text is { Length: <= TextMax } && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    /// <summary>The shapes of each country, of rows that name a shape and its countries.</summary>
    private static FrozenDictionary<string, string[]> Table(params string[] rows) =>
        rows
            .Select(row => row.Split(':'))
            .SelectMany(row => row[1].Split(' ').Select(country => (country, shape: row[0])))
            .GroupBy(each => each.country, each => each.shape, StringComparer.Ordinal)
            .ToFrozenDictionary(each => each.Key, each => each.ToArray(), StringComparer.Ordinal);
}
