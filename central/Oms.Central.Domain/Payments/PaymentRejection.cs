using System.Text.Json.Serialization;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>Why a payment may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(PaymentRejection.NoSuchPayment), "no_such_payment")]
[JsonDerivedType(typeof(PaymentRejection.NoSuchTransaction), "no_such_transaction")]
[JsonDerivedType(typeof(PaymentRejection.NoSuchDispute), "no_such_dispute")]
[JsonDerivedType(typeof(PaymentRejection.InvalidTerms), "invalid_terms")]
[JsonDerivedType(typeof(PaymentRejection.CurrencyDiffers), "currency_differs")]
[JsonDerivedType(typeof(PaymentRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(PaymentRejection.CaptureExceedsAuthorised), "capture_exceeds_authorised")]
[JsonDerivedType(typeof(PaymentRejection.RefundExceedsCaptured), "refund_exceeds_captured")]
[JsonDerivedType(typeof(PaymentRejection.DisputeExceedsCaptured), "dispute_exceeds_captured")]
[JsonDerivedType(typeof(PaymentRejection.ApprovalRequired), "approval_required")]
[JsonDerivedType(typeof(PaymentRejection.ReferenceReused), "reference_reused")]
[JsonDerivedType(typeof(PaymentRejection.IllegalTransition), "illegal_transition")]
[JsonDerivedType(typeof(PaymentRejection.CallUnderWay), "call_under_way")]
[JsonDerivedType(typeof(PaymentRejection.TooMany), "too_many")]
public abstract record PaymentRejection
{
    private PaymentRejection()
    {
    }

    public sealed record NoSuchPayment : PaymentRejection;

    public sealed record NoSuchTransaction(int Number) : PaymentRejection;

    public sealed record NoSuchDispute(string Ref) : PaymentRejection;

    /// <param name="Field">A JSON Pointer (RFC 6901) into the request.</param>
    public sealed record InvalidTerms(string Field, string Reason) : PaymentRejection;

    public sealed record CurrencyDiffers(string Currency) : PaymentRejection;

    public sealed record StaleRevision(long Current) : PaymentRejection;

    /// <param name="Possible">What may still be captured; requested and doubtful captures are taken off.</param>
    public sealed record CaptureExceedsAuthorised(Money Possible) : PaymentRejection;

    /// <param name="Possible">What may still be refunded; requested and doubtful refunds and disputes are taken
    /// off.</param>
    public sealed record RefundExceedsCaptured(Money Possible) : PaymentRejection;

    public sealed record DisputeExceedsCaptured(Money Captured) : PaymentRejection;

    /// <summary>Somebody with a higher limit must do it.</summary>
    public sealed record ApprovalRequired(Money Limit) : PaymentRejection;

    /// <summary>The reference stands for something else.</summary>
    public sealed record ReferenceReused(string Ref) : PaymentRejection;

    public sealed record IllegalTransition(PaymentStatus Status, string Reason) : PaymentRejection;

    /// <summary>Another node is calling the provider.</summary>
    public sealed record CallUnderWay(string Node) : PaymentRejection;

    /// <summary>The payment holds as many as it may.</summary>
    public sealed record TooMany(int Most) : PaymentRejection;
}
