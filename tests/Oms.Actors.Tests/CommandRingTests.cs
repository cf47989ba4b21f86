using FsCheck;
using FsCheck.Fluent;
using Oms.Entities;
using Xunit;

namespace Oms.Actors.Tests;

public sealed class CommandRingTests
{
    [Fact]
    public void An_id_that_was_used_is_known_or_may_have_been_forgotten() =>
        Prop.ForAll(Gen.Choose(0, 40).ArrayOf(2).ArrayOf().ToArbitrary(), steps =>
        {
            var ring = new Runtime.CommandRing(capacity: 8);
            HashSet<CommandId> used = [];
            foreach (var step in steps)
            {
                var id = IdOf(step[0], step[1]);
                Assert.Equal(used.Contains(id), ring.Contains(id) || (used.Contains(id) && ring.MayHaveForgotten(id)));
                if (used.Add(id))
                {
                    ring.Add(id, ticket: used.Count);
                }
            }

            Assert.All(used, id => Assert.True(ring.Contains(id) || ring.MayHaveForgotten(id)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_ring_that_forgot_nothing_needs_no_look_up()
    {
        var ring = new Runtime.CommandRing(capacity: 8);
        for (var i = 0; i < 8; i++)
        {
            ring.Add(IdOf(i, i), ticket: 0);
        }

        Assert.False(ring.MayHaveForgotten(IdOf(0, 39)));
        Assert.False(ring.MayHaveForgotten(IdOf(1, 0)));
    }

    [Fact]
    public void A_version_7_id_newer_than_all_forgotten_ones_is_new()
    {
        var ring = new Runtime.CommandRing(capacity: 4);
        foreach (var milliseconds in new[] { 100, 50, 60, 70, 80 })
        {
            ring.Add(TimedAt(milliseconds), ticket: 0);
        }

        // Only the one of time 100 was forgotten: its client's clock was ahead.
        Assert.True(ring.MayHaveForgotten(TimedAt(100)));
        Assert.True(ring.MayHaveForgotten(TimedAt(90)));
        Assert.False(ring.MayHaveForgotten(TimedAt(101)));
        Assert.False(ring.MayHaveForgotten(IdOf(1, 1)));
    }

    private static CommandId IdOf(int kind, int number) =>
        kind % 2 == 0 ? TimedAt(number) : CommandId.Version5(Guid.Empty, $"{number}");

    private static CommandId TimedAt(long milliseconds) => CommandId.Version7(milliseconds, new byte[10]);
}
