using NodaTime;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Reports;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;

namespace Oms.Central.Tests.Reports;

/// <summary>When promised units will arrive.</summary>
public sealed class PromiseOutlookTests
{
    /// <summary>Saturday, 2026-11-21.</summary>
    private static readonly LocalDate Today = new(2026, 11, 21);

    private static readonly UsualTimes Slow = UsualTimes.Unknown with
    {
        Placed = Duration.FromHours(30),
        Released = Duration.FromHours(30),
    };

    [Theory]
    [InlineData(1, PromiseRisk.OnTrack)]
    [InlineData(0, PromiseRisk.Unkeepable)]
    [InlineData(-1, PromiseRisk.Late)]
    public void What_leaves_today_and_is_a_day_on_its_way_arrives_tomorrow(int ahead, PromiseRisk risk)
    {
        var line = Outlook(Released(ahead), new OutlookSite(null, 1, UsualTimes.Unknown));
        Assert.Equal((risk, Today.PlusDays(1)), (line.Risk, line.Expected));
    }

    [Fact]
    public void What_usually_takes_longer_than_there_is_time_is_at_risk()
    {
        var line = Outlook(Released(1), new OutlookSite(null, 1, Slow));
        Assert.Equal(
            (PromiseRisk.AtRisk, OutlookStage.Dispatch, Today.PlusDays(1), Today.PlusDays(2)),
            (line.Risk, line.Stage, line.Earliest, line.Expected));
        Assert.Contains(line.Why, why => why.Contains("1 d 6 h", StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_stood_for_a_while_needs_only_the_rest() =>
        Assert.Equal(PromiseRisk.OnTrack, Outlook(
            Released(1), new OutlookSite(null, 1, Slow),
            new Standing(DwellStage.Released, Noon - Duration.FromHours(24), "dc-1")).Risk);

    [Fact]
    public void After_the_cut_off_it_leaves_on_the_next_day_on_which_its_location_works()
    {
        var terms = new LocationTerms("Warehouse", LocationKind.Warehouse, "UTC")
        {
            CutOff = "11:00",
            ClosedOn = [Today.PlusDays(1)],
        };
        Assert.Equal(Today.PlusDays(3), Outlook(Released(5), new OutlookSite(terms, 1, UsualTimes.Unknown)).Earliest);
    }

    [Fact]
    public void What_waits_for_stock_that_nobody_knows_of_cannot_be_kept()
    {
        var waiting = After(Placed(5), Backordered(1));
        var line = Outlook(waiting, new OutlookSite(null, 1, UsualTimes.Unknown));
        Assert.Equal(
            (PromiseRisk.Unkeepable, OutlookStage.Stock, null, null),
            (line.Risk, line.Stage, line.Earliest, line.Expected));
    }

    [Fact]
    public void What_waits_for_stock_that_is_to_come_leaves_then()
    {
        var waiting = After(Placed(5), Backordered(1));
        var line = Outlook(waiting, new OutlookSite(null, 1, UsualTimes.Unknown), coming: Today.PlusDays(5));
        Assert.Equal((PromiseRisk.Unkeepable, Today.PlusDays(6)), (line.Risk, line.Earliest));
    }

    [Fact]
    public void What_is_on_its_way_arrives_when_its_time_is_over()
    {
        var away = After(
            Released(2), new OrderCommand.BeginShipment("R-1", 1), new OrderCommand.RecordShipped(
                1, Reservation(1), "R-1", [new LotQuantity("A", 10)]));
        var line = Outlook(
            away, new OutlookSite(null, 4, UsualTimes.Unknown),
            new Standing(DwellStage.Shipped, Noon - Duration.FromDays(1), "dc-1"));
        Assert.Equal(
            (PromiseRisk.AtRisk, OutlookStage.Delivery, Today.PlusDays(3)), (line.Risk, line.Stage, line.Expected));
    }

    [Fact]
    public void Experience_of_the_way_counts_more_than_its_distance() =>
        Assert.Equal(PromiseRisk.OnTrack, Outlook(
            Released(0), new OutlookSite(null, 5, UsualTimes.Unknown with { Shipped = Duration.FromHours(8) })).Risk);

    private static Order Placed(int ahead) => After(Order.Initial, new OrderCommand.Place(Id, Terms(ShipPolicy.Split)
        with
    {
        Lines = [Terms().Lines[0] with { Promise = Today.PlusDays(ahead) }],
    }));

    private static Order Released(int ahead) => After(Placed(ahead), Firm(1));

    private static LineOutlook Outlook(
        Order order, OutlookSite site, Standing? standing = null, LocalDate? coming = null) =>
        Assert.Single(PromiseOutlook.Of(order, standing, _ => site, _ => coming, Noon));
}
