namespace Oms.Central.Operations;

/// <summary>The rules of the auditor: the invariants of the domain's model by number, and those that have
/// none.</summary>
internal static class AuditRules
{
    public const string Bins = "bins";
    public const string Books = "books";
    public const string Valuation = "valuation";
    public const string Returns = "returns";
    public const string Fulfilment = "fulfilment";
    public const string Routing = "routing";
    public const string Capacity = "capacity";
    public const string DropShip = "drop-ship";
    public const string ChannelAllocation = "channel-allocation";
    public const string GtinOwner = "gtin-owner";
    public const string CustomerMerge = "customer-merge";

    /// <summary>Every rule that a violation may name.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12", "I13", "I14", "I15",
        Bins, Books, Valuation, Returns, Fulfilment, Routing, Capacity, DropShip, ChannelAllocation, GtinOwner,
        CustomerMerge,
    ];

    /// <summary>How often each is broken.</summary>
    public static IReadOnlyList<RuleView> Count(IReadOnlyCollection<Violation> violations) =>
        [.. All.Select(rule => new RuleView(rule, violations.Count(each => each.Invariant == rule)))];
}

/// <param name="Drift">Violations of it; 0 where it holds.</param>
internal sealed record RuleView(string Rule, int Drift);
