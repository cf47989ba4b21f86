using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Channels;
using Oms.Central.Orders;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Channels.ChannelEvent, Oms.Central.Channels.ChannelRejection>;

namespace Oms.Central.Tests.Channels;

public sealed class ChannelTests
{
    private static readonly ChannelTerms Web = new(
        "Web shop", ChannelKind.Web, new ChannelPolicies(ShipPolicy.Split), SafetyStock: 2, SharePermille: 500);

    public static TheoryData<string, ChannelCommand> Faults => new()
    {
        { "/terms/name", new ChannelCommand.Define("web", Web with { Name = "" }) },
        { "/terms/safety_stock", new ChannelCommand.Define("web", Web with { SafetyStock = -1 }) },
        { "/terms/share_permille", new ChannelCommand.Revise(Web with { SharePermille = 1_001 }, null) },
        {
            "/terms/policies/ship_from",
            new ChannelCommand.Define("web", Web with { Policies = new ChannelPolicies(ShipPolicy.Split, "") })
        },
        {
            "/terms/policies/reservation_minutes",
            new ChannelCommand.Define("web", Web with { Policies = new ChannelPolicies(ShipPolicy.Split, null, 0) })
        },
        { "/sku", new ChannelCommand.Allocate(new Allocation("", 1), null) },
        { "/units", new ChannelCommand.Allocate(new Allocation("MILK"), null) },
        { "/units", new ChannelCommand.Allocate(new Allocation("MILK", 1, 1), null) },
        { "/units", new ChannelCommand.Allocate(new Allocation("MILK", -1), null) },
        { "/share_permille", new ChannelCommand.Allocate(new Allocation("MILK", null, -1), null) },
        { "/safety_stock", new ChannelCommand.Allocate(new Allocation("MILK", 1, null, -1), null) },
        { "/reason", new ChannelCommand.Suspend("", null) },
    };

    private static Gen<Allocation> Allocations =>
        Gen.OneOf(
            from units in Gen.Choose(0, 1_000_000_000)
            from safety in Gen.Choose(0, 100)
            select new Allocation("MILK", units, null, safety),
            Gen.Choose(0, 1_000).Select(share => new Allocation("MILK", null, share)));

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void What_is_out_of_range_names_the_member(string field, ChannelCommand command) =>
        Assert.Equal(field, Assert.IsType<ChannelRejection.InvalidTerms>(
            Rejected(command is ChannelCommand.Define ? Channel.Initial : Defined, command)).Field);

    [Fact]
    public void A_channel_may_promise_its_share_rounded_down_less_what_it_keeps_back()
    {
        Assert.Equal(3, Defined.Promisable("MILK", 11));
        Assert.Equal(0, Defined.Promisable("MILK", 5));
    }

    [Fact]
    public void An_allocation_in_units_is_a_limit_and_no_promise()
    {
        var some = Then(Defined, new ChannelCommand.Allocate(new Allocation("MILK", 10, null, 0), 1));
        Assert.Equal(10, some.Promisable("MILK", 11));
        Assert.Equal(9, some.Promisable("MILK", 9));
        Assert.Equal(3, Then(some, new ChannelCommand.EndAllocation("MILK", 2)).Promisable("MILK", 11));
    }

    [Fact]
    public void A_suspended_channel_promises_nothing_until_it_is_resumed()
    {
        var suspended = Then(Defined, new ChannelCommand.Suspend("sale", null));
        Assert.Equal(0, suspended.Promisable("MILK", 1_000));
        Assert.Equal(498, Then(suspended, new ChannelCommand.Resume(null)).Promisable("MILK", 1_000));
    }

    [Fact]
    public void Never_more_is_promised_than_there_is() =>
        Prop.ForAll(
            Allocations.ToArbitrary(),
            Gen.OneOf(Gen.Choose(0, 1_000), Gen.Constant(int.MaxValue)).ToArbitrary(),
            (allocation, available) =>
            {
                var channel = Then(Defined, new ChannelCommand.Allocate(allocation, null));
                Assert.InRange(channel.Promisable("MILK", available), 0, available);
                Assert.InRange(channel.Promisable("NUTS", available), 0, available);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shares_that_add_up_to_the_whole_never_promise_a_unit_twice() =>
        Prop.ForAll(
            Gen.Choose(0, 1_000).ToArbitrary(),
            Gen.Choose(0, 1_000_000).ToArbitrary(),
            (share, available) =>
            {
                var one = Then(Defined, new ChannelCommand.Allocate(new Allocation("MILK", null, share, 0), null));
                var other = Then(
                    Defined, new ChannelCommand.Allocate(new Allocation("MILK", null, 1_000 - share, 0), null));
                Assert.True(one.Promisable("MILK", available) + other.Promisable("MILK", available) <= available);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_channel_is_defined_once_and_changed_only_as_it_was_seen()
    {
        Assert.Same(
            Decision.AlreadyDone,
            Channel.Decide(Defined, new ChannelCommand.Define("web", Web), Instant.MinValue));
        Assert.IsType<ChannelRejection.Differs>(
            Rejected(Defined, new ChannelCommand.Define("web", Web with { Name = "Other" })));
        Assert.Equal(
            new ChannelRejection.StaleRevision(7, 1), Rejected(Defined, new ChannelCommand.Revise(Web, 7)));
        Assert.IsType<ChannelRejection.NoSuchChannel>(Rejected(Channel.Initial, new ChannelCommand.Resume(null)));
    }

    [Fact]
    public void A_channel_with_all_its_allocations_takes_no_other_one()
    {
        var full = Enumerable.Range(0, Channel.AllocationsMax).Aggregate(Defined, (state, n) => Channel.Evolve(
            state, new ChannelEvent.AllocationSet(new Allocation($"S-{n}", 1))));
        Assert.IsType<ChannelRejection.TooManyAllocations>(
            Rejected(full, new ChannelCommand.Allocate(new Allocation("MILK", 1), null)));
        _ = Then(full, new ChannelCommand.Allocate(new Allocation("S-0", 2), null));
    }

    private static Channel Defined => Then(Channel.Initial, new ChannelCommand.Define("web", Web));

    private static Channel Then(Channel state, ChannelCommand command) =>
        Assert.IsType<Decision.Accepted>(Channel.Decide(state, command, Instant.MinValue)).Events
            .Aggregate(state, Channel.Evolve);

    private static ChannelRejection Rejected(Channel state, ChannelCommand command) =>
        Assert.IsType<Decision.Rejected>(Channel.Decide(state, command, Instant.MinValue)).Reason;
}
