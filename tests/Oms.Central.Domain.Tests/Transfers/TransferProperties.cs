using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Transfers;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Transfers.TransferEvent, Oms.Central.Transfers.TransferRejection>;
using Stock = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Transfers;

/// <summary>Units that go from one location to another are never lost and never doubled.</summary>
public sealed class TransferProperties
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    private static Gen<TransferCommand> Commands => Gen.OneOf(
        Gen.Constant((TransferCommand)new TransferCommand.MakeReady()),
        Gen.Constant((TransferCommand)new TransferCommand.Dispatch()),
        from reference in Gen.Choose(1, 6)
        from line in Gen.Choose(1, 3)
        from lot in Gen.Elements("A", "B")
        from quantity in Gen.Choose(0, 7)
        from at in Gen.Elements(null, "dc-3")
        select (TransferCommand)new TransferCommand.Receive($"d{reference}", line, lot, quantity, null) { At = at },
        Gen.Frequency((1, Gen.Constant((TransferCommand)new TransferCommand.Close("lost"))),
            (3, Gen.Constant((TransferCommand)new TransferCommand.Dispatch()))),
        Gen.Frequency((1, Gen.Constant((TransferCommand)new TransferCommand.Cancel("not needed"))),
            (5, Gen.Constant((TransferCommand)new TransferCommand.MakeReady()))));

    [Fact]
    public void What_left_is_on_its_way_has_arrived_or_is_missing() =>
        Prop.ForAll(Commands.ArrayOf().ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), Rooms, (commands, asked, room) =>
        {
            // The oracle: twelve units, at one location, on their way, at another, or missing. The other location
            // refuses what it has no room for.
            const int Units = 12;
            var world = new World(Units, room);
            world.Ask(new TransferCommand.Draft("T-1", new TransferTerms("dc-1", "dc-2", [new("MILK", asked)])));
            foreach (var command in commands)
            {
                // Every step comes twice, as after a crash.
                world.Ask(command);
                world.Ask(command);
                var missing = world.Transfer.Lines.SelectMany(line => line.Lots).Sum(lot => lot.Missing);
                Assert.Equal(
                    Units, world.From.OnHand + world.Transfer.InTransit + world.Arrived + missing);
                Assert.Equal(world.From.OnHand, world.From.Ledger.OnHand);
                Assert.Equal(world.To.OnHand, world.To.Ledger.OnHand);
                Assert.True(world.From.Reserved <= world.From.Sellable);
                Assert.True(world.Transfer.Status != TransferStatus.Received || world.Transfer.InTransit == 0);
                Assert.All(world.Transfer.Lines.SelectMany(line => line.Lots), lot =>
                    Assert.InRange(lot.Refused?.Quantity ?? 0, lot.Refused is null ? 0 : 1, lot.InTransit));
            }
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<int> Rooms => Gen.Elements(0, 3, 12).ToArbitrary();

    /// <summary>Two stock items and a transfer, and the steps between them at once.</summary>
    private sealed class World
    {
        private readonly int _full;
        private StockItem _third = StockItem.Initial;

        public World(int units, int room)
        {
            _full = StockItem.QuantityMax - room;
            To = Do(To, new StockCommand.Receive("old", "OLD", _full, null));
            From = Do(From, new StockCommand.Receive("r1", "A", units / 2, new LocalDate(2027, 1, 31)));
            From = Do(From, new StockCommand.Receive("r2", "B", units - (units / 2), null));
            From = Do(From, new StockCommand.Reserve("held", 3, Duration.FromHours(1), false));
        }

        public Transfer Transfer { get; private set; } = Transfer.Initial;

        public StockItem From { get; private set; } = StockItem.Initial;

        public StockItem To { get; private set; } = StockItem.Initial;

        /// <summary>Units of the transfer that are where they were sent to, or at a third location.</summary>
        public int Arrived => To.OnHand - _full + _third.OnHand;

        public void Ask(TransferCommand command)
        {
            if (Transfer.Decide(Transfer, command, Noon) is not Decision.Accepted accepted)
            {
                return;
            }

            Transfer = accepted.Events.Aggregate(Transfer, Transfer.Evolve);
            foreach (var happened in accepted.Events)
            {
                Follow(happened);
            }
        }

        private void Follow(TransferEvent happened)
        {
            if (happened is TransferEvent.UnitsReceived received)
            {
                var take = new StockCommand.TransferIn(received.Id, received.Ref, received.Units);
                if (received.To == "dc-3")
                {
                    _third = Do(Do(_third, take), take);
                }
                else if (StockItem.Decide(To, take, Noon) is Stock.Accepted)
                {
                    To = Do(Do(To, take), take);
                }
                else
                {
                    var refused = new TransferCommand.RecordReceiptRefused(
                        received.Ref, received.Line, received.To, received.Units, "QuantityInvalid");
                    Ask(refused);
                    Ask(refused);
                }
            }

            if (happened is TransferEvent.TransferDispatched dispatched)
            {
                var ask = new StockCommand.TransferOut(dispatched.Id, 1, dispatched.Terms.Lines[0].Quantity, "dc-2");
                var answer = StockItem.Decide(From, ask, Noon);
                if (answer is Stock.Accepted given)
                {
                    From = given.Events.Aggregate(From, StockItem.Evolve);
                    From = Do(From, ask);
                    Ask(new TransferCommand.RecordSent(
                        1, given.Events.OfType<StockEvent.StockTransferredOut>().Single().Lots));
                }
                else
                {
                    Ask(new TransferCommand.RecordRefused(1, "OutOfStock"));
                }
            }
        }

        private static StockItem Do(StockItem item, StockCommand command) =>
            Assert.IsType<Stock.Accepted>(StockItem.Decide(item, command, Noon)).Events
                .Aggregate(item, StockItem.Evolve);
    }
}
