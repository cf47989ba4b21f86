using NodaTime;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>A node of a cluster whose heartbeats get no answer.</summary>
public sealed class LeaseTests
{
    [Fact]
    public async Task An_owner_past_its_lease_answers_nothing_from_memory_until_it_is_renewed()
    {
        await using var node = new LoneMember();
        await node.PassUntilAsync(node.System.StartAsync(TestContext.Current.CancellationToken));
        await node.PassUntilAsync(() => node.System.Owns(LedgerFixture.Address("a")));
        Assert.Equal(ReplyOutcome.Accepted, (await node.DepositAsync("a", 5)).Outcome);
        Assert.Equal(5, (await node.ReadAsync("a")).State.Balance);

        node.IsCut = true;
        await node.PassAsync(LoneMember.Options.Ttl - LoneMember.Options.Margin + Duration.Epsilon);

        Assert.False(node.System.MayAnswer);
        Assert.Equal(
            RetryReason.NotOwner,
            (await Assert.ThrowsAsync<EntityUnavailableException>(() => node.ReadAsync("a"))).Reason);

        // A rejection is an answer from memory too.
        var refused = await node.DepositAsync("a", -1);
        Assert.Equal((ReplyOutcome.Retriable, RetryReason.NotOwner), (refused.Outcome, refused.Retry));

        node.IsCut = false;
        await node.PassUntilAsync(() => node.System.MayAnswer);
        Assert.Equal(5, (await node.ReadAsync("a")).State.Balance);
    }
}
