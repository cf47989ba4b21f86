using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Central.Locations;

namespace Oms.Central.Carriers;

/// <summary>Who makes a carrier's labels.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CarrierKind>))]
public enum CarrierKind
{
    /// <summary>We do: price and number follow from these terms.</summary>
    Table,

    /// <summary>The carrier does, and is asked over HTTP.</summary>
    Http,
}

/// <summary>What is known of a carrier.</summary>
/// <param name="Name">1 to 64 characters.</param>
/// <param name="Currency">That of all its rates: an ISO 4217 code.</param>
/// <param name="Services">1 to <see cref="ServicesMax"/>, no id twice.</param>
public sealed record CarrierTerms(
    string Name, CarrierKind Kind, string Currency, IReadOnlyList<CarrierService> Services)
{
    public const int ServicesMax = 20;

    /// <summary>Whether these are the same terms, member by member.</summary>
    public bool IsSameAs(CarrierTerms other) => WrittenForm.IsSame(this, other, CarrierJson.Default.CarrierTerms);

    /// <summary>The first member that is out of its range, as a JSON Pointer within the terms; null when all are
    /// good.</summary>
    public CarrierRejection.InvalidTerms? Fault()
    {
        if (!Orders.OrderTerms.IsName(Name))
        {
            return new("/name", "It must have 1 to 64 characters, none a control character.");
        }

        if (Finance.Currency.Find(Currency) is null)
        {
            return new("/currency", "It must be a currency of ISO 4217, such as EUR.");
        }

        if (Services.Count is < 1 or > ServicesMax)
        {
            return new("/services", $"A carrier has 1 to {ServicesMax} services.");
        }

        for (var i = 0; i < Services.Count; i++)
        {
            if (Services[i] is not { } service)
            {
                return new($"/services/{i}", "It must be a service.");
            }

            if (Services.Take(i).Any(other => other.Id == service.Id))
            {
                return new($"/services/{i}/id", "The service is named twice.");
            }

            if (service.Fault() is var (field, reason))
            {
                return new($"/services/{i}{field}", reason);
            }
        }

        return null;
    }
}

/// <summary>Which way the parcels of a service go.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ServiceUse>))]
public enum ServiceUse
{
    /// <summary>To customers and back.</summary>
    Both,
    Outbound,
    Return,
}

