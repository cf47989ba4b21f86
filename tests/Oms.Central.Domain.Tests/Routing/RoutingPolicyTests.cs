using NodaTime;
using Oms.Central.Routing;
using Oms.Finance;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Routing.RoutingPolicyEvent, Oms.Central.Routing.RoutingRejection>;

namespace Oms.Central.Tests.Routing;

public sealed class RoutingPolicyTests
{
    private static readonly RoutingTerms First = new([new RoutingRule.Nearest()]);
    private static readonly RoutingTerms Second = new([new RoutingRule.FewestSplits(), new RoutingRule.Nearest()]);
    private static readonly RoutingPolicy Defined =
        RoutingPolicy.Evolve(RoutingPolicy.Initial, new RoutingPolicyEvent.PolicyDefined("main", First));

    public static TheoryData<string, RoutingTerms> Faults => new()
    {
        { "/rules", First with { Rules = [] } },
        { "/rules", First with { Rules = [new RoutingRule.Nearest(), new RoutingRule.Nearest()] } },
        { "/rules/0/kinds", First with { Rules = [new RoutingRule.OnlyKinds([])] } },
        { "/rules/0/kilometres", First with { Rules = [new RoutingRule.Within(0)] } },
        { "/rules/0/kilometres", First with { Rules = [new RoutingRule.Within(20_039)] } },
        { "/rules/0/locations", First with { Rules = [new RoutingRule.InOrder(["dc-1", "dc-1"])] } },
        { "/rules/0/locations", First with { Rules = [new RoutingRule.InOrder([])] } },
        { "/rules/0/units", First with { Rules = [new RoutingRule.ProtectLowStock(0)] } },
        { "/kilometres_per_day", First with { KilometresPerDay = 0 } },
        { "/transit_days_unknown", First with { TransitDaysUnknown = 61 } },
        { "/split_above/minor", First with { SplitAbove = Money.Of(-1, "EUR") } },
        { "/cost", First with { Rules = [new RoutingRule.Cheapest()] } },
        {
            "/cost/per_hundred_kilometres/currency",
            First with { Cost = new ParcelCost(Money.Of(1, "EUR"), Money.Of(1, "USD")) }
        },
        { "/cost/parcel/minor", First with { Cost = new ParcelCost(Money.Of(-1, "EUR"), Money.Of(1, "EUR")) } },
        {
            "/cost/per_hundred_kilometres/minor",
            First with { Cost = new ParcelCost(Money.Of(1, "EUR"), Money.Of(1_000_000_001, "EUR")) }
        },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Terms_that_are_out_of_range_name_the_member(string field, RoutingTerms terms)
    {
        foreach (var (state, command) in new (RoutingPolicy, RoutingPolicyCommand)[]
        {
            (RoutingPolicy.Initial, new RoutingPolicyCommand.Define("main", terms)),
            (Defined, new RoutingPolicyCommand.Revise(terms, null)),
        })
        {
            var rejected = Assert.IsType<Decision.Rejected>(RoutingPolicy.Decide(state, command, Instant.MinValue));
            Assert.Equal(field, Assert.IsType<RoutingRejection.InvalidTerms>(rejected.Reason).Field);
        }
    }

    [Fact]
    public void Every_version_is_kept_and_the_last_is_in_force()
    {
        var revised = Accept(Defined, new RoutingPolicyCommand.Revise(Second, 1));

        Assert.Equal([First, Second], revised.Versions);
        Assert.Equal(Second, revised.Terms);
        Assert.Same(Decision.AlreadyDone, Decide(revised, new RoutingPolicyCommand.Revise(Second, 2)));
        Assert.Equal(
            new RoutingRejection.StaleRevision(1, 2), Reason(revised, new RoutingPolicyCommand.Revise(First, 1)));
    }

    [Fact]
    public void A_policy_is_defined_once_and_has_so_many_versions()
    {
        Assert.Same(Decision.AlreadyDone, Decide(Defined, new RoutingPolicyCommand.Define("main", First)));
        Assert.Equal(new RoutingRejection.Differs(), Reason(Defined, new RoutingPolicyCommand.Define("main", Second)));
        Assert.Equal(
            new RoutingRejection.NoSuchPolicy(),
            Reason(RoutingPolicy.Initial, new RoutingPolicyCommand.Revise(First, null)));
        var full = Defined with { Versions = [.. Enumerable.Repeat(First, RoutingPolicy.VersionsMax)] };
        Assert.Equal(
            new RoutingRejection.TooManyVersions(RoutingPolicy.VersionsMax),
            Reason(full, new RoutingPolicyCommand.Revise(Second, null)));
    }

    private static Decision Decide(RoutingPolicy state, RoutingPolicyCommand command) =>
        RoutingPolicy.Decide(state, command, Instant.MinValue);

    private static RoutingPolicy Accept(RoutingPolicy state, RoutingPolicyCommand command) =>
        Assert.IsType<Decision.Accepted>(Decide(state, command)).Events.Aggregate(state, RoutingPolicy.Evolve);

    private static RoutingRejection Reason(RoutingPolicy state, RoutingPolicyCommand command) =>
        Assert.IsType<Decision.Rejected>(Decide(state, command)).Reason;
}
