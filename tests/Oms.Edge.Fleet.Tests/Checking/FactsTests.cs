using Oms.Edge.Fleet.Checking;
using Oms.Edge.Fleet.Scenarios;
using Xunit;

namespace Oms.Edge.Fleet.Tests.Checking;

/// <summary>A comparison that overlooks one unit is worth nothing: each kind of difference is planted and
/// found.</summary>
public sealed class FactsTests
{
    private static readonly Scenario Plan = ScenarioMaker.Make(11);
    private static readonly Facts Planned = Facts.Expected(Plan);

    [Fact]
    public void Facts_do_not_differ_from_themselves() => Assert.Empty(Facts.Compare(Planned, Facts.Expected(Plan)));

    [Fact]
    public void A_lost_unit_of_an_order_is_found() =>
        Assert.Matches(
            @"^order S11-0-001, line 1 \(.+\): delivered \d+, planned \d+ \(1 lost\)$",
            Only(Planned with { Orders = Changed(Planned.Orders, "S11-0-001", "delivered", -1) }));

    [Fact]
    public void A_doubled_unit_of_an_order_is_found() =>
        Assert.Matches(
            @"^order S11-0-002, line 1 \(.+\): delivered \d+, planned \d+ \(1 too many\)$",
            Only(Planned with { Orders = Changed(Planned.Orders, "S11-0-002", "delivered", +1) }));

    [Fact]
    public void A_unit_at_a_place_that_was_not_planned_is_found() =>
        Assert.Matches(
            @"^order S11-0-002, line 1 \(.+\): in_transit 1, planned 0 \(1 too many\)$",
            Only(Planned with { Orders = Changed(Planned.Orders, "S11-0-002", "in_transit", 1) }));

    [Fact]
    public void A_lost_unit_of_stock_is_found()
    {
        var lot = Planned.Stock[3];

        var difference = Only(Planned with
        {
            Stock = [.. Planned.Stock.Select(
            one => one == lot ? one with { Units = one.Units - 1 } : one)]
        });

        Assert.Equal(
            $"stock {lot.Sku}@{lot.Location}, {lot.Bucket}: units {lot.Units - 1}, planned {lot.Units} (1 lost)",
                difference);
    }

    [Fact]
    public void A_lot_that_is_gone_altogether_is_found() =>
        Assert.Contains("is missing", Only(Planned with { Stock = [.. Planned.Stock.Skip(1)] }),
            StringComparison.Ordinal);

    [Fact]
    public void Units_in_a_bucket_that_was_not_planned_are_found() =>
        Assert.StartsWith(
            "stock MILK-1L@dayton, reserved: was not planned",
            Only(Planned with { Stock = [.. Planned.Stock, new StockFact("MILK-1L", "dayton", "reserved", 1)] }),
            StringComparison.Ordinal);

    [Fact]
    public void A_wrong_outcome_is_found() =>
        Assert.Equal(
            "order S11-0-005: status is released, planned closed",
            Only(Planned with
            {
                Orders = [.. Planned.Orders.Select(order =>
                order.Reference == "S11-0-005" ? order with { Status = "released" } : order)]
            }));

    [Fact]
    public void A_missing_order_is_found() =>
        Assert.StartsWith(
            "order S11-0-001: is missing",
            Only(Planned with { Orders = [.. Planned.Orders.Where(order => order.Reference != "S11-0-001")] }),
            StringComparison.Ordinal);

    [Fact]
    public void An_order_that_is_there_twice_is_found() =>
        Assert.Equal(
            "order S11-0-001: is there 2 times, planned 1",
            Only(Planned with
            {
                Orders = [
                .. Planned.Orders, Planned.Orders.Single(order => order.Reference == "S11-0-001")]
            }));

    [Fact]
    public void A_missing_check_out_is_found() =>
        Assert.StartsWith(
            $"check-out of route {Plan.Routes[2].Id}: is missing",
            Only(Planned with { CheckOuts = [.. Planned.CheckOuts.Where(one => one.Route != Plan.Routes[2].Id)] }),
            StringComparison.Ordinal);

    [Fact]
    public void A_missing_step_of_a_check_out_is_found()
    {
        var route = Plan.Routes[1].Id;

        Assert.Equal(
            $"check-out of route {route}: the step check-out.signed-off is missing",
            Only(Changed(route, one => one with
            {
                Steps = [.. one.Steps.Where(step => step != "check-out.signed-off")],
            })));
    }

    [Fact]
    public void A_wrong_custodian_is_found()
    {
        var route = Plan.Routes[1];

        Assert.Equal(
            $"check-out of route {route.Id}: custodian is driver:D-1, planned depot:{route.Depot}",
            Only(Changed(route.Id, one => one with { Custodian = "driver:D-1" })));
    }

    [Fact]
    public void An_excursion_that_nobody_recorded_is_found()
    {
        var warm = Plan.Routes.Single(route => route.Excursion is not null).Id;

        Assert.Equal(
            $"check-out of route {warm}: excursions 0, planned 1 (1 lost)",
            Only(Changed(warm, one => one with { Excursions = 0 })));
    }

    [Fact]
    public void A_claim_over_other_units_is_found()
    {
        var claim = Planned.Claims.Single(one => one.Kind == "shortage");

        Assert.Contains(
            "(1 too many)",
            Only(Planned with
            {
                Claims = [.. Planned.Claims.Select(
                one => one == claim ? one with { Units = one.Units + 1 } : one)]
            }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_accounts_for_every_unit_that_was_received()
    {
        // Left in a lot, delivered, lost at a stop or turned back into stock.
        var received = Plan.Lots.Sum(lot => lot.Quantity);
        var inStock = Planned.Stock.Sum(stock => stock.Units);
        var gone = Planned.Orders.SelectMany(order => order.Lines)
            .Sum(line => line.Places.GetValueOrDefault("delivered") + line.Places.GetValueOrDefault("lost"));

        Assert.Equal(received, inStock + gone);
    }

    private static string Only(Facts actual) => Assert.Single(Facts.Compare(Planned, actual));

    private static Facts Changed(string route, Func<CheckOutFact, CheckOutFact> how) =>
        Planned with { CheckOuts = [.. Planned.CheckOuts.Select(one => one.Route == route ? how(one) : one)] };

    private static IReadOnlyList<OrderFact> Changed(
        IReadOnlyList<OrderFact> orders, string reference, string place, int by) =>
    [
        .. orders.Select(order => order.Reference != reference ? order : order with
        {
            Lines = [.. order.Lines.Select((line, index) => index > 0 ? line : line with
            {
                Places = new Dictionary<string, int>(line.Places)
                {
                    [place] = line.Places.GetValueOrDefault(place) + by,
                },
            })],
        }),
    ];
}
