using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Costing;
using Oms.Central.Inventory;
using Oms.Finance;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Costing.CostEvent, Oms.Central.Costing.CostRejection>;

namespace Oms.Central.Tests.Costing;

/// <summary>What a book says stock is worth, against a queue of single units and an average in decimals.</summary>
public sealed class CostBookProperties
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);

    /// <summary>Receipts with and without a cost, some in another currency, and issues of what is there or not
    /// yet.</summary>
    private static readonly Gen<Step> AnyStep = Gen.OneOf(
        from quantity in Gen.Choose(1, 20)
        from cost in Gen.Choose(0, 500)
        select new Step(quantity, cost, false),
        from quantity in Gen.Choose(1, 5)
        from cost in Gen.Elements<int?>(null, 300)
        select new Step(quantity, cost, true),
        from quantity in Gen.Choose(1, 25)
        select new Step(-quantity, null, false));

    private static readonly Gen<Step> Priced = Gen.OneOf(
        from quantity in Gen.Choose(1, 20)
        from cost in Gen.Choose(1, 500)
        select new Step(quantity, cost, false),
        from quantity in Gen.Choose(1, 25)
        select new Step(-quantity, null, false));

    private static Arbitrary<Step[]> Any => AnyStep.ArrayOf().ToArbitrary();

    [Fact]
    public void The_value_is_what_was_received_less_what_was_issued_plus_the_variances() =>
        Always((book, happened, _) =>
        {
            var received = happened.OfType<CostEvent.CostReceived>().ToList();
            var issued = happened.OfType<CostEvent.CostIssued>().ToList();
            Assert.Equal(
                received.Sum(e => e.Fifo + e.VarianceFifo) - issued.Sum(e => e.Fifo), book.Fifo.Value);
            Assert.Equal(
                received.Sum(e => e.Average + e.VarianceAverage) - issued.Sum(e => e.Average), book.Average.Value);
            Assert.Equal(received.Sum(e => e.Quantity) - issued.Sum(e => e.Quantity), book.Quantity);
            Assert.Equal(book.Quantity, book.Fifo.Held - book.Fifo.Owed.Quantity);
            Assert.Equal(happened.Count(IsFlagged), book.Flagged);
        });

    [Fact]
    public void Nothing_is_worth_nothing_and_units_that_are_there_are_never_worth_less() =>
        Always((book, _, _) =>
        {
            Assert.True(book.Quantity != 0 || (book.Fifo.Value, book.Average.Value) == (0, 0));
            Assert.True(book.Quantity < 0 || (book.Fifo.Value >= 0 && book.Average.Value >= 0));
            Assert.True(book.Fifo.Held == 0 || book.Fifo.Owed == OwedUnits.None);
            Assert.True(book.Average.Held == 0 || book.Average.Owed == OwedUnits.None);
            Assert.All(book.Fifo.Layers, layer => Assert.True(layer is { Quantity: >= 1, Value: >= 0 }));
            Assert.True(book.Fifo.Layers.Count <= FifoCost.LayersMax);
        });

    [Fact]
    public void What_came_first_goes_first_unit_by_unit() =>
        Prop.ForAll(Any, steps =>
        {
            var (book, queue) = (CostBook.Initial, new UnitQueue());
            foreach (var (number, step) in steps.Index())
            {
                (book, var happened) = Do(book, step, $"{number}");
                var issued = queue.Move(step);
                Assert.Equal(queue.Units.Count, book.Fifo.Held);
                Assert.Equal(queue.Units.Sum(), book.Fifo.HeldValue);
                if (happened is CostEvent.CostIssued e)
                {
                    Assert.Equal(issued, e.Fifo);
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_average_is_that_of_an_oracle_in_decimals() =>
        Prop.ForAll(Any, steps =>
        {
            var (book, oracle) = (CostBook.Initial, new DecimalAverage());
            foreach (var (number, step) in steps.Index())
            {
                (book, var happened) = Do(book, step, $"{number}");
                var issued = oracle.Move(step);
                Assert.Equal((oracle.Held, oracle.Value), (book.Average.Held, book.Average.HeldValue));
                if (happened is CostEvent.CostIssued e)
                {
                    Assert.Equal(issued, e.Average);
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void In_whatever_order_movements_arrive_what_was_sold_cost_what_was_paid_for_it() =>
        Prop.ForAll(
            (from steps in Priced.NonEmptyListOf()
             from order in Gen.Choose(int.MinValue, int.MaxValue)
             select (Steps: steps.ToArray(), Order: order)).ToArbitrary(),
            given =>
            {
                // What is left over is sold in the end, or comes in, so that nothing is there.
                var left = given.Steps.Sum(step => step.Quantity);
                Step[] rest = left == 0 ? [] : [new Step(-left, left < 0 ? 77 : null, false)];
                Step[] all = [.. given.Steps, .. rest];
                var paid = all.Where(step => step.Quantity > 0).Sum(step => step.Quantity * step.Cost!.Value);
                new Random(given.Order).Shuffle(all);
                var (book, happened) = Run(all);
                Assert.Equal(0, book.Quantity);
                Assert.Equal((paid, paid), happened.Aggregate((Fifo: 0L, Average: 0L), (sum, each) => each switch
                {
                    CostEvent.CostReceived e => (sum.Fifo - e.VarianceFifo, sum.Average - e.VarianceAverage),
                    CostEvent.CostIssued e => (sum.Fifo + e.Fifo, sum.Average + e.Average),
                    _ => sum,
                }));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_movement_that_is_told_twice_is_booked_once() =>
        Always((book, happened, _) => Assert.All(
            happened.TakeLast(256),
            each => Assert.Same(Decision.AlreadyDone, CostBook.Decide(book, CommandOf(each), Noon))));

    [Fact]
    public void A_book_that_was_read_back_decides_as_the_one_that_was_kept() =>
        Always((book, _, steps) =>
        {
            var back = JsonSerializer.Deserialize(
                JsonSerializer.Serialize(book, CostingJson.Default.CostBook), CostingJson.Default.CostBook)!;
            foreach (var step in steps)
            {
                Assert.Equal(Do(book, step, "new").Happened, Do(back, step, "new").Happened);
            }
        });

    private static bool IsFlagged(CostEvent happened) =>
        happened is CostEvent.CostReceived { Flag: not null } or CostEvent.CostIssued { Flag: not null };

    private static void Always(Action<CostBook, IReadOnlyList<CostEvent>, Step[]> check) =>
        Prop.ForAll(Any, steps =>
        {
            var (book, happened) = Run(steps);
            check(book, happened, steps);
        }).QuickCheckThrowOnFailure();

    private static (CostBook Book, List<CostEvent> Happened) Run(Step[] steps)
    {
        var (book, all) = (CostBook.Initial, new List<CostEvent>());
        foreach (var (number, step) in steps.Index())
        {
            (book, var happened) = Do(book, step, $"{number}");
            all.Add(happened);
        }

        return (book, all);
    }

    private static (CostBook Book, CostEvent Happened) Do(CostBook book, Step step, string reference)
    {
        CostCommand command = step.Quantity > 0
            ? new CostCommand.Receive(
                reference, step.Quantity, StockBucket.Supplier,
                step.Cost is { } cost ? Money.Of(cost, step.IsDoubtful ? "USD" : "EUR") : null, "EUR")
            : new CostCommand.Issue(reference, -step.Quantity, StockBucket.Customer, "EUR");
        var happened = Assert.Single(Assert.IsType<Decision.Accepted>(CostBook.Decide(book, command, Noon)).Events);
        return (CostBook.Evolve(book, happened), happened);
    }

    private static CostCommand CommandOf(CostEvent happened) =>
        happened switch
        {
            CostEvent.CostReceived e => new CostCommand.Receive(e.Ref, e.Quantity, e.From, null, e.Currency),
            CostEvent.CostIssued e => new CostCommand.Issue(e.Ref, e.Quantity, e.To, e.Currency),
            _ => throw new ArgumentException($"No such event: {happened}.", nameof(happened)),
        };

    /// <param name="Quantity">Units that come in; below zero for those that go out.</param>
    /// <param name="Cost">Of one unit; null for none.</param>
    /// <param name="IsDoubtful">Whether the cost, if any, is in another currency.</param>
    private sealed record Step(int Quantity, int? Cost, bool IsDoubtful)
    {
        public int? Known => IsDoubtful ? null : Cost;
    }

    /// <summary>Every unit by itself, with what it cost.</summary>
    private sealed class UnitQueue
    {
        private int _owed;
        private long _last;

        public Queue<long> Units { get; } = new();

        /// <returns>What the units that went out were worth.</returns>
        public long Move(Step step)
        {
            _last = step.Known ?? _last;
            var worth = 0L;
            for (var i = 0; i < step.Quantity; i++)
            {
                if (_owed > 0)
                {
                    _owed--;
                }
                else
                {
                    Units.Enqueue(_last);
                }
            }

            for (var i = 0; i < -step.Quantity; i++)
            {
                _owed += Units.Count == 0 ? 1 : 0;
                worth += Units.TryDequeue(out var unit) ? unit : _last;
            }

            return worth;
        }
    }

    private sealed class DecimalAverage
    {
        private long _owed;
        private decimal _last;

        public long Held { get; private set; }

        public long Value { get; private set; }

        /// <returns>What the units that went out were worth.</returns>
        public long Move(Step step) => step.Quantity > 0 ? In(step) : Out(-step.Quantity);

        private long In(Step step)
        {
            // Divided last: a third that was rounded before it is multiplied is no half where it should be one.
            var worth = decimal.Round(
                step.Known is { } known ? step.Quantity * known
                : Held > 0 ? (decimal)step.Quantity * Value / Held
                : step.Quantity * _last,
                MidpointRounding.ToEven);
            var settled = long.Min(_owed, step.Quantity);
            _owed -= settled;
            Held += step.Quantity - settled;
            Value += (long)(worth - decimal.Round(worth * settled / step.Quantity, MidpointRounding.ToEven));
            _last = decimal.Round(
                Held > 0 ? (decimal)Value / Held : worth / step.Quantity, MidpointRounding.ToEven);
            return 0;
        }

        private long Out(long quantity)
        {
            var there = long.Min(Held, quantity);
            var taken = Held == 0 ? 0 : (long)decimal.Round((decimal)Value * there / Held, MidpointRounding.ToEven);
            (Held, Value, _owed) = (Held - there, Value - taken, _owed + quantity - there);
            return taken + (long)((quantity - there) * _last);
        }
    }
}
