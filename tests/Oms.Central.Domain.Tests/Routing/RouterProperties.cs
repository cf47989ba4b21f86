using System.Text.Json;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Routing;
using Oms.Custody.Places;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Routing;

/// <summary>What holds of every decision, over random policies, orders and locations.</summary>
public sealed class RouterProperties
{
    private const int WorldsMax = 1_500;
    private static readonly string[] Skus = ["MILK", "NUTS", "SOAP", "TEA"];

    [Fact]
    public void No_line_is_covered_over_or_under_and_no_location_gives_more_than_it_has() =>
        Each((world, decision) =>
        {
            Assert.All(world.Order.Lines, line => Assert.Equal(
                line.Quantity,
                decision.Planned.Where(units => units.Line == line.Line).Sum(units => units.Quantity)
                    + decision.Waiting.Where(units => units.Line == line.Line).Sum(units => units.Quantity)));
            Assert.All(decision.Planned, units => Assert.True(units.Quantity > 0));
            foreach (var given in decision.Planned.GroupBy(units => (units.Location, units.Sku)))
            {
                Assert.True(given.Sum(units => (long)units.Quantity) <= StockOf(world, given.Key));
            }
        });

    [Fact]
    public void Units_leave_only_from_locations_that_no_filter_leaves_out() =>
        Each((_, decision) => Assert.All(decision.Planned, units =>
        {
            var verdict = decision.Of(units.Location);
            Assert.Equal(RoutingOutcome.Chosen, verdict.Outcome);
            Assert.DoesNotContain(verdict.Findings, finding =>
                finding.Rule != "remaining_life" && (finding.Sku is null || finding.Sku == units.Sku));
        }));

    [Fact]
    public void An_order_that_may_not_be_split_leaves_from_one_location() =>
        Each((world, decision) =>
        {
            if (world.Order.ShipPolicy == ShipPolicy.Complete)
            {
                Assert.True(decision.Planned.Count == 0 || decision.Waiting.Count == 0);
                Assert.InRange(decision.Planned.Select(units => units.Location).Distinct().Count(), 0, 1);
            }
        });

    /// <summary>Every set of up to six locations is weighed here a second time, by the policy's words alone.</summary>
    [Fact]
    public void No_set_of_locations_is_better_than_the_chosen_one() =>
        Each((world, decision) =>
        {
            if (world.Order.ShipPolicy == ShipPolicy.Complete || !decision.Exact || decision.Scores.Count == 0)
            {
                return;
            }

            var able = decision.Locations
                .Where(each => each.Outcome is RoutingOutcome.Chosen or RoutingOutcome.Lost).ToList();
            var chosen = Weigh(world, [.. able.Where(each => each.Outcome == RoutingOutcome.Chosen)]);
            Assert.Equal(decision.Scores.Select(score => score.Score), chosen[..^1]);
            for (var mask = 1; mask < 1 << able.Count; mask++)
            {
                var other = Weigh(world, [.. able.Where((_, i) => (mask & (1 << i)) != 0)]);
                Assert.True(Compare(chosen, other) <= 0, $"{string.Join(' ', other)} < {string.Join(' ', chosen)}");
            }
        });

    [Fact]
    public void The_same_inputs_give_the_same_decision_byte_by_byte_in_whatever_order_they_come() =>
        Each((world, decision) =>
        {
            var again = Router.Route(world.Terms, world.Order, [.. world.Locations.Reverse()], Sites.Today);
            Assert.Equal(Text(decision), Text(again));
            Assert.Equal(Text(decision), Text(JsonSerializer.Deserialize(
                Text(decision), RoutingJson.Default.RoutingDecision)!));
        });

