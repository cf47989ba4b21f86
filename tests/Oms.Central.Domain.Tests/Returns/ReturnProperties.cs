using FsCheck;
using FsCheck.Fluent;
using Oms.Central.Orders;
using Oms.Central.Returns;
using Xunit;

namespace Oms.Central.Tests.Returns;

/// <summary>Returns against an oracle that only counts: whatever is asked, in whatever order steps are
/// carried.</summary>
public sealed class ReturnProperties
{
    private static Arbitrary<Move[]> Moves =>
        (from what in Gen.Choose(0, 8)
         from id in Gen.Choose(1, 4)
         from line in Gen.Choose(1, 2)
         from quantity in Gen.Choose(0, 7)
         from reference in Gen.Choose(1, 30)
         from permille in Gen.Elements(0, 333, 1_000)
         select new Move(what, $"RMA-{id}", line, quantity, $"x-{reference}", permille)).ArrayOf(60).ToArbitrary();

    [Fact]
    public void Units_and_money_of_returns_add_up_whatever_happens() =>
        Prop.ForAll(Moves, Gen.Elements(RefundTarget.Original, RefundTarget.StoreCredit).ToArbitrary(), (moves, to) =>
        {
            var world = new ReturnWorld { Policy = new ReturnPolicy(GoodsPermille: 900, RefundsShipping: true) };
            var oracle = new Oracle();
            foreach (var move in moves)
            {
                oracle.Try(world, move, to);
                Check(world);
            }

            world.Settle();
            Check(world);
            foreach (var line in world.Order.Lines)
            {
                Assert.Equal(oracle.Back[line.Number], line.Quantities.Returned);
            }

            Assert.Equal(
                world.Returns.Values.SelectMany(of => of.Inspections).Where(each => each.IsBooked)
                    .Sum(each => each.Quantity),
                world.Fates.Values.Sum());
            Assert.Equal(oracle.Back.Values.Sum(), world.Fates.Values.Sum());
            Assert.All(
                world.Returns.Values.SelectMany(of => of.Inspections), each => Assert.True(each.IsBooked, $"{each}"));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, 1, 1, 1, 1, 1, 1, 1, 1, 1)]
    [InlineData(3, 3, 4)]
    [InlineData(7, 3)]
    [InlineData(10)]
    public void Parts_of_any_size_refund_exactly_what_was_paid_for_the_line(params int[] parts)
    {
        var world = new ReturnWorld { Policy = new ReturnPolicy(RefundsShipping: true) };
        foreach (var (index, part) in parts.Index())
        {
            var id = $"RMA-{index}";
            Assert.True(world.Request(id, 1, part));
            world.Settle();
            Assert.True(world.Ask(id, new ReturnCommand.Approve("anna", null)));
            Assert.True(world.Ask(id, new ReturnCommand.Receive("R", 1, "A", part, "as-sent", null, null)));
            Assert.True(world.Ask(id, new ReturnCommand.Inspect(
                "I", "R", part, UnitFate.Restock, 1_000, "", null, "anna")));
            world.Settle();
            Assert.Equal(ReturnStatus.Closed, world.Returns[id].Status);
        }

        var line = world.Order.Money!.Totals.Lines[0];
        Assert.Equal(line.Value, world.Order.Money.Refunded);
        Assert.Equal(line.Value, world.Returns.Values.Sum(of => of.Refunded));
    }

    private static void Check(ReturnWorld world)
    {
        var (order, money) = (world.Order, world.Order.Money!);
        foreach (var line in order.Lines)
        {
            Assert.True(line.Quantities.IsSound, $"{line.Quantities}");
            Assert.InRange(
                line.Quantities.Returned + order.Returning(line.Number), 0, ReturnWorld.Delivered(line.Number));
        }

        var booked = (order.Returns?.Values ?? []).SelectMany(of => of.Booked).ToList();
        Assert.InRange(money.Refunded + booked.Sum(each => each.Credit), 0, money.Captured);
        Assert.Equal(booked.Sum(each => each.Refund), money.Refunded + booked.Sum(each => each.Credit));
        Assert.Equal(OrderDues.Of(order).Owed, money.Exposure);
        foreach (var of in world.Returns.Values)
        {
            Assert.All(of.Lines, line => Assert.InRange(line.Received, 0, line.Approved - line.GivenUp));
            Assert.All(of.Receipts, each => Assert.Equal(
                each.Inspected, of.Inspections.Where(one => one.Receipt == each.Ref).Sum(one => one.Quantity)));
        }
    }

