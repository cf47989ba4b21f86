using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Inventory;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Inventory;

/// <summary>Movements are double entry: whatever was asked, their sum is what is there.</summary>
public sealed class StockMovementProperties
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 21, 12, 0);

    [Fact]
    public void The_sum_of_all_movements_is_what_is_there_lot_by_lot() =>
        Prop.ForAll(StockItemProperties.Histories, commands =>
        {
            // The oracle: a plain dictionary of buckets, moved by nothing but the movements.
            var buckets = new Dictionary<(string Lot, StockBucket Bucket), long>();
            var (state, balances, now) = (StockItem.Initial, StockBalances.Empty, Start);
            foreach (var happened in commands.SelectMany(Events))
            {
                (balances, var movements) = balances.Book(happened);
                foreach (var movement in movements)
                {
                    Assert.InRange(movement.Quantity, 1, StockItem.QuantityMax);
                    Assert.Equal(movement.Kind == MovementKind.BinMove, movement.From == movement.To);
                    Add(movement.Lot, movement.From, -movement.Quantity);
                    Add(movement.Lot, movement.To, movement.Quantity);
                }
            }

            Assert.Equal(0, buckets.Values.Sum());
            Assert.Equal(
                state.Lots.Where(lot => lot.Value.Quantity > 0)
                    .Select(lot => (lot.Key, StockBalances.BucketOf(lot.Value.Status), (long)lot.Value.Quantity))
                    .Order(),
                buckets.Where(bucket => bucket.Key.Bucket >= StockBucket.Approved && bucket.Value != 0)
                    .Select(bucket => (bucket.Key.Lot, bucket.Key.Bucket, bucket.Value)).Order());
            Assert.Equal(
                state.Lots.Select(lot => (lot.Key, new LotBalance(lot.Value.Quantity, lot.Value.Status))),
                balances.Lots.Select(lot => (lot.Key, lot.Value)));

            IReadOnlyList<StockEvent> Events(StockCommand command)
            {
                now += Duration.FromMinutes(1);
                if (StockItem.Decide(state, command, now) is not Decision.Accepted accepted)
                {
                    return [];
                }

                state = accepted.Events.Aggregate(state, StockItem.Evolve);
                return accepted.Events;
            }

            void Add(string lot, StockBucket bucket, long quantity) =>
                buckets[(lot, bucket)] = buckets.GetValueOrDefault((lot, bucket)) + quantity;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_return_to_be_set_aside_goes_from_the_customer_to_quarantine()
    {
        var (_, movements) = StockBalances.Empty.Book(
            new StockEvent.StockReturned("b", "L", 2, Disposition.Quarantine, "damaged"));
        Assert.Equal(
            [
                new StockMovement(
                    MovementKind.Return,
                    "L~returned",
                    2,
                    StockBucket.Customer,
                    StockBucket.Quarantined,
                    "damaged",
                    "b"),
            ],
            movements);
    }

    [Fact]
    public void Units_that_arrive_for_a_lot_that_is_set_aside_go_to_quarantine_and_are_released_with_it()
    {
        var (balances, none) = StockBalances.Empty.Book(new StockEvent.LotQuarantined("L", 0, "recall", []));
        (balances, var received) = balances.Book(new StockEvent.StockReceived("r", "L", 5, null));
        (balances, var released) = balances.Book(new StockEvent.LotReleased("L", "tested"));
        Assert.Empty(none);
        Assert.Equal(StockBucket.Quarantined, Assert.Single(received).To);
        Assert.Equal(
            new StockMovement(
                MovementKind.Release, "L", 5, StockBucket.Quarantined, StockBucket.Approved, "tested", null),
            Assert.Single(released));
        Assert.Equal(new LotBalance(5, LotStatus.Approved), balances.Lots["L"]);
    }
}
