using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>The receiving party takes over all of it, or some of it.</summary>
public sealed class AcceptanceTests
{
    private static readonly Item Milk = new(ItemKind.Units, "MILK", "L7");

    [Fact]
    public void Units_that_are_not_accepted_stay_with_the_driver_and_the_others_are_the_depots()
    {
        var ended = After([.. Steps, Except(Milk, 1), Supervisor, Driver]);

        Assert.Equal("depot:lyon", ended.Custodian);
        Assert.Equal(
            [("consignee:Bistro", 6), ("consignee:Chez Anna", 7), ("depot:lyon", 1), ("driver:D-7", 2)],
            Custodianship.Of(ended).Where(holding => holding.Item == Milk)
                .Select(holding => (holding.Custodian, holding.Quantity)).Order());
    }

    [Fact]
    public void The_last_record_tells_what_stays_with_the_driver()
    {
        var signed = After([.. Steps, Except(Milk, 1), Supervisor]);
        var events = Assert.IsType<Entities.Decision<CheckOutEvent, CheckOutRejection>.Accepted>(
            CheckOut.Decide(signed, Driver, Noon)).Events;

        Assert.Equal([new ItemQuantity(Milk, 1)], Assert.IsType<CheckOutEvent.Completed>(events[^1]).Kept);
    }

    [Fact]
    public void A_vehicle_that_is_not_accepted_stays_with_the_driver_while_the_cargo_changes_hands()
    {
        var ended = After([.. Steps, Except(new Item(ItemKind.Vehicle, "TRK-12"), 1), Supervisor, Driver]);

        Assert.Equal((CheckOutPhase.Completed, "driver:D-7"), (ended.Phase, ended.Custodian));
        Assert.Contains(Custodianship.Of(ended), holding => holding == new Holding(Milk, 2, "depot:lyon"));
    }

    [Fact]
    public void As_many_as_are_there_can_be_excepted_and_not_one_more()
    {
        Assert.Equal(new CheckOutRejection.NotThere(Milk, 3, 2), Refusal(After(Steps), Except(Milk, 3)));
        Assert.Single(After([.. Steps, Except(Milk, 2)]).Known!.Exceptions);
    }

    [Fact]
    public void An_exception_is_taken_back_by_one_that_names_it()
    {
        var ended = After([.. Steps, Except(Milk, 1), Except(Milk, 0) with { Supersedes = 10 }, Supervisor, Driver]);

        Assert.Empty(ended.Known!.Exceptions);
        Assert.Contains(Custodianship.Of(ended), holding => holding == new Holding(Milk, 2, "depot:lyon"));
    }

    [Fact]
    public void The_driver_who_gives_cannot_keep_something_back() =>
        Assert.Equal(
            [Role.Supervisor],
            Assert.IsType<CheckOutRejection.RoleNotAllowed>(
                Refusal(After(Steps), Except(Milk, 1) with { Actor = TheDriver })).Allowed);

    [Fact]
    public void A_card_that_is_missing_stays_with_the_driver_who_has_it_and_is_named_in_the_last_record()
    {
        var card = new Item(ItemKind.FuelCard, "FC-1");
        Command arrive = (Command.Arrive)Arrive with { Issued = [card] };
        Command missing = new Command.HandAsset(ItemKind.FuelCard, "FC-1", AssetOutcome.Missing, "S-1")
        {
            Actor = TheSupervisor,
        };

        foreach (var ended in new[]
        {
            After([arrive, .. Steps.Skip(1), missing, Supervisor, Driver]),
            After([arrive, .. Steps.Skip(1), Supervisor, Driver]),
        })
        {
            Assert.Contains(Custodianship.Of(ended), holding => holding == new Holding(card, 1, "driver:D-7"));
        }
    }

    private static Command.ExceptItem Except(Item item, int quantity) =>
        new Command.ExceptItem(item, quantity, CheckOutSteps.Cargo, "Dented.") { Actor = TheSupervisor };
}
