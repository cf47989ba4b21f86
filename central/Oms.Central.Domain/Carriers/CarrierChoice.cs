using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Locations;

namespace Oms.Central.Carriers;

/// <summary>What a parcel is, where it goes, and for when it is promised.</summary>
/// <param name="Use">Which way it goes; never <see cref="ServiceUse.Both"/>.</param>
/// <param name="GirthMm">Its longest side and twice the other two, millimetres; null where nobody measured it.</param>
/// <param name="HazardClasses">Dangerous goods in it (49 CFR 173.2).</param>
/// <param name="PostalCode">Decides the zone, and is not kept; null where it is not known.</param>
/// <param name="Metres">How far it goes; null where that is not known.</param>
/// <param name="Promise">The day for which it is promised; null where none is.</param>
public sealed record ParcelQuestion(
    ServiceUse Use,
    long Grams,
    int? GirthMm,
    IReadOnlyList<string> HazardClasses,
    string Country,
    string? PostalCode,
    long? Metres,
    LocalDate? Promise,
    string Currency);

/// <summary>What became of a service when one was chosen.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ServiceFate>))]
public enum ServiceFate
{
    Chosen,

    /// <summary>It could carry the parcel, and another one was better.</summary>
    Lost,

    /// <summary>It cannot carry the parcel.</summary>
    Excluded,
}

/// <param name="Version">That of the carrier's terms.</param>
/// <param name="Why">Such as <c>weight</c> or <c>dearer</c>; null for the one that was chosen.</param>
/// <param name="CostMinor">Minor units; null where it was not worked out.</param>
/// <param name="ArrivesOn">Null where it was not worked out.</param>
public sealed record ServiceVerdict(
    string Carrier,
    int Version,
    string Service,
    ServiceFate Fate,
    string? Why,
    long? CostMinor,
    LocalDate? PickupOn,
    LocalDate? ArrivesOn);

/// <summary>Why a parcel goes with the service that it goes with.</summary>
/// <param name="IsLate">Whether no service arrives by the promised day, so that the fastest one was chosen.</param>
/// <param name="Services">The chosen one first; those that could carry the parcel before those that cannot.</param>
/// <param name="More">Verdicts that were left out.</param>
public sealed record CarrierDecision(
    long Grams,
    int? GirthMm,
    IReadOnlyList<string> HazardClasses,
    string Country,
    long? Metres,
    LocalDate? Promise,
    bool IsLate,
    IReadOnlyList<ServiceVerdict> Services,
    int More)
{
    /// <summary>The service that was chosen; null where none can carry the parcel.</summary>
    [JsonIgnore]
    public ServiceVerdict? Chosen => Services.FirstOrDefault(each => each.Fate == ServiceFate.Chosen);
}

/// <summary>Chooses the service that carries a parcel: of those that keep the promise the cheapest, else the
/// fastest.</summary>
/// <remarks>It reads nothing else, so the same question has the same answer.</remarks>
public static class CarrierChoice
{
    /// <summary>Verdicts that are kept of a decision.</summary>
    public const int VerdictsMax = 40;

    private const int GramsOfKilogram = 1_000;
    private const int MetresOfRate = 100_000;

    /// <param name="carriers">Those that there are, with the version of their terms.</param>
    /// <param name="location">The location that the parcel leaves from.</param>
    /// <param name="named">The service that somebody wants; null for whichever is best.</param>
    public static CarrierDecision Choose(
        ParcelQuestion parcel,
        IEnumerable<(string Id, int Version, CarrierTerms Terms)> carriers,
        LocationTerms location,
        Instant now,
        (string Carrier, string? Service)? named = null)
    {
        var offers = (
            from carrier in carriers
            orderby carrier.Id
            from service in carrier.Terms.Services
            select Offer(parcel, carrier, service, location, now)).ToList();
        var fit = offers.FindAll(offer => offer.Fate == ServiceFate.Lost);
        var wanted = fit.FindAll(offer => named is not { } want
            || (offer.Carrier == want.Carrier && (want.Service ?? offer.Service) == offer.Service));
        var intime = wanted.FindAll(offer => parcel.Promise is null || offer.ArrivesOn <= parcel.Promise);
        var best = intime.Count > 0
            ? intime.OrderBy(offer => offer.CostMinor).ThenBy(offer => offer.ArrivesOn)
                .ThenBy(offer => offer.Carrier, StringComparer.Ordinal)
                .ThenBy(offer => offer.Service, StringComparer.Ordinal).First()
            : wanted.OrderBy(offer => offer.ArrivesOn).ThenBy(offer => offer.CostMinor)
                .ThenBy(offer => offer.Carrier, StringComparer.Ordinal)
                .ThenBy(offer => offer.Service, StringComparer.Ordinal).FirstOrDefault();
        List<ServiceVerdict> verdicts =
        [
            .. best is null ? [] : new[] { best with { Fate = ServiceFate.Chosen, Why = null } },
            .. fit.Where(offer => offer != best)
                .OrderBy(offer => offer.CostMinor)
                .Select(offer => offer with { Why = Lost(offer, best, wanted, intime) }),
            .. offers.Where(offer => offer.Fate == ServiceFate.Excluded),
        ];
        return new CarrierDecision(
            parcel.Grams, parcel.GirthMm, parcel.HazardClasses, parcel.Country, parcel.Metres, parcel.Promise,
            best is not null && intime.Count == 0, [.. verdicts.Take(VerdictsMax)],
            int.Max(0, verdicts.Count - VerdictsMax));
    }

