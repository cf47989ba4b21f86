using NodaTime;
using Oms.Actors;
using Oms.Central.Epcis;
using Xunit;

namespace Oms.Central.Tests.Epcis;

/// <summary>No subscription goes past an event that is still on its way into the read model.</summary>
public sealed class SettledEventsTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 29, 12, 0);
    private readonly Dictionary<int, (long Offset, long Head)> _shards = new() { [0] = (3, 3), [1] = (7, 7) };
    private readonly List<string> _silent = [];
    private readonly SettledEvents _settled;

    public SettledEventsTests() => _settled = new SettledEvents(
        () => Task.FromResult(new ClusterLag(
            [
                .. _shards.Select(shard => new ConsumerLag(
                    EpcisProjection.ProjectionName, shard.Key, shard.Value.Offset, shard.Value.Head, Stopped: null)),
                new ConsumerLag("views", 0, 0, 100, Stopped: null),
            ],
            [.. _silent])),
        shards: 2);

    [Fact]
    public async Task What_all_shards_held_at_one_look_is_settled_at_the_next()
    {
        Assert.Null(await LookAsync(0));
        Assert.Equal(At(0), await LookAsync(1));
        Assert.Equal(At(1), await LookAsync(2));
    }

    [Fact]
    public async Task While_one_shard_is_behind_the_time_stands_still_and_goes_on_under_a_load_that_never_ends()
    {
        _shards[1] = (7, 9);
        _ = await LookAsync(0);
        _shards[0] = (50, 60);
        Assert.Null(await LookAsync(1));

        // All that was there at the first look is done, though more has come.
        _shards[1] = (9, 20);
        Assert.Equal(At(0), await LookAsync(2));
        _shards[0] = (59, 90);
        Assert.Equal(At(0), await LookAsync(3));
        (_shards[0], _shards[1]) = ((60, 90), (20, 90));
        Assert.Equal(At(2), await LookAsync(4));
    }

    [Fact]
    public async Task A_silent_node_and_a_shard_of_nobody_hold_it_up()
    {
        _ = await LookAsync(0);
        _ = await LookAsync(1);
        _silent.Add("b");
        Assert.Equal(At(0), await LookAsync(9));
        _silent.Clear();
        _ = _shards.Remove(0);
        Assert.Equal(At(0), await LookAsync(10));
        _shards[0] = (3, 4);
        Assert.Equal(At(1), await LookAsync(11));
    }

    private Task<Instant?> LookAsync(int second) => _settled.LookAsync(Noon + Duration.FromSeconds(second));

    private static Instant? At(int second) => Noon + Duration.FromSeconds(second) - SettledEvents.Margin;
}