    private sealed record Move(int What, string Id, int Line, int Quantity, string Ref, int Permille);

    /// <summary>Counts what may be, by itself.</summary>
    private sealed class Oracle
    {
        private readonly Dictionary<string, Held> _held = [];

        public Dictionary<int, int> Back { get; } = new() { [1] = 0, [2] = 0 };

        public void Try(ReturnWorld world, Move move, RefundTarget to)
        {
            _ = _held.TryGetValue(move.Id, out var held);
            switch (move.What)
            {
                case 0 or 1 when held is null:
                    // Units are held at once; the return itself may hear of it later.
                    var free = ReturnWorld.Delivered(move.Line) - _held.Values
                        .Where(each => each.Line == move.Line).Sum(each => each.Approved - each.Freed);
                    var possible = move.Quantity >= 1 && move.Quantity <= free;
                    Assert.Equal(possible, world.Request(move.Id, move.Line, move.Quantity, to));
                    if (possible)
                    {
                        _held[move.Id] = new Held(move.Line, move.Quantity);
                        world.Settle();
                    }

                    break;
                case 2 when held is not null:
                    held.IsApproved |= world.Ask(move.Id, new ReturnCommand.Approve("anna", null));
                    break;
                case 3 when held is not null:
                    var cancelled = world.Ask(move.Id, new ReturnCommand.Cancel("kept", "anna", null));
                    Assert.Equal(!held.IsOver && held.Received == 0, cancelled);
                    Free(world, held, cancelled);
                    break;
                case 4 or 5 when held is not null:
                    var fits = held.IsApproved && !held.IsOver && move.Quantity >= 1
                        && move.Quantity <= held.Approved - held.Received - held.Freed && held.Refs.Add(move.Ref);
                    var came = world.Ask(move.Id, new ReturnCommand.Receive(
                        move.Ref, held.Line, ReturnWorld.Lot(held.Line), move.Quantity, "as-sent", null, null));
                    Assert.Equal(fits, came);
                    if (came)
                    {
                        held.Received += move.Quantity;
                        held.Last = move.Ref;
                    }

                    break;
                case 6 or 7 when held?.Last is { } receipt:
                    var open = world.Returns[move.Id].Receipts.Single(each => each.Ref == receipt).Open;
                    if (world.Ask(move.Id, new ReturnCommand.Inspect(
                        move.Ref, receipt, move.Quantity, (UnitFate)(move.Quantity % 4), move.Permille, "", null,
                        "anna")))
                    {
                        Assert.InRange(move.Quantity, 1, open);
                        Back[held.Line] += move.Quantity;
                    }

                    break;
                case 8 when held is { IsApproved: true }:
                    Free(world, held, world.Ask(move.Id, new ReturnCommand.GiveUp("lost", "anna", null)));
                    break;
                default:
                    _ = world.Carry(ordersFirst: move.Quantity % 2 == 0);
                    break;
            }
        }

        private static void Free(ReturnWorld world, Held held, bool isFreed)
        {
            if (isFreed)
            {
                held.Freed = held.Approved - held.Received;
                held.IsOver |= held.Received == 0;
                world.Settle();
            }
        }

        private sealed class Held(int line, int approved)
        {
            public int Line { get; } = line;

            public int Approved { get; } = approved;

            public HashSet<string> Refs { get; } = [];

            public int Received { get; set; }

            public int Freed { get; set; }

            public bool IsApproved { get; set; }

            public bool IsOver { get; set; }

            public string? Last { get; set; }
        }
    }
}