    [Fact]
    public void Many_locations_are_taken_one_by_one_and_none_needlessly()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var world = World.Of(new Random(seed), locations: 40);
            var order = world.Order with { ShipPolicy = ShipPolicy.Split };
            var decision = Router.Route(world.Terms, order, world.Locations, Sites.Today);
            var able = decision.Locations
                .Where(each => each.Outcome is RoutingOutcome.Chosen or RoutingOutcome.Lost).ToList();
            var all = Weigh(world with { Order = order }, able)[0];
            Assert.Equal(all, decision.Waiting.Sum(units => (long)units.Quantity));
            var senders = decision.Locations.Where(each => each.Outcome == RoutingOutcome.Chosen).ToList();
            Assert.All(senders.Where(_ => senders.Count > 1), one => Assert.True(
                Weigh(world with { Order = order }, [.. senders.Where(each => each != one)])[0] > all));
        }
    }

    private static string Text(RoutingDecision decision) =>
        JsonSerializer.Serialize(decision, RoutingJson.Default.RoutingDecision);

    private static long StockOf(World world, (string Location, string Sku) of) =>
        world.Locations.Single(location => location.Id == of.Location)
            .Stock.Single(stock => stock.Sku == of.Sku).Available;

    private static int Compare(long[] one, long[] other) =>
        one.Zip(other, (a, b) => a.CompareTo(b)).FirstOrDefault(order => order != 0);

    /// <summary>Units that a set cannot promise, what it counts by each rank, and how many locations it has.</summary>
    private static long[] Weigh(World world, List<LocationVerdict> set)
    {
        var wanted = world.Order.Lines.GroupBy(line => line.Sku)
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => (long)line.Quantity));
        long Has(LocationVerdict at, string sku) =>
            at.Findings.Any(finding => finding.Sku == sku) ? 0
                : world.Locations.Single(location => location.Id == at.Location)
                    .Stock.FirstOrDefault(stock => stock.Sku == sku)?.Available ?? 0;

        long Parcel(LocationVerdict at) => 500 + (((at.Metres!.Value * 40) + 50_000) / 100_000);
        return
        [
            wanted.Sum(each => long.Max(0, each.Value - set.Sum(at => Has(at, each.Key)))),
            .. world.Terms.Rules.OfType<RoutingRule.Rank>().Select(rank => rank switch
            {
                RoutingRule.Nearest => set.Sum(at => at.Metres!.Value),
                RoutingRule.FewestSplits => set.Count,
                RoutingRule.InOrder r => set.Sum(at => r.Locations.Contains(at.Location)
                    ? r.Locations.ToList().IndexOf(at.Location) : r.Locations.Count),
                RoutingRule.Cheapest => set.Sum(Parcel),
                RoutingRule.Fastest => set.Max(at =>
                    (long)NodaTime.Period.DaysBetween(Sites.Today, at.ArrivesOn!.Value)),
                RoutingRule.HighestStock =>
                    1_000_000_000_000 - set.Min(at => wanted.Keys.Sum(sku => Has(at, sku))),
                RoutingRule.ProtectLowStock r => set.Sum(at => wanted.Count(each =>
                    Has(at, each.Key) > 0 && Has(at, each.Key) - long.Min(Has(at, each.Key), each.Value) < r.Units)),
                _ => throw new InvalidOperationException(rank.Name),
            }),
            set.Count,
        ];
    }

    private static void Each(Action<World, RoutingDecision> holds)
    {
        for (var seed = 0; seed < WorldsMax; seed++)
        {
            var random = new Random(seed);
            var world = World.Of(random, random.Next(1, 7));
            try
            {
                holds(world, Router.Route(world.Terms, world.Order, world.Locations, Sites.Today));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
            }
        }
    }

    private sealed record World(RoutingTerms Terms, RoutingOrder Order, IReadOnlyList<RoutingLocation> Locations)
    {
        public static World Of(Random random, int locations)
        {
            RoutingRule[] filters =
            [
                new RoutingRule.HazardCapability(), new RoutingRule.NotTurnedDown(), new RoutingRule.HasCapacity(),
                new RoutingRule.OnlyKinds([LocationKind.Warehouse]), new RoutingRule.KeepsPromise(),
            ];
            RoutingRule[] ranks =
            [
                new RoutingRule.Nearest(), new RoutingRule.FewestSplits(), new RoutingRule.InOrder(["l2", "l0"]),
                new RoutingRule.HighestStock(), new RoutingRule.ProtectLowStock(3), new RoutingRule.Cheapest(),
                new RoutingRule.Fastest(),
            ];
            var rules = filters.Where(_ => random.Next(3) == 0).Concat(ranks.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(rules);
            var lines = Enumerable.Range(1, random.Next(1, 6)).Select(line => new RoutingLine(
                line, Skus[random.Next(Skus.Length)], random.Next(1, 9),
                HazardClass: random.Next(4) == 0 ? "3" : null));
            return new World(
                new RoutingTerms(rules.Length == 0 ? [ranks[0]] : rules)
                {
                    Cost = new ParcelCost(Money.Of(500, "USD"), Money.Of(40, "USD")),
                },
                new RoutingOrder(
                    random.Next(4) == 0 ? ShipPolicy.Complete : ShipPolicy.Split,
                    [.. lines],
                    Sites.Chicago,
                    Sites.Today.PlusDays(random.Next(1, 5)),
                    TurnedDown: [new TurnedDownLine(1, $"l{random.Next(8)}")]),
                [.. Enumerable.Range(0, locations).Select(i => LocationOf(random, i))]);
        }

        private static RoutingLocation LocationOf(Random random, int index) => Sites.At(
            $"l{index}",
            new Position(random.Next(30_000_000, 48_000_000), random.Next(-120_000_000, -75_000_000)),
            [.. Skus.Where(_ => random.Next(3) > 0).Select(sku => (sku, random.Next(0, 10)))]) with
        {
            Kind = random.Next(5) == 0 ? LocationKind.Store : LocationKind.Warehouse,
            OrdersLeft = random.Next(4) == 0 ? 0 : null,
            HazardClasses = random.Next(2) == 0 ? ["3"] : null,
        };
    }
}
