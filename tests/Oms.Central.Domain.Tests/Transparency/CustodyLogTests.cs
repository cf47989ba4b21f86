using System.Text.Json;
using NodaTime;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Transparency;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Transparency.LogEvent, Oms.Central.Transparency.LogRejection>;

namespace Oms.Central.Tests.Transparency;

public sealed class CustodyLogTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    [Fact]
    public void The_root_is_that_of_the_tree_over_all_entries_whatever_the_batches()
    {
        var log = CustodyLog.Initial;
        Assert.Equal(MerkleHash.Empty, log.Root());
        var entries = new List<JsonElement>();
        foreach (var batch in new[] { 1, 2, 1, 3, 9, 1, 16, 5 })
        {
            var more = Entries(entries.Count, batch);
            log = After(log, new LogCommand.Append("gw", entries.Count + 1, more));
            entries.AddRange(more);
            Assert.Equal((entries.Count, Tree(entries)), (log.Size, log.Root()));
        }
    }

    [Fact]
    public void Entries_that_were_appended_are_not_appended_again()
    {
        var log = After(CustodyLog.Initial, new LogCommand.Append("gw", 1, Entries(0, 5)));
        Assert.Same(Decision.AlreadyDone, CustodyLog.Decide(log, new LogCommand.Append("gw", 2, Entries(1, 4)), Noon));
        var longer = After(log, new LogCommand.Append("gw", 3, Entries(2, 6)));
        Assert.Equal(Tree(Entries(0, 8)), longer.Root());
    }

    [Fact]
    public void A_gap_in_a_chain_is_refused() =>
        Assert.Equal(
            new LogRejection.EntriesMissing("gw", 1),
            Assert.IsType<Decision.Rejected>(CustodyLog.Decide(
                CustodyLog.Initial, new LogCommand.Append("gw", 2, Entries(1, 1)), Noon)).Reason);

    [Fact]
    public void A_checkpoint_is_published_only_of_the_log_as_it_is()
    {
        var log = After(CustodyLog.Initial, new LogCommand.Append("gw", 1, Entries(0, 3)));
        var stale = CustodyLog.Decide(
            After(log, new LogCommand.Append("gw", 4, Entries(3, 1))), Publish(log), Noon);
        Assert.Equal(new LogRejection.NotTheLog(4), Assert.IsType<Decision.Rejected>(stale).Reason);
        var wrong = CustodyLog.Decide(log, new LogCommand.Publish(3, Digest.Zero.ToString(), "note"), Noon);
        Assert.IsType<Decision.Rejected>(wrong);
        var signed = After(log, Publish(log));
        Assert.Equal((3, "note"), (signed.SignedSize, signed.Note));
        Assert.Same(Decision.AlreadyDone, CustodyLog.Decide(signed, Publish(log), Noon));
    }

    private static LogCommand.Publish Publish(CustodyLog log) => new(log.Size, log.Root().ToString(), "note");

    private static List<JsonElement> Entries(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => JsonElement.Parse($$"""{"n":{{i}}}"""))];

    private static CustodyLog After(CustodyLog state, LogCommand command) =>
        Assert.IsType<Decision.Accepted>(CustodyLog.Decide(state, command, Noon))
            .Events.Aggregate(state, CustodyLog.Evolve);

    /// <summary>The tree by its definition (RFC 9162, section 2.1.1).</summary>
    private static Digest Tree(List<JsonElement> entries)
    {
        if (entries.Count == 1)
        {
            return MerkleHash.Leaf(CustodyLog.BytesOf(entries[0]));
        }

        var left = 1;
        while (left * 2 < entries.Count)
        {
            left *= 2;
        }

        return MerkleHash.Node(Tree([.. entries.Take(left)]), Tree([.. entries.Skip(left)]));
    }
}
