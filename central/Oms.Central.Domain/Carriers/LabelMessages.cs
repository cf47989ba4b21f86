using System.Text.Json.Serialization;
using NodaTime;
using Oms.Finance;

namespace Oms.Central.Carriers;

/// <summary>What the labels of a parcel can be asked. <c>Number</c> is the label's; what is about another than the last
/// one changes nothing.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(LabelCommand.Ask), "ask")]
[JsonDerivedType(typeof(LabelCommand.BeginCall), "begin_call")]
[JsonDerivedType(typeof(LabelCommand.RecordPrinted), "record_printed")]
[JsonDerivedType(typeof(LabelCommand.RecordDeclined), "record_declined")]
[JsonDerivedType(typeof(LabelCommand.RecordDoubt), "record_doubt")]
[JsonDerivedType(typeof(LabelCommand.Void), "void")]
[JsonDerivedType(typeof(LabelCommand.RecordVoided), "record_voided")]
[JsonDerivedType(typeof(LabelCommand.RecordKept), "record_kept")]
[JsonDerivedType(typeof(LabelCommand.Include), "include")]
[JsonDerivedType(typeof(LabelCommand.Release), "release")]
public abstract record LabelCommand
{
    private LabelCommand()
    {
    }

    public sealed record Ask(LabelAsk Label) : LabelCommand;

    /// <summary>The carrier is about to be called.</summary>
    /// <param name="By">By whom: nobody else calls it meanwhile.</param>
    public sealed record BeginCall(int Number, string By) : LabelCommand;

    /// <param name="Tracking">The carrier's number of the parcel.</param>
    /// <param name="Cost">What it charges; null where it does not say so.</param>
    public sealed record RecordPrinted(int Number, string Tracking, Money? Cost) : LabelCommand;

    public sealed record RecordDeclined(int Number, string Reason) : LabelCommand;

    /// <summary>Nobody knows what the carrier did.</summary>
    public sealed record RecordDoubt(int Number, string Reason) : LabelCommand;

    /// <summary>It is not wanted any more.</summary>
    public sealed record Void(int Number) : LabelCommand;

    public sealed record RecordVoided(int Number) : LabelCommand;

    /// <summary>The carrier does not take it back.</summary>
    public sealed record RecordKept(int Number, string Reason) : LabelCommand;

    /// <summary>A close-out wants it.</summary>
    public sealed record Include(int Number, string CloseOut) : LabelCommand;

    /// <summary>The carrier declined the close-out.</summary>
    public sealed record Release(int Number, string CloseOut) : LabelCommand;
}

/// <summary>What happened to the labels of a parcel. Stored for ever (<see cref="LabelEvents"/>).</summary>
public abstract record LabelEvent
{
    private LabelEvent()
    {
    }

    public sealed record LabelAsked(LabelAsk Ask, Instant At) : LabelEvent;

    /// <param name="Until">When it counts as one that nobody came back from.</param>
    public sealed record CallBegun(int Number, string By, Instant Until) : LabelEvent;

    /// <param name="Owner">The fulfilment order, or the return.</param>
    public sealed record LabelPrinted(string Owner, int Number, string Tracking, Money Cost) : LabelEvent
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public LabelPurpose Purpose { get; init; }
    }

    public sealed record LabelDeclined(string Owner, int Number, string Reason) : LabelEvent
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public LabelPurpose Purpose { get; init; }
    }

    /// <param name="Again">When the carrier is asked again, with the same key.</param>
    public sealed record CallInDoubt(int Number, string Reason, Instant Again) : LabelEvent;

    /// <summary>It is taken back as soon as it is there.</summary>
    public sealed record LabelUnwanted(int Number) : LabelEvent;

    public sealed record LabelVoidRequested(int Number, Instant At) : LabelEvent;

    public sealed record LabelVoided(string Owner, int Number) : LabelEvent
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public LabelPurpose Purpose { get; init; }
    }

    /// <summary>The carrier does not take it back.</summary>
    public sealed record LabelKept(string Owner, int Number, string Reason) : LabelEvent
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public LabelPurpose Purpose { get; init; }

        /// <summary>The close-out that it is in, for which the carrier was not asked to take it back; null where it
        /// was.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? CloseOut { get; init; }
    }

    public sealed record LabelClosedOut(int Number, string CloseOut) : LabelEvent;

    /// <summary>It waits for the next close-out.</summary>
    public sealed record LabelReleased(int Number, string CloseOut) : LabelEvent;
}

/// <summary>Why the labels of a parcel may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(LabelRejection.LabelExists), "label_exists")]
[JsonDerivedType(typeof(LabelRejection.CallUnderWay), "call_under_way")]
[JsonDerivedType(typeof(LabelRejection.TooMany), "too_many")]
[JsonDerivedType(typeof(LabelRejection.NotLive), "not_live")]
[JsonDerivedType(typeof(LabelRejection.ClosedOut), "closed_out")]
public abstract record LabelRejection
{
    private LabelRejection()
    {
    }

    /// <summary>The carrier has one, or may have.</summary>
    public sealed record LabelExists(int Number, LabelStage Stage) : LabelRejection;

    /// <param name="Until">Null where nothing is due.</param>
    public sealed record CallUnderWay(Instant? Until) : LabelRejection;

    public sealed record TooMany(int Max) : LabelRejection;

    /// <summary>No parcel leaves with it.</summary>
    public sealed record NotLive : LabelRejection;

    /// <summary>It is in a close-out.</summary>
    public sealed record ClosedOut(string CloseOut) : LabelRejection;
}
