using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Payments.PaymentEvent, Oms.Central.Payments.PaymentRejection>;

namespace Oms.Central.Payments;

/// <summary>One way in which one order is paid: an authorisation, its captures, refunds and disputes.</summary>
/// <remarks>
/// What is asked for counts against every limit from the moment of asking until it is known to have failed; what may
/// have happened is never taken for not having happened. So captures never exceed the authorisation (I8), and refunds
/// with disputes never exceed the captures (I9), however the answers of a provider are delayed, lost or repeated.
/// </remarks>
/// <param name="Terms">Null while there is no such payment.</param>
/// <param name="ExpiresAt">When the authorisation ends; null before it is granted, and where it does not end.</param>
/// <param name="Expired">Whether it ended before all of it was captured.</param>
/// <param name="Transactions">The authorisation, then the others in the order in which they were asked for.</param>
public sealed partial record Payment(
    long Revision,
    PaymentTerms? Terms,
    Instant OpenedAt,
    Instant? ExpiresAt,
    bool Expired,
    ImmutableList<PaymentTransaction> Transactions,
    ImmutableList<Dispute> Disputes) : IEntity<Payment, PaymentCommand, PaymentEvent, PaymentRejection>
{
    /// <summary>The kind in every payment's address.</summary>
    public const string Kind = "payment";

    /// <summary>Transactions of one payment, the authorisation included; more are refused.</summary>
    public const int TransactionsMax = 200;

    /// <summary>Disputes of one payment; more are refused.</summary>
    public const int DisputesMax = 50;

    /// <summary>The reference of the authorisation, which no other transaction may have.</summary>
    public const string AuthorisationRef = "authorisation";

    /// <summary>How long a node may take for a call before another one asks in its place.</summary>
    public static readonly Duration CallLease = Duration.FromSeconds(60);

    /// <summary>How long a card's authorisation lasts when the provider does not say.</summary>
    public static readonly Duration AuthorisationValid = Duration.FromDays(7);

    /// <summary>The longest wait until the provider is asked again. It is asked for as long as it takes.</summary>
    public static readonly Duration AskAgainMax = Duration.FromHours(1);

    private const string ExpiryReminder = "authorisation-expiry";
    private const string ByHouse = "house";

    public static Payment Initial { get; } =
        new(0, null, Instant.MinValue, null, false, [], []);

    /// <summary>How far it is.</summary>
    [JsonIgnore]
    public PaymentStatus Status =>
        Terms is null ? PaymentStatus.Absent
        : Transactions[0].Status switch
        {
            TransactionStatus.Requested => PaymentStatus.Requested,
            TransactionStatus.InDoubt => PaymentStatus.InDoubt,
            TransactionStatus.Failed => PaymentStatus.Declined,
            _ => Captured == Authorised ? PaymentStatus.Captured
                : Captured > 0 ? PaymentStatus.PartiallyCaptured
                : Sum(TransactionKind.Void, TransactionStatus.Succeeded) > 0 ? PaymentStatus.Voided
                : Expired ? PaymentStatus.Expired
                : PaymentStatus.Authorised,
        };

    /// <summary>Whether the provider owes an answer.</summary>
    [JsonIgnore]
    public bool AwaitsProvider => Transactions.Any(transaction => transaction.DueAt is not null);

    /// <summary>Minor units that are authorised; captures are not taken off.</summary>
    [JsonIgnore]
    public long Authorised => Sum(TransactionKind.Authorisation, TransactionStatus.Succeeded);

    /// <summary>Minor units that are captured for certain.</summary>
    [JsonIgnore]
    public long Captured => Sum(TransactionKind.Capture, TransactionStatus.Succeeded);

    /// <summary>Minor units that are captured or may be: requested and doubtful ones count.</summary>
    [JsonIgnore]
    public long CaptureExposure => Exposure(TransactionKind.Capture);

    /// <summary>Minor units that are refunded for certain.</summary>
    [JsonIgnore]
    public long Refunded => Sum(TransactionKind.Refund, TransactionStatus.Succeeded);

    /// <summary>Minor units that are refunded or may be: requested and doubtful ones count.</summary>
    [JsonIgnore]
    public long RefundExposure => Exposure(TransactionKind.Refund);

    /// <summary>Minor units that banks have taken back, or hold until a dispute is decided.</summary>
    [JsonIgnore]
    public long Disputed => Disputes.Where(IsLive).Sum(dispute => dispute.Amount.Minor);

    /// <summary>The part of <see cref="Disputed"/> that had been refunded already when the bank took it.</summary>
    [JsonIgnore]
    public long DisputedExcess => Disputes.Where(IsLive).Sum(dispute => dispute.Excess.Minor);

    public static IReadOnlyList<Reminder<PaymentCommand>> Reminders(Payment state) =>
        state is { ExpiresAt: { } at, Expired: false } && state.Remainder > 0
            ? [new Reminder<PaymentCommand>(ExpiryReminder, at, new PaymentCommand.Expire())]
            : [];

    public static Decision Decide(Payment state, PaymentCommand command, Instant now) =>
        (state.Terms, command) switch
        {
            (_, PaymentCommand.Open c) => state.Open(c, now),
            (null, _) => Decision.Reject(new PaymentRejection.NoSuchPayment()),
            (_, PaymentCommand.Capture c) => state.Capture(c, now),
            (_, PaymentCommand.Void c) => state.GiveBack(c, now),
            (_, PaymentCommand.Refund c) => state.Refund(c, now),
            (_, PaymentCommand.BeginCall c) => state.BeginCall(c, now),
            (_, PaymentCommand.RecordSuccess c) => state.RecordSuccess(c, now),
            (_, PaymentCommand.RecordFailure c) => state.RecordFailure(c, now),
            (_, PaymentCommand.RecordDoubt c) => state.RecordDoubt(c, now),
            (_, PaymentCommand.NoteNotice c) => state.NoteNotice(c, now),
            (_, PaymentCommand.Confirm c) => state.Confirm(c, now),
            (_, PaymentCommand.Expire) => state.Expire(now),
            (_, PaymentCommand.OpenDispute c) => state.OpenDispute(c, now),
            (_, PaymentCommand.SettleDispute c) => state.SettleDispute(c, now),
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    /// <summary>Minor units that are authorised and neither captured nor possibly so.</summary>
    private long Remainder => Authorised - CaptureExposure - Exposure(TransactionKind.Void);

    private Currency Currency => Terms!.Amount.Currency;

    private Money Amount(long minor) => Money.Of(minor, Currency);

    private long Sum(TransactionKind kind, TransactionStatus status) =>
        Transactions.Where(each => each.Kind == kind && each.Status == status).Sum(each => each.Amount.Minor);

    private long Exposure(TransactionKind kind) =>
        Transactions.Where(each => each.Kind == kind && each.Status != TransactionStatus.Failed)
            .Sum(each => each.Amount.Minor);

    private static bool IsLive(Dispute dispute) => dispute.Status != DisputeStatus.Won;
}
