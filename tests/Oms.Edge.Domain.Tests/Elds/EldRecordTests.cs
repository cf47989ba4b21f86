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

    [Fact]
    public void Events_are_at_hand_for_nine_days_before_the_newest_one()
    {
        EldCommand.Append One(int sequence, Duration before) =>
            new("TRK-12", "D-7", [new EldEvent(sequence, 1, 4, Noon - before)]);
        var state = Apply(One(1, Duration.FromDays(9) + Duration.FromSeconds(1)), One(2, Duration.FromDays(9)),
            One(3, Duration.Zero));
        Assert.Equal([2, 3], state.Recent.Keys.Order());
    }

    [Fact]
    public void No_more_events_are_kept_than_the_bound()
    {
        var state = EldRecord.Initial;
        for (var first = 0; first < EldRecord.RecentMax + 400; first += 200)
        {
            state = EldRecord.Evolve(state, Recorded(state, Block([.. Enumerable.Range(first, 200)])));
        }

        Assert.Equal(EldRecord.RecentMax, state.Recent.Count);
        Assert.DoesNotContain(0, state.Recent.Keys);
    }

    [Fact]
    public void A_change_of_status_is_recorded_once_and_an_older_one_never_undoes_it()
    {
        EldCommand.Append Change(int minute, int status) => new("TRK-12", null, [])
        {
            StatusChanges = [new EldStatusChange(1, Noon + Duration.FromMinutes(minute), status)],
        };
        var state = Apply(Block(1), Change(5, 2));
        Assert.Equal(2, state.Changes[1].RecordStatus);
        Assert.Same(Decision.AlreadyDone, EldRecord.Decide(state, Change(5, 2), Noon));
        Assert.Same(Decision.AlreadyDone, EldRecord.Decide(state, Change(4, 1), Noon));
        Assert.IsType<Decision.Accepted>(EldRecord.Decide(state, Change(6, 4), Noon));
    }

    [Fact]
    public void A_profile_told_again_is_already_done()
    {
        EldCommand.Introduce Profile(string first) => new("TRK-12", new EldIdentity(
            new EldDriver("ada.okafor", "Okafor", "Ada", "TX", "TX48210033"),
            new EldCarrier("2211334", "NORTH RIVER FREIGHT", 8, 0, 6),
            new EldMaker("QA0C", "GAM112", "c2lnbmF0dXJlLW9mLXRoZS1lbGQ="))
        {
            Users = [new EldUser("eva.diaz", "Diaz", first)],
        });
        var state = Apply(Profile("Eva"));
        Assert.Same(Decision.AlreadyDone, EldRecord.Decide(state, Profile("Eva"), Noon));
        Assert.IsType<Decision.Accepted>(EldRecord.Decide(state, Profile("Iva"), Noon));
    }

    private static EldRecord Apply(params EldCommand[] commands) => commands.Aggregate(
        EldRecord.Initial,
        (state, command) => Assert.IsType<Decision.Accepted>(EldRecord.Decide(state, command, Noon)).Events
            .Aggregate(state, EldRecord.Evolve));

    private static EldCommand.Append Block(params int[] sequences) => new(
        "TRK-12", "D-7", [.. sequences.Select(sequence => new EldEvent(sequence, 1, 4, Noon))]);

    private static EldRecord After(EldCommand command) =>
        EldRecord.Evolve(EldRecord.Initial, Recorded(EldRecord.Initial, command));

    private static EldEventHappened.BlockRecorded Recorded(EldRecord state, EldCommand command) =>
        Assert.IsType<EldEventHappened.BlockRecorded>(
            Assert.Single(Assert.IsType<Decision.Accepted>(EldRecord.Decide(state, command, Noon)).Events));
}