    private static string Lost(
        ServiceVerdict offer, ServiceVerdict? best, List<ServiceVerdict> wanted, List<ServiceVerdict> intime) =>
        best is null || !wanted.Contains(offer) ? "another-was-named"
        : intime.Count == 0 ? offer.ArrivesOn > best.ArrivesOn ? "slower" : "dearer"
        : !intime.Contains(offer) ? "late"
        : offer.CostMinor > best.CostMinor ? "dearer"
        : offer.ArrivesOn > best.ArrivesOn ? "slower"
        : "same";

    private static ServiceVerdict Offer(
        ParcelQuestion parcel,
        (string Id, int Version, CarrierTerms Terms) carrier,
        CarrierService service,
        LocationTerms location,
        Instant now)
    {
        var zone = service.Zones?.FirstOrDefault(each => each.Has(parcel.Country, parcel.PostalCode));
        var pickup = PickupOn(service, location, now);
        var why = service.Use != ServiceUse.Both && service.Use != parcel.Use ? "direction"
            : parcel.Grams > service.GramsMax ? "weight"
            : parcel.GirthMm > service.GirthMmMax ? "girth"
            : parcel.HazardClasses.Any(hazard => service.HazardClasses?.Contains(hazard) != true) ? "hazard"
            : service.Zones is not null && zone is null ? "zone"
            : service.Per100KmMinor > 0 && parcel.Metres is null ? "distance"
            : carrier.Terms.Currency != parcel.Currency ? "currency"
            : pickup is null ? "calendar"
            : null;
        return why is not null
            ? new ServiceVerdict(
                carrier.Id, carrier.Version, service.Id, ServiceFate.Excluded, why, null, null, null)
            : new ServiceVerdict(
                carrier.Id, carrier.Version, service.Id, ServiceFate.Lost, null,
                service.BaseMinor + (zone?.AddMinor ?? 0)
                    + (service.PerKgMinor * Begun(parcel.Grams, GramsOfKilogram))
                    + (service.Per100KmMinor * Begun(parcel.Metres ?? 0, MetresOfRate)),
                pickup,
                pickup!.Value.PlusDays(zone?.TransitDays ?? service.TransitDays));
    }

    private static long Begun(long amount, long unit) => (amount + unit - 1) / unit;

    /// <summary>The first day on which the location sends and the service picks up; null where there is none within
    /// <see cref="DispatchCalendar.DaysMax"/> days.</summary>
    private static LocalDate? PickupOn(CarrierService service, LocationTerms location, Instant now)
    {
        var local = now.InZone(DateTimeZoneProviders.Tzdb[location.TimeZone]).LocalDateTime;
        if (location.DispatchDay(now) is not { } first)
        {
            return null;
        }

        var minute = (local.Hour * 60) + local.Minute;
        var late = first == local.Date && service.CutOff is { } cutOff && minute > LocationTerms.MinutesOf(cutOff);
        for (var ahead = late ? 1 : 0; ahead <= DispatchCalendar.DaysMax; ahead++)
        {
            var day = first.PlusDays(ahead);
            if (location.WorksOn(day)
                && service.PickupDays?.Contains((Weekday)((int)day.DayOfWeek - 1)) != false)
            {
                return day;
            }
        }

        return null;
    }
}
