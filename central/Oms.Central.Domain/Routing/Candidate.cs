using NodaTime;
using NodaTime.Text;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Routing;

/// <summary>All that an order wants of one product: its lines share the stock, and the strictest wish holds.</summary>
internal sealed class Demand(string sku, IReadOnlyList<RoutingLine> lines)
{
    public string Sku { get; } = sku;

    public IReadOnlyList<RoutingLine> Lines { get; } = lines;

    public long Quantity { get; } = lines.Sum(line => (long)line.Quantity);

    public int MinRemainingDays { get; } = lines.Max(line => line.MinRemainingDays ?? 0);

    public static Demand[] Of(RoutingOrder order) =>
        [.. order.Lines.GroupBy(line => line.Sku, StringComparer.Ordinal).Select(g => new Demand(g.Key, [.. g]))];
}

/// <summary>A location as a policy sees it for one order.</summary>
internal sealed class Candidate
{
    private const long StockBound = 1_000_000_000_000;

    private readonly long[] _stock;

    public Candidate(
        RoutingTerms terms, RoutingRule.Rank[] ranks, RoutingOrder order, Demand[] demands, RoutingLocation location,
        LocalDate today)
    {
        Location = location;
        Metres = order.ShipTo is { } to && location.Position is { } from ? from.DistanceMetres(to) : null;
        ArrivesOn = location.DispatchOn?.PlusDays(terms.TransitDays(Metres));
        Allowed = new bool[demands.Length];
        Units = new long[demands.Length];
        _stock = new long[demands.Length];
        Filter(terms, order, demands, today);
        Scores = [.. ranks.Select(rank => ScoreOf(rank, terms, demands, today))];
    }

    public RoutingLocation Location { get; }

    public long? Metres { get; }

    public LocalDate? ArrivesOn { get; }

    public List<RoutingFinding> Findings { get; } = [];

    /// <summary>Whether a filter leaves it out for the whole order.</summary>
    public bool IsExcluded { get; private set; }

    /// <summary>Whether it may serve a demand.</summary>
    public bool[] Allowed { get; }

    /// <summary>Units that it can give to a demand, none more than are wanted.</summary>
    public long[] Units { get; }

    /// <summary>What it counts by each rank.</summary>
    public long[] Scores { get; }

    public bool HasUnits => !IsExcluded && Units.Any(units => units > 0);

    private void Filter(RoutingTerms terms, RoutingOrder order, Demand[] demands, LocalDate today)
    {
        if (ArrivesOn is null)
        {
            Exclude("calendar", "It sends nothing in the days that are known.");
        }

        if (Location.FullOn is { Count: > 0 } full)
        {
            Findings.Add(new RoutingFinding("has_capacity", null, $"It can send no more orders on {Days(full)}."));
        }

        var lasts = false;
        foreach (var rule in terms.Rules)
        {
            lasts |= rule is RoutingRule.RemainingLife;
            if (rule is RoutingRule.Filter && WholeOrder(rule, order) is { } reason)
            {
                Exclude(rule.Name, reason);
            }
        }

        var stocks = new Dictionary<string, RoutingStock>(Location.Stock.Count, StringComparer.Ordinal);
        foreach (var one in Location.Stock)
        {
            _ = stocks.TryAdd(one.Sku, one);
        }

        for (var i = 0; i < demands.Length; i++)
        {
            Allowed[i] = !IsExcluded && terms.Rules.All(rule => OneDemand(rule, order, demands[i]));
            var stock = stocks.GetValueOrDefault(demands[i].Sku);
            if (!Allowed[i] || stock is null)
            {
                continue;
            }

            _stock[i] = stock.UsableOn(lasts ? ArrivesOn!.Value.PlusDays(demands[i].MinRemainingDays) : today);
            Units[i] = long.Min(_stock[i], demands[i].Quantity);
            if (lasts && _stock[i] < demands[i].Quantity && stock.UsableOn(today) > _stock[i])
            {
                Findings.Add(new RoutingFinding(
                    "remaining_life", demands[i].Sku, "Lots there do not last long enough."));
            }
        }
    }

    private void Exclude(string rule, string reason)
    {
        IsExcluded = true;
        Findings.Add(new RoutingFinding(rule, null, reason));
    }

    private string? WholeOrder(RoutingRule rule, RoutingOrder order) =>
        rule switch
        {
            RoutingRule.OnlyKinds r when !r.Kinds.Contains(Location.Kind) => "It is of another kind.",
            RoutingRule.Within when Metres is null => "How far it is is not known.",
            RoutingRule.Within r when Metres > r.Kilometres * 1_000L => "It is too far away.",
            RoutingRule.NoDisruption when Location.Disruption is { } why => why,
            RoutingRule.HasCapacity when Location.OrdersLeft <= 0 => "It can send no more orders on that day.",
            RoutingRule.KeepsPromise when ArrivesOn > order.PromisedOn => "The goods would arrive too late.",
            _ => null,
        };

    private bool OneDemand(RoutingRule rule, RoutingOrder order, Demand demand)
    {
        var reason = rule switch
        {
            RoutingRule.HazardCapability when !demand.Lines.All(line => Holds(line.HazardClass)) =>
                "It may not hold dangerous goods of that class.",
            RoutingRule.TemperatureCapability when !demand.Lines.All(line => Keeps(line.Band)) =>
                "It does not keep that temperature.",
            RoutingRule.NotTurnedDown when order.TurnedDown is { } before && before.Any(each =>
                each.Location == Location.Id && demand.Lines.Any(line => line.Line == each.Line)) =>
                "It turned the line down before.",
            _ => null,
        };
        if (reason is not null)
        {
            Findings.Add(new RoutingFinding(rule.Name, demand.Sku, reason));
        }

        return reason is null;
    }

    private static string Days(IReadOnlyList<LocalDate> days) => days.Count == 1
        ? LocalDatePattern.Iso.Format(days[0])
        : $"{LocalDatePattern.Iso.Format(days[0])} to {LocalDatePattern.Iso.Format(days[^1])}";

    private bool Holds(string? hazardClass) =>
        hazardClass is null || (Location.HazardClasses?.Contains(hazardClass, StringComparer.Ordinal) ?? false);

    private bool Keeps(TemperatureBand? band) =>
        band is null || (Location.Bands?.Any(kept =>
            kept.MinMilliC >= band.MinMilliC && kept.MaxMilliC <= band.MaxMilliC) ?? false);

    private long ScoreOf(RoutingRule.Rank rank, RoutingTerms terms, Demand[] demands, LocalDate today) =>
        rank switch
        {
            RoutingRule.Nearest => Metres ?? RoutingTerms.MetresMax,
            RoutingRule.FewestSplits => 1,
            RoutingRule.InOrder r => Enumerable.Range(0, r.Locations.Count)
                .FirstOrDefault(i => r.Locations[i] == Location.Id, r.Locations.Count),
            RoutingRule.HighestStock => long.Max(0, StockBound - _stock.Sum()),
            RoutingRule.ProtectLowStock r => Enumerable.Range(0, demands.Length)
                .Count(i => Units[i] > 0 && _stock[i] - Units[i] < r.Units),
            RoutingRule.Cheapest => terms.CostOf(Metres ?? RoutingTerms.MetresMax),
            RoutingRule.Fastest => ArrivesOn is { } day ? Period.DaysBetween(today, day) : int.MaxValue,
            _ => throw new System.Diagnostics.UnreachableException($"No such rank: {rank.Name}."),
        };
}
