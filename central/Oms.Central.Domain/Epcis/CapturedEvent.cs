using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Epcis.CapturedEventEvent, Oms.Central.Epcis.CapturedEventRejection>;

namespace Oms.Central.Epcis;

/// <summary>How far the taking of an event has come.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CaptureStanding>))]
public enum CaptureStanding
{
    /// <summary>It is not there.</summary>
    Absent,

    /// <summary>It is held back until its whole document is taken.</summary>
    Pending,

    /// <summary>It is there for queries.</summary>
    Captured,
}

/// <summary>One of the two places under an event id.</summary>
/// <param name="Capture">The capture job that took it; null where a client sent it by itself.</param>
/// <param name="Index">Its place in that job's document, from 0.</param>
public sealed record CapturedSlot(CaptureStanding Standing, string? Capture, int Index)
{
    public static CapturedSlot Empty { get; } = new(CaptureStanding.Absent, null, 0);
}

/// <summary>What stands under one EPCIS event id: the event itself, and the declaration that it was in error.</summary>
/// <remarks>
/// An error declaration takes up the id of the event that it declares, so an id has two places, and a duplicate is an
/// event whose place is taken.
/// </remarks>
public sealed record CapturedEvent(long Revision, CapturedSlot Original, CapturedSlot Declaration)
    : IEntity<CapturedEvent, CapturedEventCommand, CapturedEventEvent, CapturedEventRejection>
{
    /// <summary>The kind in every event's address; the id is the SHA-256 of the event id, lower-case hex.</summary>
    public const string Kind = "epcis-event";

    public static CapturedEvent Initial { get; } = new(0, CapturedSlot.Empty, CapturedSlot.Empty);

    public static Decision Decide(CapturedEvent state, CapturedEventCommand command, Instant now) =>
        (state.Slot(IsOfDeclaration(command)), command) switch
        {
            ({ Standing: CaptureStanding.Absent }, CapturedEventCommand.Capture c) => Decision.Accept(
                new CapturedEventEvent.EventCaptured(c.Content, c.Job, c.Index, c.Pending, now)),
            ({ Capture: { } job } slot, CapturedEventCommand.Capture c) when (job, slot.Index) == (c.Job, c.Index) =>
                Decision.AlreadyDone,
            (_, CapturedEventCommand.Capture c) => Decision.Reject(
                new CapturedEventRejection.Duplicate(c.Content.EventId, c.Content.DeclaresError)),

            ({ Standing: CaptureStanding.Pending } slot, CapturedEventCommand.Confirm c) when slot.Capture == c.Job =>
                Decision.Accept(new CapturedEventEvent.EventConfirmed(c.Job, c.DeclaresError)),
            (_, CapturedEventCommand.Confirm) => Decision.AlreadyDone,

            ({ Standing: CaptureStanding.Pending } slot, CapturedEventCommand.Discard c) when slot.Capture == c.Job =>
                Decision.Accept(new CapturedEventEvent.EventDiscarded(c.Job, c.DeclaresError)),
            _ => Decision.AlreadyDone,
        };

    public static CapturedEvent Evolve(CapturedEvent state, CapturedEventEvent happened) =>
        happened switch
        {
            CapturedEventEvent.EventCaptured e => state.With(e.Content.DeclaresError, new CapturedSlot(
                e.Pending ? CaptureStanding.Pending : CaptureStanding.Captured, e.Job, e.Index)),
            CapturedEventEvent.EventConfirmed e => state.With(
                e.DeclaresError, state.Slot(e.DeclaresError) with { Standing = CaptureStanding.Captured }),
            CapturedEventEvent.EventDiscarded e => state.With(e.DeclaresError, CapturedSlot.Empty),
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };

    private static bool IsOfDeclaration(CapturedEventCommand command) =>
        command switch
        {
            CapturedEventCommand.Capture c => c.Content.DeclaresError,
            CapturedEventCommand.Confirm c => c.DeclaresError,
            CapturedEventCommand.Discard c => c.DeclaresError,
            _ => throw new UnreachableException($"No such command: {command.GetType().Name}."),
        };

    private CapturedSlot Slot(bool declaresError) => declaresError ? Declaration : Original;

    private CapturedEvent With(bool declaresError, CapturedSlot slot) =>
        declaresError
            ? this with { Revision = Revision + 1, Declaration = slot }
            : this with { Revision = Revision + 1, Original = slot };
}