/// <summary>What a carrier offers, for what price, and what it takes.</summary>
/// <remarks>
/// A parcel costs <c>base + zone + per_kg * kg + per_100_km * 100 km</c>, where what is begun counts in full.
/// </remarks>
/// <param name="Id">1 to 32 of <c>a-z 0-9 -</c>.</param>
/// <param name="BaseMinor">Minor units, 0 to <see cref="MinorMax"/>; the other rates likewise.</param>
/// <param name="TransitDays">Days from the pick-up to the delivery, 0 to <see cref="DaysMax"/>, where no zone says
/// otherwise.</param>
/// <param name="GramsMax">The heaviest parcel, 1 to <see cref="ParcelGramsMax"/>.</param>
/// <param name="GirthMmMax">The largest parcel: its longest side and twice the other two, millimetres; null for any. A
/// parcel that nobody has measured passes.</param>
/// <param name="Zones">Where it goes, the first that fits counts; null for everywhere.</param>
/// <param name="HazardClasses">Dangerous goods that it takes (49 CFR 173.2); null for none.</param>
/// <param name="PickupDays">On which days it picks parcels up; null for all.</param>
/// <param name="CutOff"><c>HH:mm</c>, in the location's time zone: what is packed by then is picked up on the same day;
/// null where only the location's own counts.</param>
public sealed record CarrierService(
    string Id,
    string Name,
    long BaseMinor,
    int TransitDays,
    int GramsMax,
    long PerKgMinor = 0,
    long Per100KmMinor = 0,
    int? GirthMmMax = null,
    IReadOnlyList<ServiceZone>? Zones = null,
    IReadOnlyList<string>? HazardClasses = null,
    IReadOnlyList<Weekday>? PickupDays = null,
    string? CutOff = null,
    ServiceUse Use = ServiceUse.Both)
{
    /// <summary>The highest rate, minor units.</summary>
    public const long MinorMax = 1_000_000_000;

    public const int DaysMax = 60;

    /// <summary>The heaviest parcel: a hundred tonnes.</summary>
    public const int ParcelGramsMax = 100_000_000;

    private const int GirthMax = 1_000_000;
    private const int ZonesMax = 100;
    private const int IdMax = 32;

    /// <summary>Whether a text may be the id of a service.</summary>
    public static bool IsId(string text) =>
        text.Length is >= 1 and <= IdMax
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    internal (string Field, string Reason)? Fault() =>
        !IsId(Id) ? ("/id", $"It must be 1 to {IdMax} of a-z, 0-9 and -.")
        : !Orders.OrderTerms.IsName(Name) ? ("/name", "It must have 1 to 64 characters, none a control character.")
        : !IsRate(BaseMinor) ? ("/base_minor", RateRule)
        : !IsRate(PerKgMinor) ? ("/per_kg_minor", RateRule)
        : !IsRate(Per100KmMinor) ? ("/per100_km_minor", RateRule)
        : TransitDays is < 0 or > DaysMax ? ("/transit_days", $"It must be from 0 to {DaysMax}.")
        : GramsMax is < 1 or > ParcelGramsMax ? ("/grams_max", $"It must be from 1 to {ParcelGramsMax}.")
        : GirthMmMax is < 1 or > GirthMax ? ("/girth_mm_max", $"It must be from 1 to {GirthMax}.")
        : !LocationTerms.AreHazards(HazardClasses) ? ("/hazard_classes", LocationTerms.HazardRule)
        : PickupDays is { } days && (days.Count == 0 || days.Distinct().Count() != days.Count)
            ? ("/pickup_days", "Name each day once, at least one.")
        : CutOff is { } cutOff && LocationTerms.MinutesOf(cutOff) is null
            ? ("/cut_off", "It must be HH:mm, such as 15:30.")
        : ZoneFault();

    private static string RateRule => $"It must be from 0 to {MinorMax}.";

    private static bool IsRate(long minor) => minor is >= 0 and <= MinorMax;

    private (string Field, string Reason)? ZoneFault()
    {
        if (Zones?.Count is < 1 or > ZonesMax)
        {
            return ("/zones", $"1 to {ZonesMax} zones; leave it out for everywhere.");
        }

        foreach (var (i, zone) in (Zones ?? []).Index())
        {
            if (zone is null || !Orders.OrderTerms.IsName(zone.Name))
            {
                return ($"/zones/{i}/name", "It must have 1 to 64 characters, none a control character.");
            }

            if (zone.Country.Length != 2 || !zone.Country.All(char.IsAsciiLetterUpper))
            {
                return ($"/zones/{i}/country", "It must be two letters of ISO 3166-1, such as DE.");
            }

            if (!IsRate(zone.AddMinor) || zone.TransitDays is < 0 or > DaysMax)
            {
                return ($"/zones/{i}", $"{RateRule} Transit days are from 0 to {DaysMax}.");
            }

            if (zone.PostalPrefixes is { } prefixes && (prefixes.Count is < 1 or > ZonesMax
                || prefixes.Any(prefix => prefix is null || prefix.Length is < 1 or > 10)))
            {
                return ($"/zones/{i}/postal_prefixes", $"1 to {ZonesMax} of 1 to 10 characters; leave it out for all.");
            }
        }

        return null;
    }
}

/// <summary>Where parcels of a service go.</summary>
/// <param name="Country">ISO 3166-1, two letters.</param>
/// <param name="TransitDays">Days from the pick-up to the delivery.</param>
/// <param name="PostalPrefixes">How postal codes there begin; null for the whole country.</param>
/// <param name="AddMinor">What a parcel there costs more, minor units.</param>
public sealed record ServiceZone(
    string Name, string Country, int TransitDays, IReadOnlyList<string>? PostalPrefixes = null, long AddMinor = 0)
{
    internal bool Has(string country, string? postalCode) =>
        country == Country && (PostalPrefixes is null
            || (postalCode is not null && PostalPrefixes.Any(prefix =>
                postalCode.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))));
}
