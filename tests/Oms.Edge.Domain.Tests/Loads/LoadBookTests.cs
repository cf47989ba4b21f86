using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Custody.Temperature;
using Oms.Edge.Loads;
using Oms.Edge.Reefers;
using Xunit;

namespace Oms.Edge.Tests.Loads;

public sealed class LoadBookTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Theory]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_window_is_owed_a_look_where_it_begins_before_the_interval_ends(int from, bool owed) =>
        Assert.Equal(
            owed ? [new JudgedLoad("c-1", "rf-07", Noon, 4)] : [],
            LoadBook.Empty.With("c-1", Judged(1)).With("rf-07", Window(4, from)).Owed);

    [Fact]
    public void A_window_of_before_the_verdict_or_of_another_unit_owes_nothing()
    {
        var book = LoadBook.Empty.With("rf-07", Window(3, -30)).With("c-1", Judged(1)).With("rf-08", Window(9, -30));
        Assert.Empty(book.Owed);
    }

    [Fact]
    public void A_load_that_was_judged_again_is_owed_nothing_but_what_came_meanwhile()
    {
        var book = LoadBook.Empty.With("c-1", Judged(1)).With("rf-07", Window(4, -30));
        var load = Assert.Single(book.Owed);
        Assert.Empty(book.Settled(load).Owed);
        Assert.Equal(5, Assert.Single(book.With("rf-07", Window(5, -20)).Settled(load).Owed).Owed);
        Assert.Empty(book.With("c-1", Judged(1)).Owed);
    }

    [Fact]
    public void A_visit_that_stands_for_another_is_where_the_verdicts_go_on()
    {
        var book = LoadBook.Empty.With("c-1", Judged(1))
            .With("c-2", new CheckOutEvent.Arrived("lyon", "TRK-12", "D-7", null, null, null, Noon)
            {
                StandsFor = new Superseded("c-1", "completed", 9, "Late.", []),
            })
            .With("c-2", Judged(1))
            .With("rf-07", Window(4, -30));
        Assert.Equal("c-2", Assert.Single(book.Owed).CheckOut);
    }

    [Fact]
    public void The_oldest_loads_of_a_unit_are_forgotten_when_there_are_too_many()
    {
        var book = LoadBook.Empty;
        for (var visit = 0; visit <= LoadBook.LoadsPerDeviceMax; visit++)
        {
            book = book.With($"c-{visit}", Judged(1));
        }

        var owed = book.With("rf-07", Window(4, -30)).Owed;
        Assert.Equal((LoadBook.LoadsPerDeviceMax, "c-1"), (owed.Count, owed[0].CheckOut));
    }

    private static CheckOutEvent.TemperatureJudged Judged(int zone) => new(
        "R-1", "rf-07", zone, Noon - Duration.FromHours(1), Noon, new TemperatureBand(2_000, 8_000), 1,
        TemperatureOutcome.NoProof, new TemperatureFacts(0, null, null, null, null, null, 0, 0, 0, 0, 0), [], "", "");

    private static ReeferEvent.WindowSealed Window(long number, int from) => new(new SealedWindow(
        number, Noon + Duration.FromMinutes(from), Noon + Duration.FromMinutes(from + 15), 1, 0, "", [],
        MonitorState.Initial, number));
}
