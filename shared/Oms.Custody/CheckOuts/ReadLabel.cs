using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Json;

namespace Oms.Custody.CheckOuts;

/// <summary>What a label says by itself, as it is kept in a record.</summary>
public sealed record ReadLabel
{
    /// <summary>The trade item, or the one that a logistic unit holds: 14 digits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gtin { get; init; }

    /// <summary>The logistic unit: 18 digits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sscc { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Lot { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Serial { get; init; }

    /// <summary>The last day on which it may be used.</summary>
    [JsonConverter(typeof(LocalDateJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? Expiry { get; init; }

    /// <summary>Trade items within, where the label counts them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Count { get; init; }

    /// <param name="year">The year of reading, which decides about a date's century.</param>
    /// <returns>Null for what is no label of GS1.</returns>
    internal static ReadLabel? Of(Label label, int year) =>
        label.Elements.Count == 0
            ? null
            : new ReadLabel
            {
                Gtin = (label.Gtin ?? label.Content)?.Digits,
                Sscc = label.Sscc?.Digits,
                Lot = label.Lot,
                Serial = label.Serial,
                Expiry = label.Expiry(year),
                Count = label.Count,
            };
}
