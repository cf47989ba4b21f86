using NodaTime;
using Oms.Central.Ingest;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Ingest;

public sealed class IntakeTests
{
    private const int Min = 10;
    private const int Max = 5_000;
    private readonly ManualTime _time = new(Instant.FromUtc(2026, 11, 21, 12, 0));
    private readonly Intake _intake;

    public IntakeTests() => _intake = new Intake(Min, Max, _time);

    [Fact]
    public void A_quick_centre_grants_the_most()
    {
        Assert.Equal(Max, _intake.Credit);
        Take(Duration.FromMilliseconds(200), times: 50);
        Assert.Equal(Max, _intake.Credit);
    }

    [Fact]
    public void A_centre_that_takes_ten_times_as_long_as_it_aims_at_grants_a_tenth()
    {
        Take(Duration.FromSeconds(2), times: 100);
        Assert.InRange(_intake.Credit, Max / 10, (Max / 10) + 1);
    }

    [Fact]
    public void Each_slow_batch_lowers_the_grant_and_each_quick_one_raises_it_again()
    {
        var grants = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            Take(Duration.FromSeconds(3), times: 1);
            grants.Add(_intake.Credit);
        }

        Assert.Equal(grants.OrderDescending(), grants);
        Assert.Equal(grants.Count, grants.Distinct().Count());
        var low = _intake.Credit;
        Take(Duration.Zero, times: 1);
        Assert.True(_intake.Credit > low);
        Take(Duration.Zero, times: 20);
        Assert.Equal(Max, _intake.Credit);
    }

    [Fact]
    public void However_slow_it_is_a_trickle_is_granted()
    {
        Take(Duration.FromDays(1), times: 100);
        Assert.Equal(Min, _intake.Credit);
    }

    private void Take(Duration time, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var begun = _intake.Begin();
            _time.Advance(time);
            _intake.End(begun);
        }
    }
}
