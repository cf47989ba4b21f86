namespace Oms.Central.Routing;

/// <summary>A set of locations, and what it counts.</summary>
/// <param name="Missing">Units that it cannot promise.</param>
/// <param name="Scores">What it counts by each rank.</param>
/// <param name="Members">Indices of its candidates, ascending.</param>
internal sealed record PlanOf(long Missing, long[] Scores, int[] Members);

/// <summary>Finds the best set of locations for an order.</summary>
/// <param name="candidates">Locations with stock, in the order of their ids.</param>
/// <param name="wanted">Units of each demand.</param>
internal sealed class PlanSearch(Candidate[] candidates, long[] wanted, RoutingRule.Rank[] ranks)
{
    /// <summary>Up to so many candidates every set of them is looked at: 4 095 sets.</summary>
    public const int ExactMax = 12;

    private readonly int _splits = Array.FindIndex(ranks, rank => rank is RoutingRule.FewestSplits);

    /// <summary>What a set counts.</summary>
    public PlanOf Weigh(int[] members)
    {
        var scores = new long[ranks.Length];
        var left = (long[])wanted.Clone();
        foreach (var member in members)
        {
            Add(scores, candidates[member].Scores, scores);
            for (var i = 0; i < left.Length; i++)
            {
                left[i] = long.Max(0, left[i] - candidates[member].Units[i]);
            }
        }

        return new PlanOf(left.Sum(), scores, members);
    }

    /// <summary>The best of all sets; and for each candidate the best of those with it.</summary>
    public (PlanOf Best, PlanOf[] BestWith) Exact()
    {
        var search = new Everything(this);
        search.Visit(0, 0, 0, new long[wanted.Length], new long[ranks.Length]);
        return (search.Best!, search.BestWith!);
    }

    /// <summary>The best of the sets of one.</summary>
    public PlanOf Single() =>
        Enumerable.Range(0, candidates.Length).Select(i => Weigh([i])).Aggregate(
            (best, next) => Compare(next.Missing, next.Scores, 1, best) < 0 ? next : best);

    /// <summary>Takes the best location again and again: by the ranks in their order, where fewest splits stands for
    /// what it adds.</summary>
    public PlanOf Greedy()
    {
        var left = (long[])wanted.Clone();
        var members = new List<int>();
        while (Next(left, members) is { } next)
        {
            members.Add(next);
            for (var i = 0; i < left.Length; i++)
            {
                left[i] = long.Max(0, left[i] - candidates[next].Units[i]);
            }
        }

        var missing = left.Sum();
        for (var i = members.Count - 1; i >= 0 && members.Count > 1; i--)
        {
            var without = members.Where((_, at) => at != i).ToArray();
            if (Weigh(without).Missing == missing)
            {
                members.RemoveAt(i);
            }
        }

        return Weigh([.. members.Order()]);
    }

    /// <summary>Why one plan is better than another: the first thing that tells them apart.</summary>
    public LostBy Difference(PlanOf lost, PlanOf chosen)
    {
        if (lost.Missing != chosen.Missing)
        {
            return new LostBy("units", lost.Missing, chosen.Missing);
        }

        for (var i = 0; i < ranks.Length; i++)
        {
            if (lost.Scores[i] != chosen.Scores[i])
            {
                return new LostBy(ranks[i].Name, lost.Scores[i], chosen.Scores[i]);
            }
        }

        return lost.Members.Length != chosen.Members.Length
            ? new LostBy("locations", lost.Members.Length, chosen.Members.Length)
            : new LostBy("location_id", 1, 0);
    }

    private int? Next(long[] left, List<int> members)
    {
        int? best = null;
        var bestGain = 0L;
        for (var i = 0; i < candidates.Length; i++)
        {
            if (members.Contains(i))
            {
                continue;
            }

            var gain = 0L;
            for (var d = 0; d < left.Length; d++)
            {
                gain += long.Min(left[d], candidates[i].Units[d]);
            }

            if (gain > 0 && (best is null || IsBetter(i, gain, best.Value, bestGain)))
            {
                (best, bestGain) = (i, gain);
            }
        }

        return best;
    }

    private bool IsBetter(int one, long gain, int other, long otherGain)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            var order = i == _splits
                ? otherGain.CompareTo(gain)
                : candidates[one].Scores[i].CompareTo(candidates[other].Scores[i]);
            if (order != 0)
            {
                return order < 0;
            }
        }

        return gain > otherGain;
    }

    private void Add(long[] scores, long[] more, long[] sum)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            sum[i] = ranks[i].IsWorst ? long.Max(scores[i], more[i]) : scores[i] + more[i];
        }
    }

    private static int Compare(long missing, long[] scores, int count, PlanOf with)
    {
        var order = missing.CompareTo(with.Missing);
        for (var i = 0; order == 0 && i < scores.Length; i++)
        {
            order = scores[i].CompareTo(with.Scores[i]);
        }

        return order != 0 ? order : count.CompareTo(with.Members.Length);
    }

    /// <summary>Looks at every set once. Sets with smaller ids come first, so that of equal ones the first
    /// stays.</summary>
    private sealed class Everything(PlanSearch search)
    {
        private readonly int _count = search.CandidateCount;
        private readonly PlanOf?[] _bestWith = new PlanOf?[search.CandidateCount];

        public PlanOf? Best { get; private set; }

        public PlanOf[] BestWith => [.. _bestWith.Select(plan => plan!)];

        public void Visit(int at, int mask, int members, long[] sums, long[] scores)
        {
            if (at == _count)
            {
                if (mask != 0)
                {
                    Look(mask, members, search.MissingOf(sums), scores);
                }

                return;
            }

            var (moreSums, moreScores) = search.With(at, sums, scores);
            Visit(at + 1, mask | (1 << at), members + 1, moreSums, moreScores);
            Visit(at + 1, mask, members, sums, scores);
        }

        private void Look(int mask, int members, long missing, long[] scores)
        {
            PlanOf? plan = null;
            if (Best is null || Compare(missing, scores, members, Best) < 0)
            {
                Best = plan = Plan();
            }

            for (var i = 0; i < _count; i++)
            {
                if ((mask & (1 << i)) != 0
                    && (_bestWith[i] is not { } with || Compare(missing, scores, members, with) < 0))
                {
                    _bestWith[i] = plan ??= Plan();
                }
            }

            PlanOf Plan() =>
                new(missing, scores, [.. Enumerable.Range(0, _count).Where(i => (mask & (1 << i)) != 0)]);
        }
    }

    private int CandidateCount => candidates.Length;

    private long MissingOf(long[] sums)
    {
        var missing = 0L;
        for (var i = 0; i < sums.Length; i++)
        {
            missing += long.Max(0, wanted[i] - sums[i]);
        }

        return missing;
    }

    private (long[] Sums, long[] Scores) With(int candidate, long[] sums, long[] scores)
    {
        var (moreSums, moreScores) = (new long[sums.Length], new long[scores.Length]);
        for (var i = 0; i < sums.Length; i++)
        {
            moreSums[i] = sums[i] + candidates[candidate].Units[i];
        }

        Add(scores, candidates[candidate].Scores, moreScores);
        return (moreSums, moreScores);
    }
}
