using System.Text.Json;
using NodaTime;
using Oms.Central.Epcis;
using Xunit;

namespace Oms.Central.Tests.Epcis;

/// <summary>EPCIS events are taken once; documents whole or as far as they are good.</summary>
public sealed class CaptureTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 7, 1, 8, 0);
    private static readonly JsonElement Json = JsonElement.Parse("{}");
    private static readonly CaptureError Wrong = new("ValidationException", "$.x", "It is wrong.");

    [Fact]
    public void An_event_id_is_taken_once_and_once_more_by_its_error_declaration()
    {
        var (once, _) = Run(CapturedEvent.Initial, Take(declaresError: false));
        Assert.IsType<CapturedEventRejection.Duplicate>(Refusal(once, Take(declaresError: false)));
        var (twice, happened) = Run(once, Take(declaresError: true));
        Assert.Single(happened);
        Assert.IsType<CapturedEventRejection.Duplicate>(Refusal(twice, Take(declaresError: true)));
    }

    [Fact]
    public void The_same_item_of_the_same_job_is_already_done_and_another_is_a_duplicate()
    {
        var (state, _) = Run(CapturedEvent.Initial, Take(false, "job-1", 3));
        Assert.Empty(Run(state, Take(false, "job-1", 3)).Happened);
        Assert.NotNull(Refusal(state, Take(false, "job-1", 4)));
        Assert.NotNull(Refusal(state, Take(false, "job-2", 3)));
    }

    [Fact]
    public void What_is_held_back_is_shown_or_forgotten_by_its_own_job_only()
    {
        var (held, _) = Run(CapturedEvent.Initial, Take(false, "job-1", 0, pending: true));
        Assert.Empty(Run(held, new CapturedEventCommand.Confirm("job-2", false)).Happened);
        Assert.Empty(Run(held, new CapturedEventCommand.Discard("job-1", true)).Happened);

        var shown = Run(held, new CapturedEventCommand.Confirm("job-1", false)).State;
        Assert.Equal(CaptureStanding.Captured, shown.Original.Standing);
        Assert.Empty(Run(shown, new CapturedEventCommand.Discard("job-1", false)).Happened);

        var gone = Run(held, new CapturedEventCommand.Discard("job-1", false)).State;
        Assert.Single(Run(gone, Take(false)).Happened);
    }

    [Fact]
    public void A_document_with_a_bad_event_takes_none_of_them_when_it_is_rolled_back()
    {
        var (_, happened) = Run(Request(CaptureErrorBehaviour.Rollback, 2, Wrong));
        Assert.Empty(Assert.IsType<CaptureJobEvent.CaptureRequested>(happened[0]).Items);
        Assert.False(Assert.IsType<CaptureJobEvent.CaptureFinished>(happened[1]).Success);
    }

    [Fact]
    public void A_document_with_a_bad_event_takes_the_others_when_it_proceeds()
    {
        var (job, happened) = Run(Request(CaptureErrorBehaviour.Proceed, 2, Wrong));
        Assert.Equal(2, Assert.IsType<CaptureJobEvent.CaptureRequested>(Assert.Single(happened)).Items.Count);
        (job, _) = Run(job, Note(0));
        Assert.Null(job.FinishedAt);
        (job, happened) = Run(job, Note(1));
        Assert.False(Assert.IsType<CaptureJobEvent.CaptureFinished>(happened[^1]).Success);
        Assert.Equal(Now, job.FinishedAt);
    }

    [Fact]
    public void A_job_ends_with_the_last_of_its_events_and_tells_which_were_taken()
    {
        var (job, _) = Run(Request(CaptureErrorBehaviour.Rollback, 2));
        (job, _) = Run(job, Note(1));
        Assert.Empty(Run(job, Note(1)).Happened);
        var ended = Run(job, new CaptureJobCommand.Note(0, new CaptureTarget("k0", false), Wrong)).Happened;
        var finished = Assert.IsType<CaptureJobEvent.CaptureFinished>(ended[^1]);
        Assert.False(finished.Success);
        Assert.Equal(["k1"], finished.Taken.Select(target => target.Key));

        Assert.True(Assert.IsType<CaptureJobEvent.CaptureFinished>(Run(job, Note(0)).Happened[^1]).Success);
    }

    [Fact]
    public void An_empty_document_is_finished_at_once() =>
        Assert.True(Assert.IsType<CaptureJobEvent.CaptureFinished>(
            Run(Request(CaptureErrorBehaviour.Rollback, 0)).Happened[^1]).Success);

    [Fact]
    public void A_name_is_free_again_after_its_query_was_deleted()
    {
        var define = new NamedQueryCommand.Define(Json);
        var there = Fold(NamedQuery.Initial, define);
        Assert.IsType<Oms.Entities.Decision<NamedQueryEvent, NamedQueryRejection>.Rejected>(
            NamedQuery.Decide(there, define, Now));
        var gone = Fold(there, new NamedQueryCommand.Delete());
        Assert.IsType<Oms.Entities.Decision<NamedQueryEvent, NamedQueryRejection>.Rejected>(
            NamedQuery.Decide(gone, new NamedQueryCommand.Delete(), Now));
        Assert.NotNull(Fold(gone, define).Query);
    }

    private static NamedQuery Fold(NamedQuery state, NamedQueryCommand command) =>
        Assert.IsType<Oms.Entities.Decision<NamedQueryEvent, NamedQueryRejection>.Accepted>(
            NamedQuery.Decide(state, command, Now)).Events.Aggregate(state, NamedQuery.Evolve);

    private static CapturedEventCommand.Capture Take(
        bool declaresError, string? job = null, int index = 0, bool pending = false) =>
        new(new EventContent("urn:e:1", declaresError, Json, Json), job, index, pending);

    private static CaptureJobCommand.Request Request(
        CaptureErrorBehaviour behaviour, int items, params IReadOnlyList<CaptureError> errors) =>
        new(
            behaviour,
            [
                .. Enumerable.Range(0, items).Select(index => new CaptureItem(
                    index, $"k{index}", new EventContent($"urn:e:{index}", false, Json, Json))),
            ],
            errors);

    private static CaptureJobCommand.Note Note(int index) => new(index, new CaptureTarget($"k{index}", false), null);

    private static (CapturedEvent State, IReadOnlyList<CapturedEventEvent> Happened) Run(
        CapturedEvent state, CapturedEventCommand command)
    {
        var accepted = Assert.IsType<Oms.Entities.Decision<CapturedEventEvent, CapturedEventRejection>.Accepted>(
            CapturedEvent.Decide(state, command, Now));
        return (accepted.Events.Aggregate(state, CapturedEvent.Evolve), accepted.Events);
    }

    private static CapturedEventRejection? Refusal(CapturedEvent state, CapturedEventCommand command) =>
        (CapturedEvent.Decide(state, command, Now)
            as Oms.Entities.Decision<CapturedEventEvent, CapturedEventRejection>.Rejected)?.Reason;

    private static (CaptureJob State, IReadOnlyList<CaptureJobEvent> Happened) Run(CaptureJobCommand command) =>
        Run(CaptureJob.Initial, command);

    private static (CaptureJob State, IReadOnlyList<CaptureJobEvent> Happened) Run(
        CaptureJob state, CaptureJobCommand command)
    {
        var accepted = Assert.IsType<Oms.Entities.Decision<CaptureJobEvent, CaptureJobRejection>.Accepted>(
            CaptureJob.Decide(state, command, Now));
        return (accepted.Events.Aggregate(state, CaptureJob.Evolve), accepted.Events);
    }
}
