using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Carriers;

/// <summary>What a close-out can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CloseOutCommand.Begin), "begin")]
[JsonDerivedType(typeof(CloseOutCommand.RecordIncluded), "record_included")]
[JsonDerivedType(typeof(CloseOutCommand.RecordLeftOut), "record_left_out")]
[JsonDerivedType(typeof(CloseOutCommand.NoteUnwanted), "note_unwanted")]
[JsonDerivedType(typeof(CloseOutCommand.BeginCall), "begin_call")]
[JsonDerivedType(typeof(CloseOutCommand.RecordAccepted), "record_accepted")]
[JsonDerivedType(typeof(CloseOutCommand.RecordDeclined), "record_declined")]
[JsonDerivedType(typeof(CloseOutCommand.RecordDoubt), "record_doubt")]
public abstract record CloseOutCommand
{
    private CloseOutCommand()
    {
    }

    /// <param name="Parcels">1 to <see cref="CloseOut.ParcelsMax"/>, none twice.</param>
    /// <param name="More">Whether more wait.</param>
    public sealed record Begin(CloseOutTerms Terms, IReadOnlyList<CloseOutParcel> Parcels, bool More) : CloseOutCommand;

    /// <summary>The label says that it is in it.</summary>
    public sealed record RecordIncluded(string Sscc, int Number) : CloseOutCommand;

    /// <summary>The label says that it is not.</summary>
    public sealed record RecordLeftOut(string Sscc, int Number, string Reason) : CloseOutCommand;

    /// <summary>A parcel that is in it is not wanted any more.</summary>
    public sealed record NoteUnwanted(string Sscc, int Number, string Reason) : CloseOutCommand;

    /// <summary>The carrier is about to be called.</summary>
    /// <param name="By">By whom: nobody else calls it meanwhile.</param>
    public sealed record BeginCall(string By) : CloseOutCommand;

    /// <param name="Reference">What the carrier calls it.</param>
    public sealed record RecordAccepted(string Reference) : CloseOutCommand;

    public sealed record RecordDeclined(string Reason) : CloseOutCommand;

    /// <summary>Nobody knows what the carrier did.</summary>
    public sealed record RecordDoubt(string Reason) : CloseOutCommand;
}

/// <summary>What happened to a close-out. Stored for ever (<see cref="CloseOutEvents"/>).</summary>
public abstract record CloseOutEvent
{
    private CloseOutEvent()
    {
    }

    public sealed record CloseOutBegun(
        CloseOutTerms Terms, IReadOnlyList<CloseOutParcel> Parcels, bool More, Instant At) : CloseOutEvent;

    public sealed record ParcelIncluded(string Sscc, int Number) : CloseOutEvent;

    public sealed record ParcelLeftOut(string Sscc, int Number, string Reason) : CloseOutEvent;

    public sealed record ExceptionNoted(string Sscc, int Number, string Reason, Instant At) : CloseOutEvent;

    /// <summary>All labels have answered.</summary>
    public sealed record CloseOutSealed(Instant At) : CloseOutEvent;

    /// <summary>All labels have answered, and none is in it.</summary>
    public sealed record CloseOutEmptied : CloseOutEvent;

    /// <param name="Until">When it counts as a call that nobody came back from.</param>
    public sealed record CallBegun(string By, Instant Until) : CloseOutEvent;

    /// <param name="Again">When the carrier is told again, with the same key.</param>
    public sealed record CallInDoubt(string Reason, Instant Again) : CloseOutEvent;

    public sealed record CloseOutAccepted(string Reference) : CloseOutEvent;

    /// <param name="Parcels">Those that were in it: they wait again.</param>
    public sealed record CloseOutDeclined(string Reason, IReadOnlyList<ParcelNumber> Parcels) : CloseOutEvent;
}

/// <summary>Why a close-out may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CloseOutRejection.NothingToClose), "nothing_to_close")]
[JsonDerivedType(typeof(CloseOutRejection.Taken), "taken")]
[JsonDerivedType(typeof(CloseOutRejection.CallUnderWay), "call_under_way")]
public abstract record CloseOutRejection
{
    private CloseOutRejection()
    {
    }

    /// <summary>No parcel, or too many.</summary>
    public sealed record NothingToClose : CloseOutRejection;

    /// <summary>The day has one of this number.</summary>
    public sealed record Taken : CloseOutRejection;

    /// <param name="Until">Null where nothing is due.</param>
    public sealed record CallUnderWay(Instant? Until) : CloseOutRejection;
}
