using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using Oms.Central.Orders;

namespace Oms.Central.Routing;

/// <summary>Decides where the units of an order leave from. It reads nothing but its arguments.</summary>
public static class Router
{
    /// <summary>Makes the decision that a policy's terms want.</summary>
    /// <param name="locations">All that may serve, in any order, each once.</param>
    /// <param name="today">The day on which it is decided.</param>
    /// <exception cref="ArgumentException">A location or a line is named twice, or a line wants no unit.</exception>
    public static RoutingDecision Route(
        RoutingTerms terms, RoutingOrder order, IReadOnlyList<RoutingLocation> locations, LocalDate today)
    {
        RoutingLocation[] sorted = [.. locations.OrderBy(location => location.Id, StringComparer.Ordinal)];
        Check(order, sorted);
        var demands = Demand.Of(order);
        RoutingRule.Rank[] ranks = [.. terms.Rules.OfType<RoutingRule.Rank>()];
        Candidate[] all =
            [.. sorted.Select(location => new Candidate(terms, ranks, order, demands, location, today))];
        Candidate[] able = [.. all.Where(candidate => candidate.HasUnits)];
        var inputs = new RoutingInputs(terms, order, sorted, today);
        var hash = Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(inputs, RoutingJson.Default.RoutingInputs)));
        var search = new PlanSearch(able, [.. demands.Select(demand => demand.Quantity)], ranks);
        if (able.Length == 0)
        {
            return new RoutingDecision(
                hash, true, [], Wait(demands, all, able, [], new Shares(demands.Length, 0)), [], Verdicts(all, []));
        }

        var oneOnly = order.ShipPolicy == ShipPolicy.Complete || order.Together || terms.MustNotSplit(order);
        var exact = oneOnly || able.Length <= PlanSearch.ExactMax;
        var (best, with) = oneOnly ? (search.Single(), null)
            : exact ? search.Exact()
            : (search.Greedy(), (PlanOf[]?)null);
        var nothing = order.ShipPolicy == ShipPolicy.Complete && best.Missing > 0;
        var shares = nothing ? new Shares(demands.Length, able.Length) : Share(demands, able, best);
        int[] used = [.. best.Members.Where(shares.Uses)];
        var plan = search.Weigh(used);
        var lost = new Dictionary<string, LostBy>(StringComparer.Ordinal);
        for (var i = 0; i < able.Length; i++)
        {
            if (!used.Contains(i))
            {
                var its = oneOnly ? search.Weigh([i]) : with?[i] ?? search.Weigh([.. used.Append(i).Order()]);
                lost[able[i].Location.Id] = nothing
                    ? new LostBy("units", its.Missing, 0)
                    : search.Difference(its, plan);
            }
        }

        return new RoutingDecision(
            hash,
            exact,
            Planned(demands, able, shares),
            Wait(demands, all, able, best.Members, shares),
            [
                new RankScore("units", plan.Missing),
                .. ranks.Zip(plan.Scores, (rank, score) => new RankScore(rank.Name, score)),
            ],
            Verdicts(all, lost));
    }

    private static void Check(RoutingOrder order, RoutingLocation[] sorted)
    {
        if (sorted.Select(location => location.Id).Distinct(StringComparer.Ordinal).Count() < sorted.Length)
        {
            throw new ArgumentException("A location is named twice.", nameof(sorted));
        }

        if (order.Lines.Select(line => line.Line).Distinct().Count() < order.Lines.Count
            || order.Lines.Any(line => line.Quantity < 1))
        {
            throw new ArgumentException("Each line has its own number and wants at least one unit.", nameof(order));
        }
    }

    /// <summary>Gives each demand to one location of the plan where one has all of it, else to the best in
    /// turn.</summary>
    private static Shares Share(Demand[] demands, Candidate[] able, PlanOf plan)
    {
        var shares = new Shares(demands.Length, able.Length);
        var order = plan.Members
            .OrderBy(member => able[member].Scores, Comparer<long[]>.Create(CompareScores))
            .ThenBy(member => member)
            .ToArray();
        for (var i = 0; i < demands.Length; i++)
        {
            var left = demands[i].Quantity;
            var whole = Array.FindIndex(order, member => able[member].Units[i] >= left);
            foreach (var member in whole >= 0 ? [order[whole]] : order)
            {
                var units = long.Min(left, able[member].Units[i]);
                shares.Of(i)[member] = units;
                left -= units;
            }
        }

        return shares;
    }

    private static int CompareScores(long[] one, long[] other)
    {
        var order = 0;
        for (var i = 0; order == 0 && i < one.Length; i++)
        {
            order = one[i].CompareTo(other[i]);
        }

        return order;
    }

    private static List<PlannedUnits> Planned(Demand[] demands, Candidate[] able, Shares shares)
    {
        var planned = new List<PlannedUnits>();
        for (var i = 0; i < demands.Length; i++)
        {
            var given = (long[])shares.Of(i).Clone();
            foreach (var line in demands[i].Lines)
            {
                var left = line.Quantity;
                for (var member = 0; member < given.Length && left > 0; member++)
                {
                    var units = (int)long.Min(left, given[member]);
                    if (units > 0)
                    {
                        planned.Add(new PlannedUnits(line.Line, line.Sku, able[member].Location.Id, units));
                        given[member] -= units;
                        left -= units;
                    }
                }
            }
        }

        return [.. planned.OrderBy(units => units.Line).ThenBy(units => units.Location, StringComparer.Ordinal)];
    }

    /// <summary>What is not planned waits where the rest leaves from, else at the best location that may serve
    /// it.</summary>
    private static List<WaitingUnits> Wait(
        Demand[] demands, Candidate[] all, Candidate[] able, int[] members, Shares shares)
    {
        var waiting = new List<WaitingUnits>();
        Candidate[] first =
        [
            .. members.Select(member => able[member])
                .OrderBy(each => each.Scores, Comparer<long[]>.Create(CompareScores)),
            .. all.Where(each => !each.IsExcluded)
                .OrderBy(each => each.Scores, Comparer<long[]>.Create(CompareScores)),
        ];
        for (var i = 0; i < demands.Length; i++)
        {
            var given = shares.Of(i).Sum();
            var at = first.FirstOrDefault(each => each.Allowed[i])?.Location.Id;
            foreach (var line in demands[i].Lines)
            {
                var planned = (int)long.Min(line.Quantity, given);
                given -= planned;
                if (planned < line.Quantity)
                {
                    waiting.Add(new WaitingUnits(line.Line, line.Sku, at, line.Quantity - planned));
                }
            }
        }

        return [.. waiting.OrderBy(units => units.Line)];
    }

    private static List<LocationVerdict> Verdicts(Candidate[] all, Dictionary<string, LostBy> lost) =>
    [
        .. all.Select(each => new LocationVerdict(
            each.Location.Id,
            each.IsExcluded || !each.Allowed.Any(allowed => allowed) ? RoutingOutcome.Excluded
                : !each.HasUnits ? RoutingOutcome.WithoutStock
                : lost.ContainsKey(each.Location.Id) ? RoutingOutcome.Lost
                : RoutingOutcome.Chosen,
            each.Metres,
            each.ArrivesOn,
            each.Findings,
            lost.GetValueOrDefault(each.Location.Id))),
    ];

    /// <summary>How many units of each demand each location gives.</summary>
    private sealed class Shares(int demands, int locations)
    {
        private readonly long[][] _units = [.. Enumerable.Range(0, demands).Select(_ => new long[locations])];

        public long[] Of(int demand) => _units[demand];

        public bool Uses(int location) => _units.Any(given => given[location] > 0);
    }
}
