using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Epcis;

/// <summary>An EPCIS event as it was sent.</summary>
/// <param name="EventId">Its id: the sender's, or the hash of what it says.</param>
/// <param name="DeclaresError">Whether it declares the event with this id to be in error.</param>
/// <param name="Body">The event's JSON, with its id and without a context of its own.</param>
/// <param name="Context">The JSON-LD context it was written in.</param>
public sealed record EventContent(string EventId, bool DeclaresError, JsonElement Body, JsonElement Context);

/// <summary>What may be asked of the place of an event id.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(Capture), "capture")]
[JsonDerivedType(typeof(Confirm), "confirm")]
[JsonDerivedType(typeof(Discard), "discard")]
public abstract record CapturedEventCommand
{
    private CapturedEventCommand()
    {
    }

    /// <summary>Take an event.</summary>
    /// <param name="Job">The capture job; null where a client sent it by itself.</param>
    /// <param name="Index">Its place in the job's document, from 0.</param>
    /// <param name="Pending">Whether it is held back until <see cref="Confirm"/>.</param>
    public sealed record Capture(EventContent Content, string? Job, int Index, bool Pending) : CapturedEventCommand;

    /// <summary>The whole document was taken: show the event.</summary>
    public sealed record Confirm(string Job, bool DeclaresError) : CapturedEventCommand;

    /// <summary>The document was not taken as a whole: forget the event.</summary>
    public sealed record Discard(string Job, bool DeclaresError) : CapturedEventCommand;
}

/// <summary>What happened under an event id. Stored for ever (<see cref="CapturedEventForms"/>).</summary>
public abstract record CapturedEventEvent
{
    private CapturedEventEvent()
    {
    }

    public sealed record EventCaptured(EventContent Content, string? Job, int Index, bool Pending, Instant At)
        : CapturedEventEvent;

    public sealed record EventConfirmed(string Job, bool DeclaresError) : CapturedEventEvent;

    public sealed record EventDiscarded(string Job, bool DeclaresError) : CapturedEventEvent;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(Duplicate), "duplicate")]
public abstract record CapturedEventRejection
{
    private CapturedEventRejection()
    {
    }

    /// <summary>An event with this id, and as much of an error declaration, is there.</summary>
    public sealed record Duplicate(string EventId, bool DeclaresError) : CapturedEventRejection;
}
