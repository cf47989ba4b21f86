using NodaTime;
using Oms.Custody.Assets;
using Oms.Custody.Places;
using Xunit;

namespace Oms.Custody.Tests.Assets;

public sealed class FuelAuditTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly Position Pump = new(45_764_043, 4_835_659);

    // 400 litres; 20 to 45 litres on 100 km.
    private static readonly VehicleFuel Truck = new(400_000, 20_000, 45_000);

    private static readonly Interval[] Shift = [new(Noon - Duration.FromHours(6), Noon + Duration.FromHours(6))];

    private static readonly TrackPoint[] Track = [new(Noon, Pump, 204_118_300)];

    private static readonly FuelTransaction Purchase =
        new("F-1", "C-9", Noon, Pump, 300_000, 204_118_300, 165_900, 49_770);

    [Fact]
    public void A_purchase_at_the_pump_in_service_with_the_right_odometer_has_no_finding() =>
        Assert.Empty(Codes(Purchase));

    [Theory]
    [InlineData(408_000, false)]
    [InlineData(408_001, true)]
    public void More_than_the_tank_holds_is_named(int millilitres, bool isFound) =>
        Assert.Equal(isFound, Codes(Priced(Purchase with { Millilitres = millilitres })).Contains("fuel-over-tank"));

    // A thousandth of a degree of latitude is 111.2 m.
    [Theory]
    [InlineData(4_490, null)]
    [InlineData(4_510, "fuel-not-at-place")]
    public void The_vehicle_was_at_the_pump(int microdegreesNorth, string? code) =>
        Assert.Equal(code, Codes(Purchase with
        {
            Place = Pump with { LatitudeMicrodegrees = Pump.LatitudeMicrodegrees + microdegreesNorth },
        }).SingleOrDefault());

    [Fact]
    public void Without_a_position_of_both_the_place_is_not_proven()
    {
        Assert.Equal(["fuel-place-unproven"], Codes(Purchase with { Place = null }));
        Assert.Empty(Codes(Purchase with { At = Noon + Duration.FromMinutes(15) }));
        Assert.Equal(
            ["fuel-place-unproven"],
            Codes(Purchase with { At = Noon + Duration.FromMinutes(15) + Duration.Epsilon }));
    }

    [Fact]
    public void A_purchase_outside_the_shift_is_named()
    {
        var early = Shift[0].Start;
        TrackPoint[] there = [new(early - Duration.FromSeconds(1), Pump, null)];

        Assert.Empty(Codes(there, Purchase with { At = early }));
        Assert.Equal(["fuel-after-hours"], Codes(there, Purchase with { At = early - Duration.FromSeconds(1) }));
    }

    [Theory]
    [InlineData(204_120_300L, null)]
    [InlineData(204_120_301L, "fuel-odometer-mismatch")]
    [InlineData(204_116_300L, null)]
    [InlineData(204_116_299L, "fuel-odometer-mismatch")]
    [InlineData(long.MaxValue, "fuel-odometer-mismatch")]
    [InlineData(null, null)]
    public void The_odometer_entered_at_the_pump_is_the_vehicles(long? metres, string? code) =>
        Assert.Equal(code, Codes(Purchase with { OdometerMetres = metres }).SingleOrDefault());

    [Theory]
    [InlineData(49_771, null)]
    [InlineData(49_772, "fuel-price")]
    [InlineData(49_769, null)]
    [InlineData(49_768, "fuel-price")]
    public void The_total_is_the_price_of_the_fuel(long total, string? code) =>
        Assert.Equal(code, Codes(Purchase with { TotalMinor = total }).SingleOrDefault());

    // 1 000 km burn 450 litres at most; with a full tank more, 850 litres can be bought in between.
    [Theory]
    [InlineData(250_000, null)]
    [InlineData(250_001, "fuel-too-much")]
    public void More_than_was_burnt_and_fits_is_named_over_several_purchases(int last, string? code) =>
        Assert.Equal(code, Consumption(1_000_000, 300_000, 300_000, last).SingleOrDefault());

    // 5 000 km burn 1 000 litres at least; 400 may have been in the tank before.
    [Theory]
    [InlineData(200_000, null)]
    [InlineData(199_999, "fuel-too-little")]
    public void A_way_that_is_too_far_for_the_fuel_is_named(int last, string? code) =>
        Assert.Equal(code, Consumption(5_000_000, 200_000, 200_000, last).SingleOrDefault());

    [Fact]
    public void An_odometer_that_only_the_pump_tells_counts_for_the_consumption() =>
        Assert.Contains("fuel-too-much", Codes(
            Purchase, Priced(Purchase with { At = Noon + Duration.FromHours(1), Millilitres = 401_000 })));

    private static IReadOnlyList<string> Consumption(long metres, params int[] millilitres)
    {
        // After the first purchase the way is cut into equal parts, with a purchase at the end of each.
        List<TrackPoint> track = [.. Track];
        List<FuelTransaction> purchases = [Purchase];
        for (var part = 1; part <= millilitres.Length; part++)
        {
            var at = Noon + Duration.FromHours(part);
            track.Add(new TrackPoint(at, Pump, 204_118_300 + (metres * part / millilitres.Length)));
            purchases.Add(Priced(Purchase with
            {
                Id = $"F-{part + 1}",
                At = at,
                Millilitres = millilitres[part - 1],
                OdometerMetres = null,
            }));
        }

        return Codes([.. track], [.. purchases]);
    }

    private static FuelTransaction Priced(FuelTransaction one) =>
        one with { TotalMinor = one.PriceMilliMinor * one.Millilitres / 1_000_000 };

    private static IReadOnlyList<string> Codes(params FuelTransaction[] purchases) => Codes(Track, purchases);

    private static IReadOnlyList<string> Codes(TrackPoint[] track, params FuelTransaction[] purchases) =>
        [
            .. FuelAudit.Check(purchases, Truck, track, Shift, FuelAuditRules.Default)
                .Select(finding => finding.Code).Distinct(),
        ];
}
