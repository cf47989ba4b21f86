using System.Text.Json;
using NodaTime;
using Oms.Central.Epcis;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Epcis.SubscriptionEvent, Oms.Central.Epcis.SubscriptionRejection>;

namespace Oms.Central.Tests.Epcis;

public sealed class SubscriptionTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 7, 1, 12, 0);
    private static readonly Instant Cut = Noon - Duration.FromSeconds(5);
    private static readonly DeliveryMark Mark = new(17, "urn:e:1", false);
    private static readonly QuerySchedule Hourly = new("0", "0", null, null, null, null);

    [Fact]
    public void A_run_that_is_tried_again_by_another_node_keeps_its_end()
    {
        var claimed = After(Open(null), new SubscriptionCommand.Claim(1, "a", Cut));
        var later = Noon + Duration.FromMinutes(2);
        Assert.IsType<SubscriptionRejection.NotNow>(Refused(
            claimed, new SubscriptionCommand.Claim(1, "b", Noon), later - Duration.Epsilon));
        var taken = Go(claimed, new SubscriptionCommand.Claim(1, "b", Noon), later);
        Assert.Equal(("b", Cut), (taken.Claim!.Node, taken.Claim.UpTo));
        Assert.IsType<SubscriptionRejection.NotTheRun>(Refused(
            taken, new SubscriptionCommand.Deliver(1, "a", Mark, 1, false), later));
    }

    [Fact]
    public void A_run_that_was_taken_is_done_once_and_the_next_one_begins_behind_it()
    {
        var done = After(
            Open(null), new SubscriptionCommand.Claim(1, "a", Cut),
            new SubscriptionCommand.Deliver(1, "a", Mark, 1, false));
        Assert.Equal((1L, Mark, null), (done.Runs, done.Last, done.Claim));
        Assert.Same(
            Decision.AlreadyDone,
            Subscription.Decide(done, new SubscriptionCommand.Deliver(1, "a", Mark, 1, false), Noon));
        Assert.Equal(
            2, Assert.IsType<SubscriptionRejection.NotTheRun>(
                Refused(done, new SubscriptionCommand.Claim(1, "a", Noon), Noon)).Next);
    }

    [Fact]
    public void What_is_not_taken_is_tried_again_ever_later_and_given_up_in_the_end()
    {
        var state = After(Open(null));
        var (now, waits) = (Noon, new List<Duration>());
        while (state.IsOpen)
        {
            state = Go(state, new SubscriptionCommand.Claim(1, "a", Cut), now);
            Assert.Equal(Cut, state.Claim!.UpTo);
            state = Go(state, new SubscriptionCommand.Fail(1, "a", "It answered 500."), now);
            if (state.RetryAt is { } at)
            {
                Assert.IsType<SubscriptionRejection.NotNow>(Refused(
                    state, new SubscriptionCommand.Claim(1, "a", Noon), at - Duration.Epsilon));
                waits.Add(at - now);
                now = at;
            }
        }

        Assert.Equal(Subscription.AttemptsMax - 1, waits.Count);
        Assert.Equal((Duration.FromSeconds(10), Duration.FromHours(1)), (waits[0], waits[^1]));
        Assert.Equal(waits.Order(), waits);
        Assert.Contains("It answered 500.", state.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schedule_wakes_the_subscription_once_for_each_of_its_times()
    {
        var open = After(Open(Hourly));
        var one = Noon + Duration.FromHours(1);
        Assert.Equal(one, Assert.Single(Subscription.Reminders(open)).DueAt);
        Assert.IsType<SubscriptionRejection.NotNow>(Refused(
            open, new SubscriptionCommand.Claim(1, "a", Cut), Noon));
        Assert.Same(
            Decision.AlreadyDone,
            Subscription.Decide(open, new SubscriptionCommand.FallDue(), one - Duration.Epsilon));

        var due = Go(open, new SubscriptionCommand.FallDue(), one);
        Assert.Empty(Subscription.Reminders(due));
        var more = Go(
            Go(due, new SubscriptionCommand.Claim(1, "a", one), one),
            new SubscriptionCommand.Deliver(1, "a", Mark, 500, More: true), one);
        Assert.True(more.IsDue);
        var done = Go(
            Go(more, new SubscriptionCommand.Claim(2, "a", one), one),
            new SubscriptionCommand.Deliver(2, "a", null, 0, More: false), one);
        Assert.Equal((false, Noon + Duration.FromHours(2), Mark), (done.IsDue, done.DueAt, done.Last));
    }

    [Fact]
    public void What_is_closed_takes_nothing_more()
    {
        var closed = After(Open(Hourly), new SubscriptionCommand.Close());
        Assert.False(closed.IsOpen);
        Assert.Empty(Subscription.Reminders(closed));
        Assert.Same(Decision.AlreadyDone, Subscription.Decide(closed, new SubscriptionCommand.Close(), Noon));
        Assert.IsType<SubscriptionRejection.NoSuchSubscription>(Refused(
            closed, new SubscriptionCommand.Claim(1, "a", Cut), Noon));
    }

    [Theory]
    [InlineData("0", "0,30", "[8-9]", null, null, null, "2026-07-02T08:00:00Z")]
    [InlineData(null, null, null, null, null, null, "2026-07-01T12:01:00Z")]
    [InlineData("30", null, null, null, null, null, "2026-07-01T12:00:30Z")]
    [InlineData("0", "0", "0", "29", "2", null, "2028-02-29T00:00:00Z")]
    [InlineData("0", "0", "0", null, null, "1", "2026-07-06T00:00:00Z")]
    [InlineData("0", "0", "0", null, null, "7", "2026-07-05T00:00:00Z")]
    [InlineData("59", "59", "23", "31", "12", null, "2026-12-31T23:59:59Z")]
    public void A_schedule_comes_next_when_all_of_its_fields_do(
        string? second, string? minute, string? hour, string? day, string? month, string? weekday, string next) =>
        Assert.Equal(
            next,
            $"{new QuerySchedule(second, minute, hour, day, month, weekday).Next(Noon)}");

    [Fact]
    public void A_day_that_there_is_not_never_comes() =>
        Assert.Null(new QuerySchedule("0", "0", "0", "30", "2", null).Next(Noon));

    [Theory]
    [InlineData("60", "second")]
    [InlineData("", "second")]
    [InlineData("[9-8]", "second")]
    [InlineData("1,,2", "second")]
    [InlineData("*", "second")]
    public void A_field_that_is_not_of_its_form_is_named(string second, string field) =>
        Assert.Equal(field, new QuerySchedule(second, null, null, null, null, null).Fault);

    private static SubscriptionCommand.Open Open(QuerySchedule? schedule) => new(
        new SubscriptionTerms(
            "alarms", JsonElement.Parse("{}"u8), "https://example.com/in", "secret", schedule, false, null));

    private static Subscription After(params SubscriptionCommand[] commands) =>
        commands.Aggregate(Subscription.Initial, (state, command) => Go(state, command, Noon));

    private static Subscription Go(Subscription state, SubscriptionCommand command, Instant now) =>
        Assert.IsType<Decision.Accepted>(Subscription.Decide(state, command, now)).Events
            .Aggregate(state, Subscription.Evolve);

    private static SubscriptionRejection Refused(Subscription state, SubscriptionCommand command, Instant now) =>
        Assert.IsType<Decision.Rejected>(Subscription.Decide(state, command, now)).Reason;
}
