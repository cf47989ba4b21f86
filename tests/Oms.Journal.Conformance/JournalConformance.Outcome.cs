using Oms.Actors.Journal;
using Xunit;

namespace Oms.Journal.Conformance;

/// <content>What an unknown outcome means.</content>
public abstract partial class JournalConformance
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_append_whose_outcome_is_unknown_is_there_whole_or_not_at_all_and_an_acquire_tells(bool written)
    {
        await Driver.AcquireAsync(0);
        await Driver.AcquireAsync(1);
        var (one, other) = (Driver.EntityIn(0), Driver.EntityIn(1));
        await Driver.AppendAsync(one, count: 1);
        JournalRecord[] lost = [Driver.Next(one, Driver.NewId()), Driver.Next(other, Driver.NewId())];
        await LoseNextAppendAsync(written);

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => Driver.WriteAsync(lost));

        var count = written ? 1 : 0;
        Assert.Equal(1 + count, (await Driver.AcquireAsync(0)).Head);
        Assert.Equal(count, (await Driver.AcquireAsync(1)).Head);
        foreach (var record in lost)
        {
            Assert.Equal(
                count, (await Driver.Journal.FindCommandAsync(record.Address, record.CommandId!.Value, None)).Count);
        }
    }

    [Fact]
    public async Task A_lost_append_that_is_sent_again_under_its_old_term_is_fenced()
    {
        var old = await Driver.AcquireAsync(0);
        var lost = Driver.Next(Driver.EntityIn(0), Driver.NewId());
        var append = new ShardAppend(old, 0, [lost]);
        await LoseNextAppendAsync(withEffect: false);
        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => Driver.WriteAsync(append));
        await Driver.AcquireAsync(0);

        await Assert.ThrowsAsync<JournalFencedException>(() => Driver.WriteAsync(append));

        Assert.Equal(0, await Driver.Journal.ReadHeadAsync(0, None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_an_unknown_outcome_and_an_acquire_the_command_has_its_effect_once(bool written)
    {
        await Driver.AcquireAsync(0);
        var entity = Driver.EntityIn(0);
        var id = Driver.NewId();
        await LoseNextAppendAsync(written);
        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => Driver.WriteAsync(Driver.Next(entity, id)));
        var count = written ? 1 : 0;
        await Driver.AcquireAsync(0);

        var again = Driver.Next(entity, id) with { Seq = 1 + count };
        if (written)
        {
            await Assert.ThrowsAsync<DuplicateCommandException>(() => Driver.WriteAsync(again));
        }
        else
        {
            await Driver.WriteAsync(again);
        }

        var left = await TrackAsync(OpenWhatIsLeftAsync());
        Assert.Equal(id, Assert.Single(await left.ReadShardAsync(0, 0, 10, None)).CommandId);
    }

    /// <summary>Lets the next append fail in such a way that its writer cannot know what became of it.</summary>
    /// <param name="withEffect">Whether it is written all the same.</param>
    protected abstract Task LoseNextAppendAsync(bool withEffect);
}
