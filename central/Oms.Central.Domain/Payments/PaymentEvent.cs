using System.Text.Json.Serialization;
using NodaTime;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>What happened to a payment. Stored for ever (<see cref="PaymentEvents"/>).</summary>
public abstract record PaymentEvent
{
    private PaymentEvent()
    {
    }

    public sealed record PaymentOpened(PaymentTerms Terms, Instant At) : PaymentEvent;

    /// <param name="Reason">Why; null where the kind says it all.</param>
    public sealed record TransactionRequested(
        int Number, TransactionKind Kind, string Ref, Money Amount, string? Reason, string By, Instant At)
        : PaymentEvent
    {
        /// <summary>Whose store credit answers; null for other methods.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Account { get; init; }
    }

    /// <param name="Until">When others may call in its place.</param>
    public sealed record CallBegun(int Number, string Node, Instant Until) : PaymentEvent;

    /// <param name="AskAt">When the provider is asked again.</param>
    public sealed record TransactionInDoubt(int Number, string Reason, Instant AskAt) : PaymentEvent;

    /// <param name="ExpiresAt">When an authorisation ends; null for others, and where it does not end.</param>
    public sealed record TransactionSucceeded(
        int Number, TransactionKind Kind, Money Amount, string Proof, Instant? ExpiresAt, Instant At) : PaymentEvent;

    public sealed record TransactionFailed(
        int Number, TransactionKind Kind, Money Amount, string Reason, Instant At) : PaymentEvent;

    /// <summary>The provider called back about a transaction that is not settled.</summary>
    public sealed record ProviderNotified(int Number, Instant At) : PaymentEvent;

    /// <param name="Unused">What of it was not captured.</param>
    public sealed record AuthorisationExpired(Money Unused, Instant At) : PaymentEvent;

    public sealed record DisputeOpened(string Ref, Money Amount, Money Excess, string Reason, Instant At)
        : PaymentEvent;

    public sealed record DisputeSettled(string Ref, bool Won, Money Amount, Instant At) : PaymentEvent;
}
