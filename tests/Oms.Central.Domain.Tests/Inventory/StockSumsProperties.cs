using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Inventory;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Inventory;

/// <summary>The sums and orders that go along with each change are what a walk over everything finds.</summary>
public sealed class StockSumsProperties
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 21, 12, 0);

    [Fact]
    public void Sums_that_go_along_are_what_a_walk_over_everything_finds() =>
        Always((state, now) =>
        {
            Assert.Equal(state.Reservations.Values.Sum(r => r.Quantity), state.Reserved);
            Assert.Equal(
                state.Reservations.Values.Where(r => r.Kind == ReservationKind.Soft).Sum(r => r.Quantity),
                state.Reservations.Sums.Soft);
            Assert.Equal(state.Lots.Values.Sum(lot => lot.Quantity), state.OnHand - state.PickedQuantity);
            Assert.Equal(
                state.Lots.Values.Where(lot => lot.Status == LotStatus.Approved).Sum(lot => lot.Quantity),
                state.Sellable);
            Assert.Equal(state.Backorders.Sum(waiting => waiting.Quantity), state.Waiting);
            Assert.Equal(
                state.Backorders.Count(b => b is not { UsableUntil: null, Lot: null, Serial: null }),
                state.Backorders.Wishes);
            Assert.All(state.Backorders, waiting => Assert.Same(waiting, state.Backorders.Find(waiting.Reservation)));

            var ends = state.Reservations.Values.Select(r => r.ExpiresAt).OfType<Instant>().ToList();
            Assert.Equal(ends.Count == 0 ? (Instant?)null : ends.Min(), state.Reservations.FirstExpiry);
            Assert.Equal(
                state.Reservations.Where(pair => pair.Value.ExpiresAt <= now).Select(pair => pair.Key),
                state.Reservations.ExpiredAt(now).Select(pair => pair.Key).Order());

            var waits = state.Backorders.Select(b => b.CancelAfter).OfType<Instant>().ToList();
            Assert.Equal(waits.Count == 0 ? (Instant?)null : waits.Min(), state.Backorders.FirstEnd);
            Assert.Equal(
                state.Backorders.Where(b => b.CancelAfter <= now).Select(b => b.Reservation).Order(),
                state.Backorders.EndedAt(now).Select(b => b.Reservation).Order());
        });

    [Fact]
    public void An_item_that_was_read_back_decides_as_the_one_that_was_kept() =>
        Prop.ForAll(All, history =>
        {
            var (state, now) = (history.Tracked ? Tracked : StockItem.Initial, Start);
            foreach (var (number, command) in history.Commands.Index())
            {
                now += Step(number);
                var decision = StockItem.Decide(state, command, now);
                Assert.Equal(Text(decision), Text(StockItem.Decide(ReadBack(state), command, now)));
                state = After(state, decision);
                Assert.Equal(Written(state), Written(ReadBack(state)));
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>What keeps reservations apart from the rest reads only those that events name.</summary>
    [Fact]
    public void A_listed_item_with_the_reservations_that_events_name_follows_them() =>
        Prop.ForAll(All, history =>
        {
            var (state, now) = (history.Tracked ? Tracked : StockItem.Initial, Start);
            foreach (var (number, command) in history.Commands.Index())
            {
                now += Step(number);
                if (StockItem.Decide(state, command, now) is not Decision.Accepted { Events: { Count: > 0 } events })
                {
                    continue;
                }

                var named = events.Select(StockEvents.ReservationOf).OfType<string>().ToHashSet();
                var listed = Listed(state);
                listed = events.Aggregate(
                    listed with
                    {
                        Reservations = listed.Reservations.With(
                            named, state.Reservations.Where(each => named.Contains(each.Key))),
                    },
                    StockItem.Evolve);
                var before = state.Reservations;
                state = events.Aggregate(state, StockItem.Evolve);
                Assert.Equal(
                    JsonSerializer.Serialize(state, ListedStockJson.Default.StockItem),
                    JsonSerializer.Serialize(listed, ListedStockJson.Default.StockItem));
                Assert.All(named, id => Assert.Equal(
                    state.Reservations.TryGetValue(id, out var live) ? live : null,
                    listed.Reservations.TryGetValue(id, out var seen) ? seen : null));
                Assert.All(
                    before.Keys.Union(state.Reservations.Keys).Except(named),
                    id => Assert.Equal(before[id], state.Reservations[id]));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_listed_item_has_the_same_sums_and_no_single_reservation() =>
        Always((state, _) =>
        {
            var listed = Listed(state);
            Assert.Equal(
                (state.Revision, state.OnHand, state.Available, state.Waiting, state.Reservations.Sums),
                (listed.Revision, listed.OnHand, listed.Available, listed.Waiting, listed.Reservations.Sums));
            Assert.False(listed.Reservations.IsWhole);
            Assert.Throws<InvalidOperationException>(() => listed.Reservations.Keys.Count());
            Assert.Throws<InvalidOperationException>(() => listed.Reservations.FirstExpiry);
            Assert.Throws<InvalidOperationException>(() => listed.Reservations.ContainsKey("r1"));
            Assert.Empty(listed.Movements.Known);
            Assert.Empty(listed.Ended.Known);
        });

    [Fact]
    public void References_leave_in_the_order_in_which_they_came_last()
    {
        var recent = Enumerable.Range(0, Recent.EntriesMax).Aggregate(
            Recent.Empty, (all, i) => all.Add($"r{i}", "first"));

        recent = recent.Add("r0", "again").Add("new", "one").Add("newer", "two");

        Assert.Equal("again", recent.Find("r0"));
        Assert.Null(recent.Find("r1"));
        Assert.Null(recent.Find("r2"));
        Assert.Equal("first", recent.Find("r3"));
        Assert.Equal(Recent.EntriesMax, recent.Known.Count);
    }

    private static StockItem Tracked { get; } =
        StockItem.Evolve(StockItem.Initial, new StockEvent.SerialTrackingSet(true));

    private static Arbitrary<(bool Tracked, StockCommand[] Commands)> All => Gen.OneOf(
        StockItemProperties.Histories.Generator.Select(commands => (false, commands)),
        SerialProperties.Histories.Generator.Select(commands => (true, commands))).ToArbitrary();

    private static void Always(Action<StockItem, Instant> check) =>
        Prop.ForAll(All, history =>
        {
            var (state, now) = (history.Tracked ? Tracked : StockItem.Initial, Start);
            foreach (var (number, command) in history.Commands.Index())
            {
                now += Step(number);
                state = After(state, StockItem.Decide(state, command, now));
                check(state, now + Duration.FromHours(20));
            }
        }).QuickCheckThrowOnFailure();

    private static Duration Step(int number) => number % 7 == 6 ? Duration.FromHours(12) : Duration.FromMinutes(1);

    private static StockItem After(StockItem state, Decision decision) =>
        decision is Decision.Accepted accepted ? accepted.Events.Aggregate(state, StockItem.Evolve) : state;

    private static StockItem ReadBack(StockItem state) =>
        JsonSerializer.Deserialize(Written(state), StockJson.Default.StockItem)!;

    private static StockItem Listed(StockItem state) => JsonSerializer.Deserialize(
        JsonSerializer.Serialize(state, ListedStockJson.Default.StockItem), ListedStockJson.Default.StockItem)!;

    private static string Written(StockItem state) => JsonSerializer.Serialize(state, StockJson.Default.StockItem);

    /// <summary>All that a decision says, lists in it too.</summary>
    private static string Text(Decision decision) =>
        decision switch
        {
            Decision.Accepted { Events: { } events } =>
                string.Join('\n', events.Select(happened => JsonSerializer.Serialize(
                    happened, StockJson.Default.GetTypeInfo(happened.GetType())!))),
            Decision.Rejected { Reason: var reason } =>
                JsonSerializer.Serialize(reason, StockWireJson.Default.StockRejection),
            _ => $"{decision}",
        };
}
