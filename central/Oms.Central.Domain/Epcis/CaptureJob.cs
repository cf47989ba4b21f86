using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Epcis.CaptureJobEvent, Oms.Central.Epcis.CaptureJobRejection>;

namespace Oms.Central.Epcis;

/// <summary>What becomes of the good events of a document when others are refused.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CaptureErrorBehaviour>))]
public enum CaptureErrorBehaviour
{
    /// <summary>None is taken.</summary>
    Rollback,

    /// <summary>They are taken.</summary>
    Proceed,
}

/// <summary>One document on its way into the repository: taken whole, or as far as it is good.</summary>
/// <remarks>The events themselves are entities of their own; the job counts what became of each.</remarks>
/// <param name="Count">Events that were sent on.</param>
/// <param name="Taken">Those that were taken, by their place in the document.</param>
/// <param name="Refused">Places of those that were not.</param>
/// <param name="Errors">Why events were refused.</param>
/// <param name="FinishedAt">Null while it runs.</param>
public sealed record CaptureJob(
    long Revision,
    CaptureErrorBehaviour Behaviour,
    int Count,
    ImmutableSortedDictionary<int, CaptureTarget> Taken,
    ImmutableList<int> Refused,
    ImmutableList<CaptureError> Errors,
    Instant? CreatedAt,
    Instant? FinishedAt)
    : IEntity<CaptureJob, CaptureJobCommand, CaptureJobEvent, CaptureJobRejection>
{
    /// <summary>The kind in every job's address; the id is that of the request's command.</summary>
    public const string Kind = "epcis-capture";

    /// <summary>The most events of one document.</summary>
    public const int EventsMax = 500;

    public static CaptureJob Initial { get; } = new(
        0, CaptureErrorBehaviour.Rollback, 0, ImmutableSortedDictionary<int, CaptureTarget>.Empty, [], [], null, null);

    public static Decision Decide(CaptureJob state, CaptureJobCommand command, Instant now) =>
        (state, command) switch
        {
            ({ CreatedAt: null }, CaptureJobCommand.Request c) => Decision.Accept(Begin(c, now)),
            (_, CaptureJobCommand.Request) => Decision.AlreadyDone,

            ({ CreatedAt: null }, _) => Decision.Reject(new CaptureJobRejection.NoSuchJob()),
            ({ FinishedAt: not null }, CaptureJobCommand.Note) => Decision.AlreadyDone,
            (_, CaptureJobCommand.Note c) when state.Taken.ContainsKey(c.Index) || state.Refused.Contains(c.Index) =>
                Decision.AlreadyDone,
            (_, CaptureJobCommand.Note c) => Decision.Accept(Note(state, c, now)),
            _ => throw new UnreachableException($"No such command: {command.GetType().Name}."),
        };

    public static CaptureJob Evolve(CaptureJob state, CaptureJobEvent happened) =>
        (state with { Revision = state.Revision + 1 }, happened) switch
        {
            (var next, CaptureJobEvent.CaptureRequested e) => next with
            {
                Behaviour = e.Behaviour,
                Count = e.Items.Count,
                Errors = [.. e.Errors],
                CreatedAt = e.At,
            },
            (var next, CaptureJobEvent.ItemTaken e) => next with { Taken = next.Taken.SetItem(e.Index, e.Target) },
            (var next, CaptureJobEvent.ItemRefused e) => next with
            {
                Refused = next.Refused.Add(e.Index),
                Errors = next.Errors.Add(e.Error),
            },
            (var next, CaptureJobEvent.CaptureFinished e) => next with { FinishedAt = e.At },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };

    private static IReadOnlyList<CaptureJobEvent> Begin(CaptureJobCommand.Request c, Instant now)
    {
        var whole = c.Behaviour == CaptureErrorBehaviour.Rollback && c.Errors.Count > 0;
        var requested = new CaptureJobEvent.CaptureRequested(c.Behaviour, whole ? [] : c.Items, c.Errors, now);
        return requested.Items.Count > 0
            ? [requested]
            : [requested, new CaptureJobEvent.CaptureFinished(c.Errors.Count == 0, c.Behaviour, [], now)];
    }

    private static IReadOnlyList<CaptureJobEvent> Note(CaptureJob state, CaptureJobCommand.Note c, Instant now)
    {
        CaptureJobEvent noted = c.Error is { } error
            ? new CaptureJobEvent.ItemRefused(c.Index, error)
            : new CaptureJobEvent.ItemTaken(c.Index, c.Target);
        var next = Evolve(state, noted);
        return next.Taken.Count + next.Refused.Count < next.Count
            ? [noted]
            :
            [
                noted,
                new CaptureJobEvent.CaptureFinished(
                    next.Errors.Count == 0, next.Behaviour, [.. next.Taken.Values], now),
            ];
    }
}
