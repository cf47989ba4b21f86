using NodaTime;
using Oms.Central.Http;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Http;

/// <summary>However much is offered, what is let in is answered in good time, and as much as can be.</summary>
public sealed class AdmissionLimitTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly TimeSpan Wanted = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void One_more_than_may_be_under_way_is_refused_until_one_is_answered()
    {
        var time = new ManualTime(Noon);
        var limit = new AdmissionLimit(Wanted, least: 1, first: 2, most: 2, time);
        Assert.True(limit.TryEnter());
        Assert.True(limit.TryEnter());
        Assert.False(limit.TryEnter());

        limit.Leave(time.GetTimestamp());

        Assert.True(limit.TryEnter());
        Assert.False(limit.TryEnter());
    }

    [Fact]
    public void Late_answers_lower_the_limit_once_for_all_that_were_under_way_and_never_below_the_least()
    {
        var time = new ManualTime(Noon);
        var limit = new AdmissionLimit(Wanted, least: 40, first: 64, most: 64, time);
        var entered = time.GetTimestamp();
        for (var i = 0; i < 64; i++)
        {
            Assert.True(limit.TryEnter());
        }

        time.Advance(Duration.FromMilliseconds(101));
        for (var i = 0; i < 64; i++)
        {
            limit.Leave(entered);
        }

        Assert.Equal(48, limit.Current);
        for (var round = 0; round < 5; round++)
        {
            Assert.True(limit.TryEnter());
            var late = time.GetTimestamp();
            time.Advance(Duration.FromMilliseconds(101));
            limit.Leave(late);
        }

        Assert.Equal(40, limit.Current);
    }

    [Fact]
    public void The_later_an_answer_the_lower_the_limit()
    {
        var time = new ManualTime(Noon);
        var limit = new AdmissionLimit(Wanted, least: 1, first: 80, most: 80, time);
        foreach (var (milliseconds, left) in new[] { (200, 40), (101, 30), (10_000, 7) })
        {
            Assert.True(limit.TryEnter());
            var entered = time.GetTimestamp();
            time.Advance(Duration.FromMilliseconds(milliseconds));
            limit.Leave(entered);
            Assert.Equal(left, limit.Current);
        }
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1_000)]
    [InlineData(4_000)]
    public void A_flood_of_ten_times_what_can_be_served_is_served_in_good_time_from_its_first_moment_on(int perSecond)
    {
        const int Seconds = 20;
        var time = new ManualTime(Noon);
        var limit = new AdmissionLimit(Wanted, Admission.Least, Admission.First, Admission.Most, time);
        var service = Duration.FromSeconds(1) / perSecond;
        var queue = new Queue<(long Entered, Instant Done)>();
        var (free, waits) = (Noon, new List<double>());
        var step = service / 10;
        for (var offered = 0; offered < Seconds * perSecond * 10; offered++)
        {
            time.Advance(step);
            var now = Noon + (step * (offered + 1));
            while (queue.TryPeek(out var first) && first.Done <= now)
            {
                _ = queue.Dequeue();
                waits.Add(time.GetElapsedTime(first.Entered).TotalMilliseconds);
                limit.Leave(first.Entered);
            }

            if (limit.TryEnter())
            {
                free = (free > now ? free : now) + service;
                queue.Enqueue((time.GetTimestamp(), free));
            }
        }

        waits.Sort();
        Assert.InRange(waits.Count, 0.95 * perSecond * Seconds, double.MaxValue);
        Assert.InRange(waits[(int)(waits.Count * 0.99)], 0, 2 * Wanted.TotalMilliseconds);
    }
}
