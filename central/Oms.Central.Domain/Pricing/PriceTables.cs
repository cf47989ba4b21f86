using System.Text.Json.Serialization;
using Oms.Finance;

namespace Oms.Central.Pricing;

/// <summary>Tax rates and shipping prices as a table: the first row that fits counts.</summary>
/// <param name="Version">What is written into each answer, so that it can be told later which table it is
/// from.</param>
/// <param name="ShippingTaxCategory">The category whose rate the shipping price is taxed by.</param>
public sealed record PriceTables(
    string Version, string ShippingTaxCategory, IReadOnlyList<TaxRow> Taxes, IReadOnlyList<ShippingRow> Shipping)
{
    /// <summary>Stands for any country, category or service.</summary>
    public const string Any = "*";

    private const int RatePpmMax = 1_000_000;

    /// <summary>No row: no price can be told.</summary>
    public static PriceTables Empty { get; } = new("none", "standard", [], []);

    /// <summary>The first row that is out of its range, in words; null when all are good.</summary>
    public string? Fault() =>
        Taxes.Select((row, i) => row.RatePpm is < 0 or > RatePpmMax
                ? $"/taxes/{i}/rate_ppm must be from 0 to {RatePpmMax}."
                : null)
            .Concat(Shipping.Select((row, i) => row.Price.Minor is < 0 or > Payments.PaymentTerms.MinorMax
                ? $"/shipping/{i}/price/minor must be from 0 to {Payments.PaymentTerms.MinorMax}."
                : row.RangesFault() is { } range
                    ? $"/shipping/{i}/postal_ranges/{range} must be two beginnings of postal codes, such as 10 and 19: "
                        + "of the same length, letters and digits only, the lower one first."
                    : null))
            .FirstOrDefault(fault => fault is not null);

    /// <summary>The price of bringing the goods; null where no row fits.</summary>
    public ShippingAnswer? ShippingOf(ShippingQuestion asked) =>
        Shipping.FirstOrDefault(row =>
            row.Price.Currency.Code == asked.Currency
            && Fits(row.Country, asked.Country)
            && Fits(row.Service, asked.Service)
            && row.IsIn(asked.PostalCode)
            && (row.GramsUpTo is null || asked.Grams <= row.GramsUpTo)
            && (row.ValueUpTo is null || asked.GoodsMinor <= row.ValueUpTo)) is { } row
            ? new ShippingAnswer($"table:{Version}", row.Price.Minor)
            : null;

    /// <summary>The taxes; null where a line's country and category has no row.</summary>
    /// <remarks>A rate's tax is worked out, and rounded as the currency has it, once for all lines of that rate, as an
    /// invoice shows it; the lines carry it in proportion to their worth. Of prices that include it a rate of <c>r</c>
    /// takes the part <c>r / (1 + r)</c>, worked out and rounded in the same way; what is left is without
    /// tax.</remarks>
    public TaxAnswer? TaxesOf(TaxQuestion asked)
    {
        var rates = asked.Lines.Select(line => RateOf(asked.Country, line.Category)).ToList();
        var shippingRate = RateOf(asked.Country, ShippingTaxCategory);
        if (rates.Contains(null) || (shippingRate is null && asked.ShippingMinor > 0))
        {
            return null;
        }

        var rule = Currency.Find(asked.Currency)!.Rounding;
        var lines = new long[rates.Count];
        foreach (var group in Enumerable.Range(0, rates.Count).GroupBy(i => rates[i]!.Value))
        {
            var members = group.ToList();
            var nets = members.Select(i => asked.Lines[i].NetMinor).ToList();
            var parts = Apportion.ByWeight(
                TaxOf(nets.Sum(), group.Key), nets);
            for (var i = 0; i < members.Count; i++)
            {
                lines[members[i]] = parts[i];
            }
        }

        return new TaxAnswer(
            $"table:{Version}",
            [.. rates.Select((rate, i) => new LineTax(rate!.Value, lines[i]))],
            new LineTax(
                shippingRate ?? 0, TaxOf(asked.ShippingMinor, shippingRate ?? 0)));

        long TaxOf(long amount, int rate) =>
            Apportion.Ratio(amount, rate, asked.IncludesTax ? RatePpmMax + rate : RatePpmMax, rule);
    }

    private int? RateOf(string country, string category) =>
        Taxes.FirstOrDefault(row => Fits(row.Country, country) && Fits(row.Category, category))?.RatePpm;

    private static bool Fits(string row, string asked) => row == Any || row == asked;
}

/// <param name="Country">ISO 3166-1 alpha-2, or <c>*</c>.</param>
/// <param name="Category">Such as <c>food</c>, or <c>*</c>.</param>
/// <param name="RatePpm">Millionths: 190 000 is 19 %.</param>
public sealed record TaxRow(string Country, string Category, int RatePpm);

/// <param name="Country">ISO 3166-1 alpha-2, or <c>*</c>.</param>
/// <param name="Service">Such as <c>express</c>, or <c>*</c>.</param>
/// <param name="Price">In the currency of the orders that it is for.</param>
public sealed record ShippingRow(string Country, string Service, Money Price)
{
    /// <summary>How the postal code begins; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PostalPrefix { get; init; }

    /// <summary>Zones: from which to which beginning of a postal code, both included; null for any. Spaces, hyphens and
    /// case do not count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PostalRange>? PostalRanges { get; init; }

    /// <summary>The heaviest order it is for, grams; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? GramsUpTo { get; init; }

    /// <summary>The most valuable order it is for, minor units of its goods after discounts; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ValueUpTo { get; init; }

    /// <summary>Whether it is for a postal code.</summary>
    internal bool IsIn(string postalCode)
    {
        var code = Plain(postalCode);
        return code.StartsWith(Plain(PostalPrefix ?? string.Empty), StringComparison.Ordinal)
            && (PostalRanges is null || PostalRanges.Any(range => IsWithin(code, Plain(range.From), Plain(range.To))));
    }

    /// <summary>Which of the ranges is none; null when all are good.</summary>
    internal int? RangesFault() =>
        (PostalRanges ?? []).Index().Where(each => !IsRange(Plain(each.Item.From), Plain(each.Item.To)))
            .Select(each => (int?)each.Index).FirstOrDefault();

    private static bool IsRange(string from, string to) =>
        from.Length > 0 && from.Length == to.Length && from.All(char.IsAsciiLetterOrDigit)
        && to.All(char.IsAsciiLetterOrDigit) && string.CompareOrdinal(from, to) <= 0;

    private static bool IsWithin(string code, string from, string to) =>
        code.Length >= from.Length
        && string.CompareOrdinal(code, 0, from, 0, from.Length) >= 0
        && string.CompareOrdinal(code, 0, to, 0, to.Length) <= 0;

    private static string Plain(string postalCode) =>
        postalCode.Replace(" ", string.Empty, StringComparison.Ordinal)
            .Replace("-", string.Empty, StringComparison.Ordinal)
            .ToUpperInvariant();
}

/// <param name="From">How the first code of the zone begins, such as <c>10</c>.</param>
/// <param name="To">How the last one begins; as long as <paramref name="From"/>.</param>
public sealed record PostalRange(string From, string To);
