using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Orders;
using Xunit;
using Decision =
    Oms.Entities.Decision<Oms.Central.Orders.RecentOrdersEvent, Oms.Central.Orders.RecentOrdersRejection>;

namespace Oms.Central.Tests.Orders;

public sealed class RecentOrdersTests
{
    private const int Hour = 60;

    [Fact]
    public void Of_two_orders_of_the_same_goods_exactly_the_second_finds_the_first()
    {
        var (first, after) = Note(RecentOrders.Initial, "order-1", "ab", Orders.Noon);
        var (second, _) = Note(after, "order-2", "ab", Orders.Noon);
        Assert.Equal((0, null), (first.Count, first.SameAs));
        Assert.Equal((1, "order-1"), (second.Count, second.SameAs));
    }

    [Fact]
    public void An_order_that_is_noted_again_is_already_known()
    {
        var (_, after) = Note(RecentOrders.Initial, "order-1", "ab", Orders.Noon);
        Assert.Same(
            Decision.AlreadyDone,
            RecentOrders.Decide(after, new RecentOrdersCommand.Note("order-1", "ab", Hour), Orders.Noon));
    }

    [Fact]
    public void What_is_as_old_as_the_window_does_not_count()
    {
        var (_, after) = Note(RecentOrders.Initial, "order-1", "ab", Orders.Noon);
        var over = Orders.Noon + Duration.FromMinutes(Hour);
        Assert.Null(Note(after, "order-2", "ab", over).Noted.SameAs);
        Assert.Equal("order-1", Note(after, "order-2", "ab", over - Duration.Epsilon).Noted.SameAs);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(RecentOrders.WindowMinutesMax, true)]
    [InlineData(RecentOrders.WindowMinutesMax + 1, false)]
    public void A_window_has_a_range(int minutes, bool good) =>
        Assert.Equal(
            good,
            RecentOrders.Decide(
                RecentOrders.Initial, new RecentOrdersCommand.Note("order-1", "ab", minutes), Orders.Noon)
                is Decision.Accepted);

    [Fact]
    public void Whatever_is_noted_the_memory_stays_bounded_and_agrees_with_a_list_of_all() =>
        Prop.ForAll(
            (from minutes in Gen.Choose(0, 30)
             from goods in Gen.Elements("ab", "cd")
             select (minutes, goods)).ArrayOf(80).ToArbitrary(),
            steps =>
            {
                var (state, now) = (RecentOrders.Initial, Orders.Noon);
                var all = new List<(string Order, string Goods, Instant At)>();
                foreach (var ((minutes, goods), i) in steps.Select((step, i) => (step, i)))
                {
                    now += Duration.FromMinutes(minutes);
                    var recent = all.Where(each => each.At > now - Duration.FromMinutes(Hour)).ToList();
                    (var noted, state) = Note(state, $"order-{i}", goods, now);
                    Assert.Equal(recent.Count, noted.Count);
                    Assert.Equal(
                        recent.Where(each => each.Goods == goods).Select(each => each.Order).LastOrDefault(),
                        noted.SameAs);
                    all.Add(($"order-{i}", goods, now));
                    Assert.True(state.Entries.Count <= RecentOrders.EntriesMax);
                }
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Who_and_what_do_not_depend_on_spelling_or_order_of_lines()
    {
        var terms = Orders.Terms();
        var spelled = terms with
        {
            Customer = new Customer("SHOP ", new PostalAddress(["1, high street"], "springfield", "123 45", "US")),
            Lines = [.. terms.Lines.Reverse()],
        };
        Assert.Equal(OrderFingerprint.Who(terms), OrderFingerprint.Who(spelled));
        Assert.Equal(OrderFingerprint.Goods(terms), OrderFingerprint.Goods(spelled));
        Assert.NotEqual(
            OrderFingerprint.Goods(terms), OrderFingerprint.Goods(terms with { Lines = [terms.Lines[0]] }));
        Assert.NotEqual(OrderFingerprint.Who(terms), OrderFingerprint.Who(terms with { CustomerId = "K-17" }));
    }

    private static (RecentOrdersEvent.OrderNoted Noted, RecentOrders After) Note(
        RecentOrders state, string order, string goods, Instant now)
    {
        var accepted = Assert.IsType<Decision.Accepted>(
            RecentOrders.Decide(state, new RecentOrdersCommand.Note(order, goods, Hour), now));
        return (
            Assert.IsType<RecentOrdersEvent.OrderNoted>(Assert.Single(accepted.Events)),
            accepted.Events.Aggregate(state, RecentOrders.Evolve));
    }
}
