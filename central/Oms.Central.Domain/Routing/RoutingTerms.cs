using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Finance;

namespace Oms.Central.Routing;

/// <summary>How orders are given to locations.</summary>
/// <remarks>
/// As many units as can be are promised, before any rank is asked. Among plans that do so, the first rank that tells
/// them apart decides; where none does, the one with fewer locations, then the one whose locations' ids come first.
/// </remarks>
/// <param name="Rules">Filters and ranks in their order, 1 to 30, no rule twice.</param>
/// <param name="KilometresPerDay">How far goods go on one day, 1 to 20 038; any journey takes at least a day.</param>
/// <param name="TransitDaysUnknown">Days on the way where the distance is not known, 1 to 60.</param>
/// <param name="SplitAbove">Orders that are worth less leave from one location only; null where all may be split. An
/// order whose worth is unknown or in another currency may.</param>
/// <param name="Cost">What parcels cost; needed by the rule <c>cheapest</c>.</param>
public sealed record RoutingTerms(
    IReadOnlyList<RoutingRule> Rules,
    int KilometresPerDay = 800,
    int TransitDaysUnknown = 5,
    Money? SplitAbove = null,
    ParcelCost? Cost = null)
{
    /// <summary>No two places on earth are further apart, metres: half of a great circle.</summary>
    public const long MetresMax = 20_037_508;

    private const int RulesMax = 30;
    private const int KilometresMax = 20_038;
    private const int DaysMax = 60;
    private const int LocationsMax = 500;
    private const int UnitsMax = 1_000_000;
    private const long MinorMax = 1_000_000_000;

    /// <summary>The first member that is out of its range, as a JSON Pointer within the terms; null when all are
    /// good.</summary>
    public RoutingRejection.InvalidTerms? Fault() =>
        Rules.Count is < 1 or > RulesMax ? new("/rules", $"A policy has 1 to {RulesMax} rules.")
        : Rules.Select(rule => rule.Name).Distinct(StringComparer.Ordinal).Count() < Rules.Count
            ? new("/rules", "No rule may be named twice.")
        : Rules.Select(FaultOf).FirstOrDefault(fault => fault is not null) is { } fault ? fault
        : KilometresPerDay is < 1 or > KilometresMax
            ? new("/kilometres_per_day", $"It must be from 1 to {KilometresMax}.")
        : TransitDaysUnknown is < 1 or > DaysMax ? new("/transit_days_unknown", $"It must be from 1 to {DaysMax}.")
        : SplitAbove?.Minor < 0 ? new("/split_above/minor", "It must not be below zero.")
        : Cost is { } cost ? CostFault(cost)
        : Rules.Any(rule => rule is RoutingRule.Cheapest)
            ? new("/cost", "The rule cheapest needs to know what parcels cost.")
        : null;

    /// <summary>Whether these are the same terms, member by member.</summary>
    public bool IsSameAs(RoutingTerms other) => WrittenForm.IsSame(this, other, RoutingJson.Default.RoutingTerms);

    /// <summary>Whether an order must leave from one location.</summary>
    public bool MustNotSplit(RoutingOrder order) =>
        SplitAbove is { } least && order.Value is { } value && value.Currency == least.Currency
        && value.Minor < least.Minor;

    /// <summary>Days on the way; at least one.</summary>
    public int TransitDays(long? metres) =>
        metres is { } far
            ? (int)long.Max(1, (far + (KilometresPerDay * 1_000L) - 1) / (KilometresPerDay * 1_000L))
            : TransitDaysUnknown;

    /// <summary>What a parcel costs, minor units.</summary>
    public long CostOf(long metres) =>
        Cost is { } cost
            ? cost.Parcel.Minor + (((metres * cost.PerHundredKilometres.Minor) + HalfHundred) / HundredKilometres)
            : 0;

    private const long HundredKilometres = 100_000;
    private const long HalfHundred = HundredKilometres / 2;

    private static RoutingRejection.InvalidTerms? FaultOf(RoutingRule rule, int index) =>
        rule switch
        {
            RoutingRule.OnlyKinds { Kinds.Count: 0 } => new($"/rules/{index}/kinds", "Name at least one kind."),
            RoutingRule.Within { Kilometres: < 1 or > KilometresMax } =>
                new($"/rules/{index}/kilometres", $"It must be from 1 to {KilometresMax}."),
            RoutingRule.InOrder { Locations: var named } when named.Count is < 1 or > LocationsMax
                || !named.All(StockItemId.IsLocation)
                || named.Distinct(StringComparer.Ordinal).Count() < named.Count =>
                new($"/rules/{index}/locations", $"1 to {LocationsMax} locations, none twice."),
            RoutingRule.ProtectLowStock { Units: < 1 or > UnitsMax } =>
                new($"/rules/{index}/units", $"It must be from 1 to {UnitsMax}."),
            _ => null,
        };

    private static RoutingRejection.InvalidTerms? CostFault(ParcelCost cost) =>
        cost.Parcel.Currency != cost.PerHundredKilometres.Currency
            ? new("/cost/per_hundred_kilometres/currency", "Both parts of a cost have one currency.")
        : cost.Parcel.Minor is < 0 or > MinorMax
            ? new("/cost/parcel/minor", $"It must be from 0 to {MinorMax}.")
        : cost.PerHundredKilometres.Minor is < 0 or > MinorMax
            ? new("/cost/per_hundred_kilometres/minor", $"It must be from 0 to {MinorMax}.")
        : null;
}

/// <summary>What a parcel costs.</summary>
public sealed record ParcelCost(Money Parcel, Money PerHundredKilometres);
