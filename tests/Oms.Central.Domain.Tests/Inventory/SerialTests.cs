using NodaTime;
using Oms.Central.Inventory;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Inventory;

public sealed class SerialTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly Duration Ttl = Duration.FromMinutes(15);

    private static StockItem Tracked =>
        After(StockItem.Initial, new StockCommand.SetSerialTracking(true), Receive("r", "L", "A-2", "A-1"));

    [Fact]
    public void A_receipt_names_each_unit_once()
    {
        Assert.Equal("/serials", Field(new StockCommand.Receive("r2", "L", 2, null)));
        Assert.Equal("/serials", Field(new StockCommand.Receive("r2", "L", 2, null) { Serials = ["B-1"] }));
        Assert.Equal("/serials/1", Field(Receive("r2", "L", "B-1", "B-1")));
        Assert.Equal("/serials/0", Field(Receive("r2", "L", "")));
        Assert.Equal(new StockRejection.SerialIsThere("A-1", "L"), Refused(Tracked, Receive("r2", "M", "A-1")));
    }

    [Fact]
    public void A_serial_that_twenty_buyers_want_goes_to_one()
    {
        var item = Tracked;
        var made = 0;
        for (var buyer = 0; buyer < 20; buyer++)
        {
            var ask = new StockCommand.Reserve($"b{buyer}", 1, Ttl, false) { Serial = "A-1", OrRefuse = true };
            if (StockItem.Decide(item, ask, Noon) is Decision.Accepted accepted)
            {
                made++;
                item = accepted.Events.Aggregate(item, StockItem.Evolve);
            }
        }

        Assert.Equal((1, 1, 1), (made, item.Reserved, item.Available));
    }

    [Fact]
    public void Who_does_not_mind_gets_a_unit_that_nobody_named()
    {
        var item = After(
            Tracked,
            new StockCommand.Reserve("named", 1, Ttl, false) { Serial = "A-1" },
            new StockCommand.Reserve("any", 1, Ttl, false),
            new StockCommand.Confirm("any"));
        Assert.Equal(
            ["A-2"],
            Assert.IsType<StockEvent.StockShipped>(Do(item, new StockCommand.Ship("any", 1, "R-1"))[0]).Serials);
    }

    [Fact]
    public void A_promise_of_a_unit_that_a_count_missed_is_broken_and_waits_for_it()
    {
        var item = After(Tracked, new StockCommand.Reserve("named", 1, Ttl, false) { Serial = "A-1" });
        var counted = After(item, new StockCommand.Count("L", 1, 2, "cycle") { Serials = ["A-2"] });
        Assert.Equal("A-1", Assert.Single(counted.Backorders).Serial);
        var found = After(counted, Receive("r2", "M", "A-1"));
        Assert.Equal(("A-1", "M"), (found.Reservations["named"].Serial, found.Reservations["named"].Lot));
    }

    [Fact]
    public void Units_that_come_back_without_a_serial_wait_for_a_count()
    {
        var item = After(
            Tracked, new StockCommand.Return("b", "L", 1, Disposition.Restock, "refused"));
        Assert.Equal((3, 2), (item.OnHand, item.Sellable));
        Assert.IsType<StockRejection.NotPossible>(Refused(item, new StockCommand.ReleaseLot("L~returned", "fine")));
        var counted = After(
            item,
            new StockCommand.Count("L~returned", 1, 1, "looked") { Serials = ["C-1"] },
            new StockCommand.ReleaseLot("L~returned", "fine"));
        Assert.Equal(3, counted.Sellable);
    }

    [Fact]
    public void Tracking_changes_only_while_nothing_is_there()
    {
        Assert.IsType<StockRejection.NotPossible>(Refused(Tracked, new StockCommand.SetSerialTracking(false)));
        Assert.Equal(
            "/serials",
            Assert.IsType<StockRejection.Invalid>(Refused(StockItem.Initial, Receive("r", "L", "A-1"))).Field);
    }

    private static StockCommand.Receive Receive(string reference, string lot, params string[] serials) =>
        new(reference, lot, serials.Length, null) { Serials = serials };

    private static string Field(StockCommand command) =>
        Assert.IsType<StockRejection.Invalid>(Refused(Tracked, command)).Field;

    private static StockRejection Refused(StockItem state, StockCommand command) =>
        Assert.IsType<Decision.Rejected>(StockItem.Decide(state, command, Noon)).Reason;

    private static StockItem After(StockItem state, params StockCommand[] commands) =>
        commands.Aggregate(state, (item, command) => Do(item, command).Aggregate(item, StockItem.Evolve));

    private static IReadOnlyList<StockEvent> Do(StockItem state, StockCommand command) =>
        Assert.IsType<Decision.Accepted>(StockItem.Decide(state, command, Noon)).Events;
}
