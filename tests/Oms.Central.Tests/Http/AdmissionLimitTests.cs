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
        var limit = new AdmissionLimit(Wanted, least: 1, most: 2, time);
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
        var limit = new AdmissionLimit(Wanted, least: 40, most: 64, time);
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

    [Theory]
    [InlineData(1_000)]
    [InlineData(4_000)]
    public void A_flood_of_ten_times_what_can_be_served_is_served_in_good_time_and_nearly_at_full_rate(int perSecond)
    {
        const int Seconds = 20;
        const int WarmUpSeconds = 5;
        var time = new ManualTime(Noon);
        var limit = new AdmissionLimit(Wanted, least: 8, most: 1_000, time);
        var service = Duration.FromSeconds(1) / perSecond;
        var queue = new Queue<(long Entered, Instant Done)>();
        var (free, waits, start) = (Noon, new List<double>(), time.GetTimestamp());
        var step = service / 10;
        for (var offered = 0; offered < Seconds * perSecond * 10; offered++)
        {
            time.Advance(step);
            var now = Noon + (step * (offered + 1));
            while (queue.TryPeek(out var first) && first.Done <= now)
            {
                _ = queue.Dequeue();
                if (time.GetElapsedTime(start).TotalSeconds > WarmUpSeconds)
                {
                    waits.Add(time.GetElapsedTime(first.Entered).TotalMilliseconds);
                }

                limit.Leave(first.Entered);
            }

            if (limit.TryEnter())
            {
                free = (free > now ? free : now) + service;
                queue.Enqueue((time.GetTimestamp(), free));
            }
        }

        waits.Sort();
        Assert.InRange(waits.Count, 0.95 * perSecond * (Seconds - WarmUpSeconds), double.MaxValue);
        Assert.InRange(waits[(int)(waits.Count * 0.99)], 0, 2 * Wanted.TotalMilliseconds);
    }
}
