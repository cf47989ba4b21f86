using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Yards;
using Xunit;

namespace Oms.Edge.Tests.Yards;

public sealed class DepotFlowTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);
    private static readonly CheckOutEvent Arrived = new CheckOutEvent.Arrived("lyon", "T", "D", null, null, null, Noon);
    private static readonly CheckOutEvent Keys = new CheckOutEvent.KeysReturned("K", "S");
    private static readonly CheckOutEvent Eld = new CheckOutEvent.EldFileAttached("h", "n", 1);
    private static readonly CheckOutEvent Done = new CheckOutEvent.Completed("depot:lyon");

    [Fact]
    public void Each_step_has_the_time_since_the_record_before_it_and_the_longest_is_the_bottleneck()
    {
        var flow = Play(("a", Arrived, 0), ("a", Keys, 3), ("a", Eld, 10), ("a", Done, 12));

        Assert.Empty(flow.In);
        Assert.Equal(
            [("eld-file", 7, 583), ("keys", 3, 250), ("sign-off", 2, 166)],
            flow.Bottlenecks().Select(step => (step.Step, (int)step.Mean.TotalMinutes, step.Share)));
        Assert.Equal(Duration.FromMinutes(12), flow.Turnaround().Median);
    }

    [Fact]
    public void A_clock_that_steps_back_makes_a_step_take_no_time_and_never_less()
    {
        var flow = Play(("a", Arrived, 0), ("a", Keys, -30), ("a", Done, -25));

        Assert.All(flow.Ended.Single().Steps.Values, time => Assert.True(time >= Duration.Zero));
        Assert.Equal(Duration.Zero, flow.Turnaround().Median);
    }

    [Fact]
    public void Nine_of_ten_visits_took_no_longer_than_the_ninetieth_percentile()
    {
        var flow = Enumerable.Range(1, 10).Aggregate(DepotFlow.Empty, (flow, minutes) => flow
            .With($"{minutes}", Arrived, Noon)
            .With($"{minutes}", Done, Noon + Duration.FromMinutes(minutes)));

        Assert.Equal(
            (Duration.FromMinutes(5), Duration.FromMinutes(9)),
            (flow.Turnaround().Median, flow.Turnaround().Percentile90));
    }

    [Fact]
    public void Papers_that_are_open_again_are_no_vehicle_in_the_yard() =>
        Assert.Empty(Play(("a", ((CheckOutEvent.Arrived)Arrived) with
        {
            StandsFor = new Superseded("b", "completed", 9, "why", []),
        }, 0)).In);

    private static DepotFlow Play(params (string Visit, CheckOutEvent Event, int Minute)[] told) =>
        told.Aggregate(DepotFlow.Empty, (flow, one) =>
            flow.With(one.Visit, one.Event, Noon + Duration.FromMinutes(one.Minute)));
}
