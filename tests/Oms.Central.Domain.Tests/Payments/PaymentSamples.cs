using NodaTime;
using Oms.Central.Payments;
using Oms.Finance;
using Oms.Testing;

namespace Oms.Central.Tests.Payments;

/// <summary>Payments that many tests start from.</summary>
internal static class PaymentSamples
{
    public static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    public static PaymentTerms Card(long minor = 100) => new(
        "order-1", PaymentMethod.Card, Euros(minor), new CardReference("tok_1", "4242"), null);

    public static PaymentTerms Cash(long minor = 100) => new(
        "order-1", PaymentMethod.CashOnDelivery, Euros(minor), null, null);

    public static PaymentTerms Invoice(long minor = 100) => new(
        "order-1", PaymentMethod.InvoiceTerms, Euros(minor), null, new LocalDate(2026, 12, 21));

    public static Money Euros(long minor) => Money.Of(minor, "EUR");

    public static Scenario<Payment, PaymentCommand, PaymentEvent, PaymentRejection> Given(
        params IEnumerable<PaymentEvent> events) =>
        Scenario<Payment, PaymentCommand, PaymentEvent, PaymentRejection>.Given(Noon, events);

    /// <summary>The events of a card's payment of 1.00 EUR that is authorised.</summary>
    public static IReadOnlyList<PaymentEvent> Authorised(long minor = 100) =>
    [
        new PaymentEvent.PaymentOpened(Card(minor), Noon),
        Requested(1, TransactionKind.Authorisation, Payment.AuthorisationRef, minor),
        Succeeded(1, TransactionKind.Authorisation, minor, Noon + Payment.AuthorisationValid),
    ];

    public static IReadOnlyList<PaymentEvent> Captured(long minor = 100) =>
    [
        .. Authorised(minor),
        Requested(2, TransactionKind.Capture, "c1", minor),
        Succeeded(2, TransactionKind.Capture, minor),
    ];

    public static PaymentEvent Requested(
        int number, TransactionKind kind, string reference, long minor, string? reason = null) =>
        new PaymentEvent.TransactionRequested(number, kind, reference, Euros(minor), reason, "anna", Noon);

    public static PaymentEvent Succeeded(
        int number, TransactionKind kind, long minor, Instant? expires = null) =>
        new PaymentEvent.TransactionSucceeded(number, kind, Euros(minor), "psp-1", expires, Noon);

    public static PaymentEvent Failed(int number, TransactionKind kind, long minor) =>
        new PaymentEvent.TransactionFailed(number, kind, Euros(minor), "declined", Noon);

    public static PaymentEvent InDoubt(int number) =>
        new PaymentEvent.TransactionInDoubt(number, "timeout", Noon + Duration.FromSeconds(2));

    public static PaymentCommand Capture(string reference, long minor) =>
        new PaymentCommand.Capture(reference, Euros(minor), "anna", null);

    public static PaymentCommand Void(string reference) =>
        new PaymentCommand.Void(reference, "cancelled", "anna", null);

    public static PaymentCommand Refund(string reference, long minor, Money? limit = null) =>
        new PaymentCommand.Refund(reference, Euros(minor), "broken", "anna", limit, null);
}
