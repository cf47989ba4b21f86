using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Inventory;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Inventory;

/// <summary>Promises that are parted.</summary>
public sealed class StockDivideProperties
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 30, 8, 0);

    [Fact]
    public void A_promise_that_is_divided_keeps_all_its_units() =>
        Prop.ForAll(StockItemProperties.Histories, commands =>
        {
            var (state, now) = (StockItem.Initial, Start);
            foreach (var command in commands)
            {
                now += Duration.FromMinutes(1);
                if (StockItem.Decide(state, command, now) is not Decision.Accepted { Events: { Count: > 0 } events })
                {
                    continue;
                }

                var before = state;
                state = events.Aggregate(state, StockItem.Evolve);
                if (command is StockCommand.Divide c
                    && events.OfType<StockEvent.ReservationMade>().Any(made => made.Reservation == c.Into))
                {
                    var (was, then) = (before.Reservations[c.Reservation], state.Reservations[c.Into]);
                    Assert.Equal((c.Quantity, was.Lot, was.UsableUntil), (then.Quantity, then.Lot, then.UsableUntil));
                    Assert.Equal(ReservationKind.Hard, then.Kind);
                    Assert.True(Of(state, c.Reservation) >= int.Min(c.Remaining, Of(before, c.Reservation)));
                }
            }

            static int Of(StockItem item, string reservation) =>
                (item.Reservations.TryGetValue(reservation, out var live) ? live.Quantity : 0)
                + (item.Picked?.GetValueOrDefault(reservation)?.Quantity ?? 0);
        }).QuickCheckThrowOnFailure();
}
