using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Capacity;
using Xunit;
using Decision = Oms.Entities.Decision<
    Oms.Central.Capacity.CapacityEvent, Oms.Central.Capacity.CapacityRejection>;

namespace Oms.Central.Tests.Capacity;

/// <summary>What holds of a location's places after any commands, repeated ones included.</summary>
public sealed class CapacityBookProperties
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);
    private static readonly LocalDate Today = new(2026, 11, 30);

    private static Gen<CapacityCommand> Commands => Gen.OneOf(
        Orders.Select(order => (CapacityCommand)new CapacityCommand.Hold(order, Today)),
        from order in Orders
        from ahead in Gen.Choose(0, 2)
        select (CapacityCommand)new CapacityCommand.Hold(order, Today.PlusDays(ahead)),
        from order in Orders
        from ahead in Gen.Choose(0, 2)
        select (CapacityCommand)new CapacityCommand.Confirm(order, Today.PlusDays(ahead)),
        Orders.Select(order => (CapacityCommand)new CapacityCommand.Release(order)));

    private static Gen<string> Orders => Gen.Choose(1, 12).Select(number => $"order-{number}");

    private static Arbitrary<(int Limit, CapacityCommand[] Commands)> Histories =>
        (from limit in Gen.Choose(0, 4)
         from commands in Commands.ArrayOf(80)
         select (limit, commands)).ToArbitrary();

    [Fact]
    public void No_day_ever_has_more_places_taken_than_its_limit() =>
        Always((limit, _, after) => Assert.All(after.Taken, day => Assert.InRange(day.Value, 0, limit)));

    [Fact]
    public void The_places_of_a_day_are_those_that_counting_them_again_gives() =>
        Always((_, _, after) =>
        {
            var read = JsonSerializer.Deserialize(
                JsonSerializer.SerializeToUtf8Bytes(after, CapacityJson.Default.CapacityBook),
                CapacityJson.Default.CapacityBook)!;
            Assert.Equal(read.Taken, after.Taken.Where(day => day.Value > 0));
        });

    [Fact]
    public void Every_order_has_one_answer_and_one_place_at_most() =>
        Always((_, events, after) =>
        {
            Assert.All(events, happened => Assert.True(happened is not CapacityEvent.PlaceHeld held
                || after.Places[held.Order].On == held.On));
            Assert.All(
                events.OfType<CapacityEvent.PlaceRefused>(),
                refused => Assert.DoesNotContain(refused.Order, after.Places.Keys));
        });

    [Fact]
    public void What_is_taken_twice_or_confirmed_twice_is_taken_once() =>
        Prop.ForAll(Histories, history =>
        {
            foreach (var (command, _, after) in Steps(history.Limit, history.Commands))
            {
                if (command is CapacityCommand.Release
                    || (command is CapacityCommand.Hold hold && after.Places.ContainsKey(hold.Order))
                    || (command is CapacityCommand.Confirm confirm && after.Places.ContainsKey(confirm.Order)))
                {
                    Assert.Same(Decision.AlreadyDone, CapacityBook.Decide(after, command, Noon));
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_place_whose_day_is_over_is_confirmed_for_the_next_day_with_room()
    {
        var book = After(
            1, new CapacityCommand.Hold("order-1", Today), new CapacityCommand.Hold("order-2", Today.PlusDays(1)));
        var later = Noon + Duration.FromDays(1);
        var decision = CapacityBook.Decide(book, new CapacityCommand.Confirm("order-1", Today), later);
        var confirmed = Assert.IsType<CapacityEvent.PlaceConfirmed>(
            Assert.Single(Assert.IsType<Decision.Accepted>(decision).Events));
        Assert.Equal(Today.PlusDays(2), confirmed.On);
    }

    [Fact]
    public void A_day_is_over_where_the_location_is()
    {
        var book = After(5, new CapacityCommand.Hold("order-1", Today)) with { TimeZone = "Pacific/Kiritimati" };
        var decision = CapacityBook.Decide(book, new CapacityCommand.Confirm("order-1", Today), Noon);
        Assert.Equal(
            Today.PlusDays(1),
            Assert.IsType<CapacityEvent.PlaceConfirmed>(
                Assert.Single(Assert.IsType<Decision.Accepted>(decision).Events)).On);
    }

    [Fact]
    public void A_lower_limit_takes_nobodys_place_and_gives_none()
    {
        var book = After(
            2, new CapacityCommand.Hold("order-1", Today), new CapacityCommand.Hold("order-2", Today),
            new CapacityCommand.SetLimit(1, "UTC"), new CapacityCommand.Hold("order-3", Today));
        Assert.Equal(["order-1", "order-2"], book.Places.Keys);
        Assert.Equal(0, book.Left(Today));
        Assert.IsType<Decision.Rejected>(CapacityBook.Decide(book, new CapacityCommand.SetLimit(-1, "UTC"), Noon));
    }

    private static void Always(Action<int, IReadOnlyList<CapacityEvent>, CapacityBook> check) =>
        Prop.ForAll(Histories, history =>
        {
            foreach (var (_, events, after) in Steps(history.Limit, history.Commands))
            {
                check(history.Limit, events, after);
            }
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<(CapacityCommand, IReadOnlyList<CapacityEvent>, CapacityBook)> Steps(
        int limit, CapacityCommand[] commands)
    {
        var (state, now) = (CapacityBook.Initial, Noon);
        foreach (var command in commands.Prepend(new CapacityCommand.SetLimit(limit, "UTC")))
        {
            var decision = CapacityBook.Decide(state, command, now);
            if (decision is Decision.Accepted { Events: var events })
            {
                state = events.Aggregate(state, CapacityBook.Evolve);
                yield return (command, events, state);
            }
        }
    }

    private static CapacityBook After(int limit, params CapacityCommand[] commands) =>
        Steps(limit, commands).Last().Item3;
}
