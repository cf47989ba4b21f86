using NodaTime;
using Oms.Custody.Assets;
using Oms.Edge.Fuel;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Edge.Fuel.FuelEvent, Oms.Edge.Fuel.FuelRejection>;

namespace Oms.Edge.Tests.Fuel;

public sealed class FuelLedgerTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Fact]
    public void A_purchase_is_recorded_once_and_its_id_stands_for_no_other_one()
    {
        var ledger = After(Bought("F-1"));
        Assert.Same(Decision.AlreadyDone, FuelLedger.Decide(ledger, Bought("F-1"), Noon));
        Assert.Equal(new FuelRejection.IdUsed("F-1"), Refusal(ledger, Bought("F-1", 90_000)));
    }

    [Theory]
    [InlineData(0, "millilitres")]
    [InlineData(5_000_001, "millilitres")]
    public void What_is_out_of_range_is_named(int millilitres, string field) =>
        Assert.Equal(field, Assert.IsType<FuelRejection.Invalid>(
            Refusal(FuelLedger.Initial, Bought("F-1", millilitres))).Field);

    [Fact]
    public void The_newest_purchases_are_kept()
    {
        var ledger = After([.. Enumerable.Range(0, FuelLedger.PurchasesMax + 1).Select(one => Bought($"F-{one}"))]);
        Assert.Equal(FuelLedger.PurchasesMax, ledger.Purchases.Count);
        Assert.Equal("F-1", ledger.Purchases[0].Id);
    }

    [Fact]
    public void A_vehicle_burns_at_most_no_less_than_at_least()
    {
        Assert.Equal("most_millilitres_per_100_km", Assert.IsType<FuelRejection.Invalid>(Refusal(
            FuelLedger.Initial, new FuelCommand.Describe(new VehicleFuel(400_000, 20_000, 19_999)))).Field);
        var ledger = After(new FuelCommand.Describe(new VehicleFuel(400_000, 20_000, 40_000)));
        Assert.Equal(400_000, ledger.Fuel!.TankMillilitres);
    }

    private static FuelCommand.Record Bought(string id, int millilitres = 80_000) => new(
        new FuelTransaction(id, "C-7", Noon, null, millilitres, null, 150_000, millilitres * 150L / 1_000));

    private static FuelLedger After(params FuelCommand[] commands) => commands.Aggregate(
        FuelLedger.Initial,
        (ledger, command) => Assert.IsType<Decision.Accepted>(FuelLedger.Decide(ledger, command, Noon)).Events
            .Aggregate(ledger, FuelLedger.Evolve));

    private static FuelRejection Refusal(FuelLedger ledger, FuelCommand command) =>
        Assert.IsType<Decision.Rejected>(FuelLedger.Decide(ledger, command, Noon)).Reason;
}
