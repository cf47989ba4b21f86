using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Fulfilments;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Central.Products;
using Oms.Custody.CheckOuts;
using Oms.Custody.Places;

namespace Oms.Central.Locations;

/// <summary>What is known of a location. Members that are null are not known, or there are none.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="TimeZone">An id of the tz database, such as <c>America/Chicago</c>; hours are in it.</param>
/// <param name="Gln">Its Global Location Number.</param>
/// <param name="Hours">When it works, several times a day if need be, up to 28; null for always.</param>
/// <param name="ClosedOn">Days on which it does not work, up to 400.</param>
/// <param name="CutOff"><c>HH:mm</c>: what is released by then leaves on the same day.</param>
/// <param name="HazardClasses">Dangerous goods that it may hold (49 CFR 173.2).</param>
/// <param name="Bands">The temperatures that it can keep, up to 20.</param>
/// <param name="DailyOrders">Orders that it can send on one day, 0 to 1 000 000; null where that is no limit.</param>
public sealed record LocationTerms(
    string Name,
    LocationKind Kind,
    string TimeZone,
    string? Gln = null,
    PostalAddress? Address = null,
    Position? Position = null,
    IReadOnlyList<OpeningHours>? Hours = null,
    IReadOnlyList<LocalDate>? ClosedOn = null,
    string? CutOff = null,
    IReadOnlyList<string>? HazardClasses = null,
    IReadOnlyList<TemperatureBand>? Bands = null,
    int? DailyOrders = null)
{
    /// <summary>How orders leave it; null where trucks are loaded straight from the shelf.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FulfilmentTerms? Fulfilment { get; init; }

    /// <summary>Vehicles that may stand in hand-over at its depot before it counts as congested, 0 to 10 000; null
    /// where that does not matter.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CongestedAbove { get; init; }

    /// <summary>What a supplier sends from here straight to our customers; null where stock of ours is. Only of a
    /// location of the kind <see cref="LocationKind.SupplierVirtual"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DropShipTerms? DropShip { get; init; }

    private const int CongestedMax = 10_000;
    private const int NameMax = 200;
    private const int HoursMax = 28;
    private const int ClosedMax = 400;
    private const int ClassesMax = 20;
    private const int BandsMax = 20;
    private const int DailyOrdersMax = 1_000_000;
    private const int MinutesOfDay = 24 * 60;
    private const int AddressLinesMax = 6;
    private const int AddressTextMax = 200;

    /// <summary>What a list of hazard classes must be.</summary>
    public static string HazardRule =>
        $"Up to {ClassesMax} classes or divisions of 49 CFR 173.2, such as 3 or 2.1, none twice.";

    /// <summary>Whether these are the same terms, member by member.</summary>
    public bool IsSameAs(LocationTerms other) => WrittenForm.IsSame(this, other, LocationJson.Default.LocationTerms);

    /// <summary>The first member that is out of its range, as a JSON Pointer within the request; null when all are
    /// good.</summary>
    public LocationRejection.InvalidTerms? Fault() =>
        !IsText(Name, NameMax)
            ? new("/terms/name", $"It must have 1 to {NameMax} characters, none a control character.")
        : DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) is null
            ? new("/terms/time_zone", "It must be an id of the tz database, such as America/Chicago.")
        : Gln is { } gln && !Gs1.Gln.TryParse(gln, out _)
            ? new("/terms/gln", "It must be 13 digits, the last one the check digit.")
        : Address is { } address && !IsAddress(address)
            ? new("/terms/address", $"1 to {AddressLinesMax} lines, a city, a postal code, a country of two letters.")
        : Position is { IsOnEarth: false }
            ? new("/terms/position", "It must be in microdegrees, within 90 and 180 degrees.")
        : HoursFault()
        ?? (ClosedOn?.Count > ClosedMax ? new("/terms/closed_on", $"Up to {ClosedMax} days.")
        : CutOff is { } cutOff && MinutesOf(cutOff) is null ? new("/terms/cut_off", "It must be HH:mm, such as 15:30.")
        : !AreHazards(HazardClasses) ? new("/terms/hazard_classes", HazardRule)
        : Bands is { } bands && (bands.Count > BandsMax || bands.Any(band => band.MinMilliC > band.MaxMilliC))
            ? new("/terms/bands", $"Up to {BandsMax}, the lowest temperature of each not above its highest.")
        : DailyOrders is < 0 or > DailyOrdersMax ? new("/terms/daily_orders", $"It must be from 0 to {DailyOrdersMax}.")
        : Fulfilment is { } work && !SsccSeries.IsPrefix(work.CompanyPrefix)
            ? new("/terms/fulfilment/company_prefix", SsccSeries.PrefixRule)
        : Fulfilment is { Weights.IsSound: false }
            ? new("/terms/fulfilment/weights", "Grams are from 0 to 100000, the tolerance from 0 to 1000 permille.")
        : CongestedAbove is < 0 or > CongestedMax
            ? new("/terms/congested_above", $"It must be from 0 to {CongestedMax}.")
        : DropShip is null ? null
        : Kind != LocationKind.SupplierVirtual || Fulfilment is not null
            ? new("/terms/drop_ship", "Only a location of the kind supplier_virtual that nobody picks at has it.")
        : DropShip.Fault());

    /// <summary>Whether a list holds hazard classes, none twice.</summary>
    public static bool AreHazards(IReadOnlyList<string>? classes) =>
        classes is null
        || (classes.Count <= ClassesMax
            && classes.All(ProductTerms.IsHazardClass)
            && classes.Distinct(StringComparer.Ordinal).Count() == classes.Count);

    /// <summary>Whether an address has its parts, each of a length that can be printed.</summary>
    public static bool IsAddress(PostalAddress address) =>
        address.Lines.Count is >= 1 and <= AddressLinesMax
        && address.Lines.Append(address.City).Append(address.PostalCode).All(text => IsText(text, AddressTextMax))
        && address.Country.Length == 2 && address.Country.All(char.IsAsciiLetterUpper);

    private LocationRejection.InvalidTerms? HoursFault()
    {
        if (Hours is null)
        {
            return null;
        }

        if (Hours.Count > HoursMax)
        {
            return new("/terms/hours", $"Up to {HoursMax}.");
        }

        for (var i = 0; i < Hours.Count; i++)
        {
            var (from, until) = (MinutesOf(Hours[i].From), MinutesOf(Hours[i].Until));
            if (from is null || until is null || from >= until)
            {
                return new($"/terms/hours/{i}", "From and until must be HH:mm, the second later than the first.");
            }

            if (Hours.Take(i).Any(other => other.Day == Hours[i].Day
                && MinutesOf(other.From) < until && from < MinutesOf(other.Until)))
            {
                return new($"/terms/hours/{i}", "It overlaps with others of the same day.");
            }
        }

        return null;
    }

    /// <summary>Minutes from midnight of <c>HH:mm</c>, up to <c>24:00</c>; null when it is none.</summary>
    internal static int? MinutesOf(string text) =>
        text.Length == 5 && text[2] == ':'
        && int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
        && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
        && minutes < 60 && (hours * 60) + minutes <= MinutesOfDay
            ? (hours * 60) + minutes
            : null;

    private static bool IsText(string text, int charsMax) =>
        text.Length >= 1 && text.Length <= charsMax && !text.Any(char.IsControl);
}
