using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Json;

namespace Oms.Central.Transfers;

/// <summary>How far a transfer is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<TransferStatus>))]
public enum TransferStatus
{
    Absent,

    /// <summary>Planned; nothing is taken.</summary>
    Draft,

    /// <summary>Picked and packed; nothing is taken yet.</summary>
    Ready,

    /// <summary>Its units have left, or are about to.</summary>
    InTransit,

    /// <summary>Some units have arrived.</summary>
    PartiallyReceived,

    /// <summary>Every unit has arrived or is said to be missing.</summary>
    Received,

    Cancelled,
}

/// <summary>What is to go from one location to another.</summary>
/// <param name="Lines">1 to <see cref="LinesMax"/>, numbered from 1 in this order.</param>
public sealed record TransferTerms(string From, string To, IReadOnlyList<TransferOrder> Lines)
{
    public const int LinesMax = 200;

    public const int QuantityMax = 1_000_000;

    /// <summary>What is wrong with them; null when nothing is.</summary>
    internal TransferRejection.Invalid? Fault()
    {
        if (!StockItemId.IsLocation(From) || !StockItemId.IsLocation(To))
        {
            return new(StockItemId.IsLocation(From) ? "/to" : "/from", StockItemId.LocationRule);
        }

        if (From == To)
        {
            return new("/to", "It is where the units are already.");
        }

        if (Lines.Count is < 1 or > LinesMax)
        {
            return new("/lines", $"A transfer has 1 to {LinesMax} lines.");
        }

        foreach (var (index, line) in Lines.Index())
        {
            if (!StockItemId.IsSku(line.Sku))
            {
                return new($"/lines/{index}/sku", StockItemId.SkuRule);
            }

            if (line.Quantity is < 1 or > QuantityMax)
            {
                return new($"/lines/{index}/quantity", $"It must be from 1 to {QuantityMax}.");
            }
        }

        return null;
    }

    internal bool IsSameAs(TransferTerms other) =>
        (From, To) == (other.From, other.To) && Lines.SequenceEqual(other.Lines);
}

public sealed record TransferOrder(string Sku, int Quantity);

/// <summary>A line and what became of it.</summary>
/// <param name="Refused">Why its units did not leave; null unless they did not.</param>
/// <param name="Lots">What left; empty until it has.</param>
public sealed record TransferLine(
    int Number, string Sku, int Quantity, string? Refused, IReadOnlyList<TransferLot> Lots)
{
    /// <summary>Whether its units have left or were refused.</summary>
    [JsonIgnore]
    public bool IsSettled => Refused is not null || Lots.Count > 0;

    [JsonIgnore]
    public int InTransit => Lots.Sum(lot => lot.InTransit);
}

/// <summary>Units of a lot on their way.</summary>
/// <param name="Sent">Units that left, at least 1.</param>
/// <param name="Received">Units that arrived.</param>
/// <param name="Missing">Units that are said not to arrive any more.</param>
public sealed record TransferLot(string Lot, LocalDate? Expires, int Sent, int Received, int Missing)
{
    /// <summary>The serials that are still on their way; null where units have none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Serials { get; init; }

    /// <summary>Units on their way that a location did not take; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TransferRefusal? Refused { get; init; }

    [JsonIgnore]
    public int InTransit => Sent - Received - Missing;
}

/// <summary>Units that were there and were not taken: somebody must receive them again, or say that they are
/// missing.</summary>
/// <param name="Quantity">At least 1, never more than are on their way.</param>
/// <param name="At">The location that refused last.</param>
/// <param name="Reason">Why it did.</param>
public sealed record TransferRefusal(int Quantity, string At, string Reason);

/// <summary>Units of a line that never arrived.</summary>
public sealed record TransferDiscrepancy(int Line, string Lot, int Missing)
{
    /// <summary>The sku of the line; null where nobody noted it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sku { get; init; }
}
