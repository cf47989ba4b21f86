using NodaTime;
using Oms.Edge.Elds;
using Oms.Edge.Messages;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Edge.Elds.EldEventHappened, Oms.Edge.Elds.EldRejection>;

namespace Oms.Edge.Tests.Elds;

public sealed class EldRecordTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Fact]
    public void A_block_sent_again_is_already_done() =>
        Assert.Same(Decision.AlreadyDone, EldRecord.Decide(After(Block(1, 2)), Block(1, 2), Noon));

    [Fact]
    public void Only_what_is_new_in_a_block_is_recorded() =>
        Assert.Equal([3], Recorded(After(Block(1, 2)), Block(2, 3)).Events.Select(one => one.Sequence));

    [Fact]
    public void A_sequence_id_with_another_content_is_refused() =>
        Assert.Equal(
            new EldRejection.SequenceConflict(2),
            Assert.IsType<Decision.Rejected>(EldRecord.Decide(
                After(Block(1, 2)),
                new EldCommand.Append("TRK-12", null, [new EldEvent(2, 6, 1, Noon)]),
                Noon)).Reason);

    [Fact]
    public void What_is_missing_between_blocks_is_counted() =>
        Assert.Equal(7, Recorded(After(Block(1, 2)), Block(10, 11)).Missing);

    [Fact]
    public void Sequence_ids_wrap_after_65535() => Assert.Equal(0, Recorded(After(Block(65_535)), Block(0)).Missing);

    private static EldCommand.Append Block(params int[] sequences) => new(
        "TRK-12", "D-7", [.. sequences.Select(sequence => new EldEvent(sequence, 1, 4, Noon))]);

    private static EldRecord After(EldCommand command) =>
        EldRecord.Evolve(EldRecord.Initial, Recorded(EldRecord.Initial, command));

    private static EldEventHappened.BlockRecorded Recorded(EldRecord state, EldCommand command) =>
        Assert.IsType<EldEventHappened.BlockRecorded>(
            Assert.Single(Assert.IsType<Decision.Accepted>(EldRecord.Decide(state, command, Noon)).Events));
}
