using NodaTime;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Custody.CheckOuts;
using Oms.Custody.Places;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Locations.LocationEvent, Oms.Central.Locations.LocationRejection>;

namespace Oms.Central.Tests.Locations;

public sealed class LocationTests
{
    private static readonly LocationTerms North = new("North", LocationKind.Warehouse, "America/Chicago");
    private static readonly Bin Shelf = new("A-01", Units: 10);

    public static TheoryData<string, LocationTerms> Faults => new()
    {
        { "/terms/name", North with { Name = "" } },
        { "/terms/time_zone", North with { TimeZone = "Mars/Olympus" } },
        { "/terms/gln", North with { Gln = "1234567890123" } },
        { "/terms/address", North with { Address = new PostalAddress([], "Springfield", "12345", "US") } },
        { "/terms/address", North with { Address = new PostalAddress(["1 High Street"], "S", "1", "usa") } },
        { "/terms/position", North with { Position = new Position(90_000_001, 0) } },
        { "/terms/hours/0", North with { Hours = [new(Weekday.Monday, "17:00", "08:00")] } },
        { "/terms/hours/0", North with { Hours = [new(Weekday.Monday, "08:00", "24:01")] } },
        {
            "/terms/hours/1",
            North with { Hours = [new(Weekday.Monday, "08:00", "12:00"), new(Weekday.Monday, "11:59", "17:00")] }
        },
        { "/terms/cut_off", North with { CutOff = "3 pm" } },
        { "/terms/hazard_classes", North with { HazardClasses = ["3", "3"] } },
        { "/terms/bands", North with { Bands = [new TemperatureBand(8_000, 2_000)] } },
        { "/terms/daily_orders", North with { DailyOrders = -1 } },
    };

    public static TheoryData<string, Bin> BadBins => new()
    {
        { "/code", Shelf with { Code = "" } },
        { "/zone", Shelf with { Zone = "\t" } },
        { "/units", Shelf with { Units = -1 } },
        { "/grams", Shelf with { Grams = -1 } },
        { "/millilitres", Shelf with { Millilitres = -1 } },
        { "/band", Shelf with { Band = new TemperatureBand(1, 0) } },
        { "/hazard_classes", Shelf with { HazardClasses = ["10"] } },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Terms_that_are_out_of_range_name_the_member(string field, LocationTerms terms)
    {
        Assert.Equal(field, FaultOf(Location.Initial, new LocationCommand.Define("dc-1", terms)));
        Assert.Equal(field, FaultOf(Defined, new LocationCommand.Revise(terms, null)));
    }

    [Theory]
    [MemberData(nameof(BadBins), DisableDiscoveryEnumeration = true)]
    public void A_bin_that_cannot_be_names_the_member(string field, Bin bin) =>
        Assert.Equal(field, FaultOf(Defined, new LocationCommand.SetBin(bin, null)));

    [Fact]
    public void Hours_that_only_touch_are_good() =>
        Assert.Null((North with
        {
            Hours = [new(Weekday.Monday, "00:00", "12:00"), new(Weekday.Monday, "12:00", "24:00")],
        }).Fault());

    [Fact]
    public void A_location_is_defined_once()
    {
        Assert.Same(
            Decision.AlreadyDone,
            Location.Decide(Defined, new LocationCommand.Define("dc-1", North), Instant.MinValue));
        Assert.IsType<LocationRejection.Differs>(
            Rejected(Defined, new LocationCommand.Define("dc-1", North with { Name = "South" })));
        Assert.IsType<LocationRejection.NoSuchLocation>(
            Rejected(Location.Initial, new LocationCommand.Reopen(null)));
    }

    [Fact]
    public void A_change_of_what_was_not_seen_is_refused() =>
        Assert.Equal(
            new LocationRejection.StaleRevision(7, 1), Rejected(Defined, new LocationCommand.SetBin(Shelf, 7)));

    [Fact]
    public void A_location_is_closed_and_opened_again()
    {
        var closed = Then(Defined, new LocationCommand.Close("moved", 1));
        Assert.Equal(LocationStatus.Closed, closed.Status);
        Assert.Same(
            Decision.AlreadyDone, Location.Decide(closed, new LocationCommand.Close("moved", null), Instant.MinValue));
        Assert.Equal(LocationStatus.Open, Then(closed, new LocationCommand.Reopen(2)).Status);
        Assert.Equal("/reason", FaultOf(Defined, new LocationCommand.Close("", null)));
    }

    [Fact]
    public void A_bin_is_added_changed_and_removed()
    {
        var one = Then(Defined, new LocationCommand.SetBin(Shelf, null));
        Assert.Same(
            Decision.AlreadyDone, Location.Decide(one, new LocationCommand.SetBin(Shelf, null), Instant.MinValue));
        var larger = Then(one, new LocationCommand.SetBin(Shelf with { Units = 20 }, null));
        Assert.Equal(20, Assert.Single(larger.Bins).Value.Units);
        Assert.Empty(Then(larger, new LocationCommand.RemoveBin("A-01", null)).Bins);
    }

    [Fact]
    public void A_location_with_all_its_bins_takes_no_other_one()
    {
        var full = Enumerable.Range(0, Location.BinsMax).Aggregate(
            Defined, (state, n) => Then(state, new LocationCommand.SetBin(new Bin($"B-{n}"), null)));
        Assert.IsType<LocationRejection.TooManyBins>(Rejected(full, new LocationCommand.SetBin(Shelf, null)));
        _ = Then(full, new LocationCommand.SetBin(new Bin("B-0", Units: 5), null));
    }

    private static Location Defined => Then(Location.Initial, new LocationCommand.Define("dc-1", North));

    private static Location Then(Location state, LocationCommand command) =>
        Assert.IsType<Decision.Accepted>(Location.Decide(state, command, Instant.MinValue)).Events
            .Aggregate(state, Location.Evolve);

    private static string FaultOf(Location state, LocationCommand command) =>
        Assert.IsType<LocationRejection.InvalidTerms>(Rejected(state, command)).Field;

    private static LocationRejection Rejected(Location state, LocationCommand command) =>
        Assert.IsType<Decision.Rejected>(Location.Decide(state, command, Instant.MinValue)).Reason;
}
