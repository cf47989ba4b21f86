using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Inventory;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Inventory;

/// <summary>Units with names: each is in one place, and nobody gets the unit of another.</summary>
public sealed class SerialProperties
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly Duration Ttl = Duration.FromMinutes(15);

    private static Gen<string> Lots => Gen.Elements("A", "B");

    private static Gen<string[]> Serials => Gen.Choose(1, 9).Select(i => $"s{i}").ArrayOf().Select(all =>
        all.Distinct().Take(4).ToArray());

    private static Gen<string> Ids => Gen.Choose(1, 5).Select(i => $"r{i}");

    private static Gen<StockCommand> Commands => Gen.OneOf(
        from reference in Gen.Choose(1, 40)
        from lot in Lots
        from serials in Serials
        select (StockCommand)new StockCommand.Receive($"in{reference}", lot, serials.Length, null)
        {
            Serials = serials,
        },
        from id in Ids
        from serial in Gen.Choose(1, 9)
        from backorder in Gen.Elements(true, false)
        select (StockCommand)new StockCommand.Reserve(id, 1, Ttl, backorder) { Serial = $"s{serial}" },
        from id in Ids
        from quantity in Gen.Choose(1, 3)
        select (StockCommand)new StockCommand.Reserve(id, quantity, Ttl, true),
        Ids.Select(id => (StockCommand)new StockCommand.Confirm(id)),
        from id in Ids
        from quantity in Gen.Choose(1, 3)
        select (StockCommand)new StockCommand.Ship(id, quantity, "R-1"),
        Ids.Select(id => (StockCommand)new StockCommand.Reduce(id, 0, "left")),
        from reference in Gen.Choose(1, 20)
        from lot in Lots
        from serials in Serials
        from named in Gen.Elements(true, false)
        select (StockCommand)new StockCommand.Return(
            $"back{reference}", lot, serials.Length, Disposition.Restock, "refused")
        {
            Serials = named ? serials : null,
        },
        from lot in Gen.Elements("A", "B", "A~returned")
        from serials in Serials
        from expected in Gen.Choose(0, 5)
        select (StockCommand)new StockCommand.Count(lot, serials.Length, expected, "cycle") { Serials = serials },
        from reference in Gen.Choose(1, 20)
        from lot in Lots
        from serials in Serials
        select (StockCommand)new StockCommand.Scrap($"out{reference}", lot, serials.Length, "broken")
        {
            Serials = serials,
        },
        Lots.Select(lot => (StockCommand)new StockCommand.QuarantineLot(lot, "look")),
        Gen.Elements("A", "B", "A~returned").Select(lot => (StockCommand)new StockCommand.ReleaseLot(lot, "fine")));

    internal static Arbitrary<StockCommand[]> Histories => Commands.ArrayOf().ToArbitrary();

    [Fact]
    public void A_serial_is_in_one_place_and_every_unit_that_may_leave_has_one() =>
        Prop.ForAll(Histories, commands =>
        {
            // The oracle: who has which serial, as the events tell it.
            var places = new Dictionary<string, string>(StringComparer.Ordinal);
            var state = StockItem.Evolve(StockItem.Initial, new StockEvent.SerialTrackingSet(true));
            foreach (var command in commands)
            {
                if (StockItem.Decide(state, command, Noon) is not Decision.Accepted accepted)
                {
                    continue;
                }

                foreach (var happened in accepted.Events)
                {
                    Book(places, state, happened);
                    state = StockItem.Evolve(state, happened);
                }

                Assert.Equal(
                    places.OrderBy(pair => pair.Key, StringComparer.Ordinal),
                    (state.Serials?.AsEnumerable() ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal));
                Assert.All(state.Lots.Where(lot => lot.Value.Status == LotStatus.Approved), lot =>
                    Assert.Equal(lot.Value.Quantity, places.Values.Count(of => of == lot.Key)));
                var promised = state.Reservations.Values.Select(r => r.Serial).OfType<string>().ToList();
                Assert.Equal(promised.Count, promised.Distinct().Count());
                Assert.True(state.Reserved <= state.Sellable);
            }
        }).QuickCheckThrowOnFailure();

    private static void Book(Dictionary<string, string> places, StockItem before, StockEvent happened)
    {
        switch (happened)
        {
            case StockEvent.StockReceived e:
                Assert.All(e.Serials!, serial => Assert.True(places.TryAdd(serial, e.Lot)));
                break;
            case StockEvent.StockReturned { Serials: { } serials } e:
                Assert.All(serials, serial => Assert.True(places.TryAdd(serial, e.Lot)));
                break;
            case StockEvent.StockCounted e:
                foreach (var gone in places.Where(pair => pair.Value == e.Lot).Select(pair => pair.Key).ToList())
                {
                    _ = places.Remove(gone);
                }

                Assert.All(e.Serials!, serial => Assert.True(places.TryAdd(serial, e.Lot)));
                break;
            case StockEvent.StockScrapped e:
                Assert.All(e.Serials!, serial => Assert.True(places.Remove(serial)));
                break;
            case StockEvent.StockShipped e:
                Assert.Equal(e.Quantity, e.Serials!.Count);
                Assert.All(e.Serials, serial => Assert.True(places.Remove(serial)));
                Assert.True(before.Reservations[e.Reservation].Serial is null
                    || before.Reservations[e.Reservation].Serial == Assert.Single(e.Serials));
                Assert.DoesNotContain(before.Reservations.Where(other => other.Key != e.Reservation), other =>
                    other.Value.Serial is { } named && e.Serials.Contains(named));
                break;
            default:
                break;
        }
    }
}
