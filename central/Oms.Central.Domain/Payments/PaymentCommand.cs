using System.Text.Json.Serialization;
using NodaTime;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>What may be asked of a payment.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(PaymentCommand.Open), "open")]
[JsonDerivedType(typeof(PaymentCommand.Capture), "capture")]
[JsonDerivedType(typeof(PaymentCommand.Void), "void")]
[JsonDerivedType(typeof(PaymentCommand.Refund), "refund")]
[JsonDerivedType(typeof(PaymentCommand.BeginCall), "begin_call")]
[JsonDerivedType(typeof(PaymentCommand.RecordSuccess), "record_success")]
[JsonDerivedType(typeof(PaymentCommand.RecordFailure), "record_failure")]
[JsonDerivedType(typeof(PaymentCommand.RecordDoubt), "record_doubt")]
[JsonDerivedType(typeof(PaymentCommand.NoteNotice), "note_notice")]
[JsonDerivedType(typeof(PaymentCommand.Confirm), "confirm")]
[JsonDerivedType(typeof(PaymentCommand.Expire), "expire")]
[JsonDerivedType(typeof(PaymentCommand.OpenDispute), "open_dispute")]
[JsonDerivedType(typeof(PaymentCommand.SettleDispute), "settle_dispute")]
public abstract record PaymentCommand
{
    private PaymentCommand()
    {
    }

    /// <summary>Opens the payment and asks for its authorisation.</summary>
    /// <param name="By">Who asks.</param>
    /// <param name="Limit">The most that they may grant on the house's risk; null for any amount.</param>
    public sealed record Open(PaymentTerms Terms, string By, Money? Limit) : PaymentCommand;

    /// <param name="Ref">The caller's name for it: the same one again changes nothing.</param>
    /// <param name="Expected">The revision that the caller saw; null for any.</param>
    public sealed record Capture(string Ref, Money Amount, string By, long? Expected) : PaymentCommand;

    /// <summary>Gives back what is authorised and not captured.</summary>
    public sealed record Void(string Ref, string Reason, string By, long? Expected) : PaymentCommand;

    /// <param name="Limit">The most that may have been refunded of this payment afterwards; null for all of it.</param>
    public sealed record Refund(string Ref, Money Amount, string Reason, string By, Money? Limit, long? Expected)
        : PaymentCommand;

    /// <summary>Says that the provider is about to be called or asked.</summary>
    /// <param name="Node">Who calls: until its time is over nobody else does.</param>
    public sealed record BeginCall(int Number, string Node) : PaymentCommand;

    /// <param name="Proof">The provider's own id of it.</param>
    /// <param name="ExpiresAt">When an authorisation ends, if the provider says so.</param>
    public sealed record RecordSuccess(int Number, string Proof, Instant? ExpiresAt) : PaymentCommand;

    /// <summary>The provider's own record says that it did not and will not happen.</summary>
    public sealed record RecordFailure(int Number, string Reason) : PaymentCommand;

    /// <summary>There was no answer, or one that decides nothing.</summary>
    public sealed record RecordDoubt(int Number, string Reason) : PaymentCommand;

    /// <summary>The provider called back: a reason to ask it now, never an answer by itself.</summary>
    public sealed record NoteNotice(int Number) : PaymentCommand;

    /// <summary>A person says what became of cash.</summary>
    /// <param name="Proof">Such as the number of the cash count.</param>
    public sealed record Confirm(int Number, bool Succeeded, string Proof, string By, long? Expected)
        : PaymentCommand;

    /// <summary>Ends the authorisation when it is due.</summary>
    public sealed record Expire : PaymentCommand;

    public sealed record OpenDispute(string Ref, Money Amount, string Reason) : PaymentCommand;

    public sealed record SettleDispute(string Ref, bool Won) : PaymentCommand;
}
