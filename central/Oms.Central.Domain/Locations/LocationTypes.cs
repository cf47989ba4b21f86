using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Locations;

/// <summary>What kind of place it is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<LocationKind>))]
public enum LocationKind
{
    Warehouse,
    Store,
    Depot,

    /// <summary>A supplier's stock that is sold from as if it were ours.</summary>
    SupplierVirtual,

    /// <summary>Where units are while they go from one place to another.</summary>
    InTransit,
}

/// <summary>How orders leave a location.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<FulfilmentMode>))]
public enum FulfilmentMode
{
    /// <summary>Pickers take the units from the shelf and pack them; a truck takes packages.</summary>
    PickAndPack,
}

/// <summary>How orders leave a location.</summary>
/// <param name="CompanyPrefix">The GS1 Company Prefix that its packages are numbered with, 4 to 12 digits.</param>
public sealed record FulfilmentTerms(FulfilmentMode Mode, string CompanyPrefix)
{
    /// <summary>What packages weigh; null for <see cref="PackageWeights.Standard"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PackageWeights? Weights { get; init; }
}

/// <summary>What packages weigh, and how exactly they are to.</summary>
/// <param name="TareGrams">The package itself, 0 to 100 000.</param>
/// <param name="ToleranceGrams">How much a package may always weigh more or less, 0 to 100 000.</param>
/// <param name="TolerancePermille">How much of what it should weigh, where that is more, 0 to 1 000.</param>
public sealed record PackageWeights(int TareGrams = 250, int ToleranceGrams = 100, int TolerancePermille = 50)
{
    private const int GramsMax = 100_000;
    private const int WholePermille = 1_000;

    public static PackageWeights Standard { get; } = new();

    /// <summary>What a package of units should weigh.</summary>
    /// <param name="units">What its units weigh, grams.</param>
    public Fulfilments.WeightCheck Of(long units) => new(
        units + TareGrams,
        long.Max(ToleranceGrams, (units + TareGrams) * TolerancePermille / WholePermille));

    internal bool IsSound =>
        TareGrams is >= 0 and <= GramsMax && ToleranceGrams is >= 0 and <= GramsMax
        && TolerancePermille is >= 0 and <= WholePermille;
}

[JsonConverter(typeof(SnakeCaseEnumConverter<LocationStatus>))]
public enum LocationStatus
{
    Absent,
    Open,
    Closed,
}

[JsonConverter(typeof(SnakeCaseEnumConverter<Weekday>))]
public enum Weekday
{
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// <summary>When a place works on one day of the week, in its own time zone.</summary>
/// <param name="From"><c>HH:mm</c>.</param>
/// <param name="Until"><c>HH:mm</c>, later than <paramref name="From"/>; <c>24:00</c> is the day's end.</param>
public sealed record OpeningHours(Weekday Day, string From, string Until);

/// <summary>What keeps a location from sending anything, such as snow.</summary>
/// <param name="Until">When it is over by itself; null for once somebody says so.</param>
public sealed record LocationDisruption(string Reason, Instant Since, Instant? Until);

/// <summary>A place for units within a location. What it holds at the moment is the stock's business.</summary>
/// <param name="Code">What is written on it, 1 to 32 characters.</param>
/// <param name="Zone">The part of the location that it is in.</param>
/// <param name="Units">How many units fit; null where that is no limit. The other two likewise.</param>
/// <param name="Grams">How much weight it bears.</param>
/// <param name="Millilitres">How much room it has.</param>
/// <param name="Band">The temperatures that it keeps; null where it is not controlled.</param>
/// <param name="HazardClasses">Dangerous goods that may be put there (49 CFR 173.2).</param>
public sealed record Bin(
    string Code,
    string? Zone = null,
    int? Units = null,
    long? Grams = null,
    long? Millilitres = null,
    TemperatureBand? Band = null,
    IReadOnlyList<string>? HazardClasses = null);
