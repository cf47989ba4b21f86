using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Bins;
using Oms.Central.Inventory;
using Xunit;
using BinDecision = Oms.Entities.Decision<Oms.Central.Bins.BinEvent, Oms.Central.Bins.BinRejection>;
using StockDecision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Bins;

/// <summary>Bins and stock items that hear of each other late, each in its own order: no bin ever holds more than
/// fits.</summary>
public sealed class BinProperties
{
    private const int Fits = 7;

    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly string[] Skus = ["MILK", "BEER"];
    private static readonly string[] Codes = ["A", "B"];

    /// <summary>What people ask, and which of the waiting messages is delivered next.</summary>
    private static Gen<Action<World>> Steps => Gen.OneOf(
        from sku in Gen.Elements(Skus)
        from reference in Gen.Choose(1, 12)
        from quantity in Gen.Choose(1, 5)
        from fromBin in Gen.Elements(null, "A", "B")
        from toBin in Gen.Elements(Codes)
        select (Action<World>)(world => world.Ask(
            toBin, new BinCommand.Expect($"m{reference}", new BinArrival(sku, "L1", quantity, fromBin, new(0, 0))))),
        from sku in Gen.Elements(Skus)
        from reference in Gen.Choose(20, 30)
        from quantity in Gen.Choose(1, 5)
        from fromBin in Gen.Elements(Codes)
        select (Action<World>)(world => world.Ask(
            sku, new StockCommand.MoveUnits($"m{reference}", "L1", quantity, fromBin, null))),
        from sku in Gen.Elements(Skus)
        from delta in Gen.Choose(-5, 5)
        select (Action<World>)(world => world.Ask(sku, new StockCommand.Adjust("L1", delta, "count", null))),
        Gen.Choose(0, 3).Select(which => (Action<World>)(world => world.Deliver(which))),
        Gen.Choose(0, 3).Select(which => (Action<World>)(world => world.Deliver(which))),
        Gen.Choose(0, 3).Select(which => (Action<World>)(world => world.Deliver(which))));

    [Fact]
    public void No_bin_ever_holds_more_than_fits_and_in_the_end_bins_and_items_agree() =>
        Prop.ForAll(Steps.ArrayOf().ToArbitrary(), steps =>
        {
            var world = new World();
            foreach (var step in steps)
            {
                step(world);
                foreach (var code in Codes)
                {
                    Assert.InRange(Skus.Sum(sku => world.Items[sku].Lots["L1"].In(code)), 0, Fits);
                    Assert.InRange((int)world.Bins[code].Load().Units, 0, Fits);
                }
            }

            world.DeliverAll();
            foreach (var code in Codes)
            {
                Assert.Empty(world.Bins[code].Coming);
                Assert.All(Skus, sku => Assert.Equal(
                    world.Items[sku].Lots["L1"].In(code),
                    world.Bins[code].Contents.Values.Where(held => held.Sku == sku).Sum(held => held.Quantity)));
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>Two items and two bins; each one's events wait in a queue of their own until they are delivered, as
    /// each shard's log is read in its order.</summary>
    private sealed class World
    {
        private readonly Dictionary<string, Queue<Action>> _logs = Skus.Concat(Codes)
            .ToDictionary(name => name, _ => new Queue<Action>(), StringComparer.Ordinal);

        public World()
        {
            foreach (var sku in Skus)
            {
                Ask(sku, new StockCommand.Receive("r", "L1", 9, null));
            }

            foreach (var code in Codes)
            {
                Ask(code, new BinCommand.SetLimits(new BinLimits(Fits, null, null)));
            }

            DeliverAll();
        }

        public Dictionary<string, StockItem> Items { get; } =
            Skus.ToDictionary(sku => sku, _ => StockItem.Initial, StringComparer.Ordinal);

        public Dictionary<string, BinStock> Bins { get; } =
            Codes.ToDictionary(code => code, _ => BinStock.Initial, StringComparer.Ordinal);

        public bool Ask(string sku, StockCommand command)
        {
            if (StockItem.Decide(Items[sku], command, Noon) is not StockDecision.Accepted accepted)
            {
                return false;
            }

            Items[sku] = accepted.Events.Aggregate(Items[sku], StockItem.Evolve);
            foreach (var happened in accepted.Events)
            {
                _logs[sku].Enqueue(() => Follow(sku, happened));
            }

            return true;
        }

        public void Ask(string code, BinCommand command)
        {
            if (BinStock.Decide(Bins[code], command, Noon) is BinDecision.Accepted accepted)
            {
                Bins[code] = accepted.Events.Aggregate(Bins[code], BinStock.Evolve);
                foreach (var happened in accepted.Events)
                {
                    _logs[code].Enqueue(() => Follow(code, happened));
                }
            }
            else
            {
                // What was taken out of an item was in the bin before.
                Assert.False(command is BinCommand.TakeOut, $"{command}");
            }
        }

        public void Deliver(int which)
        {
            if (_logs.ElementAt(which).Value.TryDequeue(out var next))
            {
                next();
            }
        }

        public void DeliverAll()
        {
            while (_logs.Values.FirstOrDefault(log => log.Count > 0) is { } log)
            {
                log.Dequeue()();
            }
        }

        private void Follow(string code, BinEvent happened)
        {
            if (happened is BinEvent.UnitsExpected e)
            {
                var move = new StockCommand.MoveUnits(
                    e.Ref, e.Arrival.Lot, e.Arrival.Quantity, e.Arrival.From, code);
                if (!Ask(e.Arrival.Sku, move))
                {
                    Ask(code, new BinCommand.GiveUp(e.Ref, "refused"));
                }
            }
        }

        private void Follow(string sku, StockEvent happened)
        {
            switch (happened)
            {
                case StockEvent.UnitsMoved e:
                    if (e.To is { } to)
                    {
                        Ask(to, new BinCommand.RecordPlaced(e.Ref));
                    }

                    if (e.From is { } from)
                    {
                        Ask(from, new BinCommand.TakeOut(sku, e.Lot, e.Quantity));
                    }

                    break;
                case StockEvent.UnitsLeftBins e:
                    foreach (var left in e.Bins)
                    {
                        Ask(left.Bin, new BinCommand.TakeOut(sku, e.Lot, left.Quantity));
                    }

                    break;
                default:
                    break;
            }
        }
    }
}
