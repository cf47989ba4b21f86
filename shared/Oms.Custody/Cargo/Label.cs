using NodaTime;
using Oms.Custody.Findings;
using Oms.Gs1;

namespace Oms.Custody.Cargo;

/// <summary>What a scan says, by GS1's rules.</summary>
/// <param name="Raw">The code as it was read; kept whatever it is.</param>
/// <param name="Elements">Its elements in their order; those that are sound, where others are not.</param>
/// <param name="Findings">What is wrong with it; empty when everything was understood.</param>
public sealed record Label(
    string Raw, LabelForm Form, IReadOnlyList<LabelElement> Elements, IReadOnlyList<Finding> Findings)
{
    /// <summary>The trade item (AI 01).</summary>
    public Gtin? Gtin => Value("01") is { } text && Gs1.Gtin.TryParse(text, out var gtin) ? gtin : null;

    /// <summary>The logistic unit (AI 00).</summary>
    public Sscc? Sscc => Value("00") is { } text && Gs1.Sscc.TryParse(text, out var sscc) ? sscc : null;

    /// <summary>The trade item that a logistic unit holds (AI 02).</summary>
    public Gtin? Content => Value("02") is { } text && Gs1.Gtin.TryParse(text, out var gtin) ? gtin : null;

    /// <summary>The place to deliver to (AI 410).</summary>
    public Gln? ShipTo => Value("410") is { } text && Gln.TryParse(text, out var gln) ? gln : null;

    /// <summary>A physical place (AI 414).</summary>
    public Gln? Location => Value("414") is { } text && Gln.TryParse(text, out var gln) ? gln : null;

    /// <summary>The lot (AI 10).</summary>
    public string? Lot => Value("10");

    /// <summary>The serial number (AI 21).</summary>
    public string? Serial => Value("21");

    /// <summary>How many trade items a logistic unit holds (AI 37), or a variable-count item has (AI 30).</summary>
    public int? Count => (Value("37") ?? Value("30")) is { } text ? LabelValues.Count(text) : null;

    /// <summary>When it was made (AI 11).</summary>
    /// <param name="year">The year of reading, which decides about the century.</param>
    public LocalDate? ProductionDate(int year) => Date("11", year);

    /// <summary>The last day of best quality (AI 15).</summary>
    /// <inheritdoc cref="ProductionDate"/>
    public LocalDate? BestBefore(int year) => Date("15", year);

    /// <summary>The last day on which it may be used (AI 17).</summary>
    /// <inheritdoc cref="ProductionDate"/>
    public LocalDate? Expiry(int year) => Date("17", year);

    /// <summary>Net weight in milligrams (AI 310n, 320n), rounded to the nearest.</summary>
    public long? NetMilligrams => Weight("310", "320");

    /// <summary>Gross weight in milligrams (AI 330n, 340n), rounded to the nearest.</summary>
    public long? GrossMilligrams => Weight("330", "340");

    /// <summary>The value of an identifier; null where the label has none.</summary>
    public string? Value(string ai) => Elements.FirstOrDefault(element => element.Ai == ai)?.Value;

    private LocalDate? Date(string ai, int year) =>
        Value(ai) is { } text ? LabelValues.Date(text, year) : null;

    private long? Weight(string kilograms, string pounds) =>
        Elements.FirstOrDefault(one => one.Ai.Length == 4 && one.Ai.AsSpan(0, 3).SequenceEqual(kilograms)) is { } kg
            ? LabelValues.Kilograms(kg)
        : Elements.FirstOrDefault(one => one.Ai.Length == 4 && one.Ai.AsSpan(0, 3).SequenceEqual(pounds)) is { } lb
            ? LabelValues.Pounds(lb)
        : null;
}
