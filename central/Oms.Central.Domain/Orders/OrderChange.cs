using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;

namespace Oms.Central.Orders;

/// <summary>A change that is proposed, and neither confirmed nor over.</summary>
/// <param name="Number">From 1 on, within the order.</param>
/// <param name="Cuts">Units that it takes from lines.</param>
/// <param name="Added">Numbers of the lines that it adds; they are among the order's lines already.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="TtlSeconds">How long stock items promise what it adds.</param>
public sealed record OrderChange(
    int Number,
    IReadOnlyList<LineCut> Cuts,
    IReadOnlyList<int> Added,
    Instant ProposedAt,
    Instant ExpiresAt,
    int TtlSeconds,
    string Reason,
    string By)
{
    /// <summary>Where the order is to go instead; null where that stays.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderDestination? Destination { get; init; }

    /// <summary>What it costs; null where it prices nothing anew.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChangePrices? Prices { get; init; }

    /// <summary>How what is owed in addition is paid; null for as the order was paid so far.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Tender? Tender { get; init; }
}

/// <summary>The last change that ended.</summary>
public sealed record EndedChange(int Number, ChangeOutcome Outcome);

[JsonConverter(typeof(SnakeCaseEnumConverter<ChangeOutcome>))]
public enum ChangeOutcome
{
    Confirmed,
    Declined,
    Expired,
}
