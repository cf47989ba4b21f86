using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;

namespace Oms.Central.Orders;

/// <summary>How the location of a line is decided that the order does not name.</summary>
/// <param name="Due">Why a location is to be decided, such as <see cref="Placed"/>; null once it is.</param>
/// <param name="Attempts">How often another location was looked for because of what happened at one.</param>
/// <param name="Decision">The number of the decision that put it where it is; 0 for none yet.</param>
/// <param name="Waits">Whether the decision knew that the units have to wait there.</param>
public sealed record LineRoute(string? Due, int Attempts, int Decision, bool Waits)
{
    /// <summary>The order was placed, or a change added the line.</summary>
    public const string Placed = "placed";

    /// <summary>The stock that was to serve it is gone: sold, counted away, or set aside.</summary>
    public const string StockDip = "stock-dip";

    /// <summary>The location lets nobody wait for the product.</summary>
    public const string Denied = "denied";

    /// <summary>The location turned it down.</summary>
    public const string TurnedDownThere = "turned-down";

    /// <summary>A person asked for it.</summary>
    public const string Requested = "requested";

    /// <summary>The location sends nothing at the moment.</summary>
    public const string Disruption = "disruption";

    /// <summary>The location can send no more orders on the day.</summary>
    public const string Capacity = "capacity";

    /// <summary>A person moved its fulfilment order.</summary>
    public const string Moved = "moved";

    /// <summary>Other locations are looked for so often by themselves; after that units wait where they are.</summary>
    public const int AttemptsMax = 5;

    public static LineRoute New { get; } = new(Placed, 0, 0, false);

    /// <summary>Locations that turned it down, or that a person excluded; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedSet<string>? TurnedDown { get; init; }

    /// <summary>Whether a dip of the stock has another location looked for.</summary>
    [JsonIgnore]
    public bool MayMove => Due is null && !Waits && Attempts < AttemptsMax;
}

/// <summary>The decisions by which an order's locations were chosen.</summary>
/// <param name="Problem">Why lines have no location; null where all have one.</param>
public sealed record OrderRouting(ImmutableList<RoutingRef> Decisions, string? Problem)
{
    /// <summary>Decisions of one order; more are refused.</summary>
    public const int DecisionsMax = 100;

    public static OrderRouting None { get; } = new([], null);
}

/// <summary>A decision, and what it did to the order.</summary>
/// <param name="Decision">Under what id all that it was made from, and its reasons, are kept.</param>
/// <param name="InputsSha256">SHA-256, hex, of what it was made from.</param>
/// <param name="Unserved">How many lines no location may serve.</param>
public sealed record RoutingRef(
    int Number,
    string Decision,
    string Policy,
    int Version,
    string InputsSha256,
    int Unserved,
    Instant At);

/// <summary>Where units of a line are to leave from.</summary>
/// <param name="Waits">Whether it was known that they wait there.</param>
/// <param name="NewLine">The line that they are from now on; null where they stay in theirs.</param>
public sealed record RoutedUnits(int Line, string Location, int Quantity, bool Waits, int? NewLine = null)
{
    /// <summary>The supplier that sends them, where the location stands for one; null for stock of ours.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LineSupply? Supply { get; init; }
}

/// <summary>A place that a decision needs at a location which sends only so many orders a day.</summary>
/// <param name="On">The day, in the location's own time.</param>
public sealed record PlaceAsk(string Location, LocalDate On);

/// <summary>The order's place at a location which sends only so many orders a day.</summary>
/// <param name="On">The day, in the location's own time.</param>
public sealed record OrderPlace(string Location, LocalDate On, PlaceStage Stage);

/// <summary>How far a place is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PlaceStage>))]
public enum PlaceStage
{
    /// <summary>Asked for; the location has not answered.</summary>
    Asked,

    /// <summary>Taken, until the order is released or leaves from elsewhere.</summary>
    Held,

    /// <summary>Taken, and being made to last.</summary>
    Confirming,

    /// <summary>Taken for good.</summary>
    Confirmed,
}

/// <summary>What a location said about a place.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PlaceAnswer>))]
public enum PlaceAnswer
{
    Held,
    Confirmed,
    Refused,
}
