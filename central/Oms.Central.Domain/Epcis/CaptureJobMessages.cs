using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Epcis;

/// <summary>One event of a document, on its way to its own place.</summary>
/// <param name="Index">Its place in the document, from 0.</param>
/// <param name="Key">The id of the entity that keeps it.</param>
public sealed record CaptureItem(int Index, string Key, EventContent Content);

/// <summary>Where an event was taken.</summary>
/// <param name="Key">The id of the entity that keeps it.</param>
public sealed record CaptureTarget(string Key, bool DeclaresError);

/// <summary>Why a document or one of its events was refused.</summary>
/// <param name="Exception">The name of the error in EPCIS 2.0, such as <c>ValidationException</c>.</param>
/// <param name="Path">Where, as a JSON path into the document.</param>
public sealed record CaptureError(string Exception, string Path, string Detail);

/// <summary>What may be asked of a capture job.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(Request), "request")]
[JsonDerivedType(typeof(Note), "note")]
public abstract record CaptureJobCommand
{
    private CaptureJobCommand()
    {
    }

    /// <summary>Take a document.</summary>
    /// <param name="Items">Its good events.</param>
    /// <param name="Errors">What is wrong with the others.</param>
    public sealed record Request(
        CaptureErrorBehaviour Behaviour, IReadOnlyList<CaptureItem> Items, IReadOnlyList<CaptureError> Errors)
        : CaptureJobCommand;

    /// <summary>One event was taken, or refused.</summary>
    /// <param name="Error">Why it was refused; null when it was taken.</param>
    public sealed record Note(int Index, CaptureTarget Target, CaptureError? Error) : CaptureJobCommand;
}

/// <summary>What happened to a capture job. Stored for ever (<see cref="CaptureJobForms"/>).</summary>
public abstract record CaptureJobEvent
{
    private CaptureJobEvent()
    {
    }

    public sealed record CaptureRequested(
        CaptureErrorBehaviour Behaviour,
        IReadOnlyList<CaptureItem> Items,
        IReadOnlyList<CaptureError> Errors,
        Instant At) : CaptureJobEvent;

    public sealed record ItemTaken(int Index, CaptureTarget Target) : CaptureJobEvent;

    public sealed record ItemRefused(int Index, CaptureError Error) : CaptureJobEvent;

    /// <param name="Taken">The events that were taken: after a rollback with errors they are to be forgotten.</param>
    public sealed record CaptureFinished(
        bool Success, CaptureErrorBehaviour Behaviour, IReadOnlyList<CaptureTarget> Taken, Instant At)
        : CaptureJobEvent;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(NoSuchJob), "no_such_job")]
public abstract record CaptureJobRejection
{
    private CaptureJobRejection()
    {
    }

    public sealed record NoSuchJob : CaptureJobRejection;
}
