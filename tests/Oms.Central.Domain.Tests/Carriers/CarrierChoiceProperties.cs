using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Carriers;
using Oms.Central.Locations;
using Xunit;

namespace Oms.Central.Tests.Carriers;

/// <summary>Whatever carriers offer, the service is the cheapest that keeps the promise, else the fastest.</summary>
public sealed class CarrierChoiceProperties
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);
    private static readonly LocationTerms Site = new("North", LocationKind.Warehouse, "UTC", CutOff: "16:00");

    private static Gen<CarrierService> Services =>
        from id in Gen.Choose(1, 3)
        from minor in Gen.Choose(0, 3)
        from perKg in Gen.Choose(0, 2)
        from per100 in Gen.Choose(0, 2)
        from days in Gen.Choose(0, 3)
        from grams in Gen.Elements(500, 5_000, 50_000)
        from girth in Gen.Elements<int?>(null, 1_000, 3_000)
        from hazards in Gen.Elements<string[]?>(null, ["3"])
        from pickup in Gen.Elements<Weekday[]?>(null, [Weekday.Tuesday], [Weekday.Monday, Weekday.Friday])
        from cutOff in Gen.Elements<string?>(null, "11:00", "13:00")
        from use in Gen.Elements(ServiceUse.Both, ServiceUse.Outbound, ServiceUse.Return)
        from zones in Gen.Elements<ServiceZone[]?>(
            null, [new ServiceZone("near", "DE", 1, ["1"]), new ServiceZone("all", "DE", 2, null, 2)],
            [new ServiceZone("other", "FR", 1)])
        select new CarrierService(
            $"s{id}", "S", minor, days, grams, perKg, per100, girth, zones, hazards, pickup, cutOff, use);

    private static Gen<(string Id, int Version, CarrierTerms Terms)[]> Carriers =>
        (from id in Gen.Choose(1, 4)
         from services in Services.ArrayOf(3)
         from currency in Gen.Elements("EUR", "EUR", "USD")
         where services.Length > 0
         select ($"c{id}", 1, new CarrierTerms(
             "C", CarrierKind.Table, currency, [.. services.DistinctBy(service => service.Id)])))
        .ArrayOf(4).Select(all => all.DistinctBy(each => each.Item1).ToArray());

    private static Gen<ParcelQuestion> Parcels =>
        from grams in Gen.Choose(1, 20_000)
        from girth in Gen.Elements<int?>(null, 900, 2_000)
        from hazards in Gen.Elements<string[]>([], ["3"], ["8"])
        from postal in Gen.Elements<string?>(null, "12345", "99999")
        from metres in Gen.Elements<long?>(null, 100_000, 350_000)
        from promise in Gen.Elements<LocalDate?>(null, new LocalDate(2026, 11, 30), new LocalDate(2026, 12, 2))
        select new ParcelQuestion(
            ServiceUse.Outbound, grams, girth, hazards, "DE", postal, metres, promise, "EUR");

    [Fact]
    public void The_cheapest_that_keeps_the_promise_is_chosen_and_else_the_fastest() =>
        Always((parcel, carriers, decision) =>
        {
            // Weighed a second time, from the page alone.
            var fit = (
                from carrier in carriers
                from service in carrier.Terms.Services
                let zone = service.Zones?.FirstOrDefault(zone => zone.Country == "DE"
                    && (zone.PostalPrefixes is null || parcel.PostalCode?.StartsWith(
                        zone.PostalPrefixes[0], StringComparison.Ordinal) == true))
                where carrier.Terms.Currency == "EUR" && service.Use != ServiceUse.Return
                    && parcel.Grams <= service.GramsMax && !(parcel.GirthMm > service.GirthMmMax)
                    && parcel.HazardClasses.All(hazard => service.HazardClasses?.Contains(hazard) == true)
                    && (service.Zones is null || zone is not null)
                    && (service.Per100KmMinor == 0 || parcel.Metres is not null)
                let kilograms = (long)Math.Ceiling(parcel.Grams / 1000m)
                let hundreds = (long)Math.Ceiling((parcel.Metres ?? 0) / 100_000m)
                select (
                    Cost: service.BaseMinor + (zone?.AddMinor ?? 0) + (kilograms * service.PerKgMinor)
                        + (hundreds * service.Per100KmMinor),
                    Arrives: PickedUp(service).PlusDays(zone?.TransitDays ?? service.TransitDays))).ToList();
            var kept = fit.FindAll(each => parcel.Promise is null || each.Arrives <= parcel.Promise);
            if (fit.Count == 0)
            {
                Assert.Null(decision.Chosen);
                return;
            }

            var chosen = Assert.IsType<ServiceVerdict>(decision.Chosen);
            Assert.Equal(kept.Count == 0, decision.IsLate);
            Assert.Equal(
                kept.Count > 0
                    ? kept.Min(each => (each.Cost, each.Arrives))
                    : fit.OrderBy(each => each.Arrives).ThenBy(each => each.Cost).First(),
                (chosen.CostMinor!.Value, chosen.ArrivesOn!.Value));
        });

    [Fact]
    public void Every_service_has_one_verdict_and_a_reason_unless_it_is_chosen() =>
        Always((_, carriers, decision) =>
        {
            Assert.Equal(
                carriers.Sum(carrier => carrier.Terms.Services.Count), decision.Services.Count + decision.More);
            Assert.All(decision.Services, each => Assert.Equal(each.Fate == ServiceFate.Chosen, each.Why is null));
            Assert.InRange(decision.Services.Count(each => each.Fate == ServiceFate.Chosen), 0, 1);
        });

    [Fact]
    public void The_order_in_which_carriers_are_given_changes_nothing() =>
        Always((parcel, carriers, decision) => Assert.Equal(
            decision.Services, CarrierChoice.Choose(parcel, carriers.Reverse(), Site, Noon).Services));

    private static LocalDate PickedUp(CarrierService service)
    {
        var day = Noon.InUtc().Date;
        if (service.CutOff == "11:00")
        {
            day = day.PlusDays(1);
        }

        while (service.PickupDays is { } days && !days.Any(each => $"{each}" == $"{day.DayOfWeek}"))
        {
            day = day.PlusDays(1);
        }

        return day;
    }

    private static void Always(
        Action<ParcelQuestion, (string Id, int Version, CarrierTerms Terms)[], CarrierDecision> check) =>
        Prop.ForAll(
            (from parcel in Parcels from carriers in Carriers select (parcel, carriers)).ToArbitrary(),
            each => check(
                each.parcel, each.carriers, CarrierChoice.Choose(each.parcel, each.carriers, Site, Noon)))
            .QuickCheckThrowOnFailure();
}
