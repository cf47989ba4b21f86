using Oms.Central.Json;

namespace Oms.Central.Payments;

/// <summary>The released names of a payment's events.</summary>
public static class PaymentEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("payment.opened", PaymentJson.Default.PaymentOpened),
        EventForm.First("payment.transaction-requested", PaymentJson.Default.TransactionRequested),
        EventForm.First("payment.call-begun", PaymentJson.Default.CallBegun),
        EventForm.First("payment.transaction-in-doubt", PaymentJson.Default.TransactionInDoubt),
        EventForm.First("payment.transaction-succeeded", PaymentJson.Default.TransactionSucceeded),
        EventForm.First("payment.transaction-failed", PaymentJson.Default.TransactionFailed),
        EventForm.First("payment.provider-notified", PaymentJson.Default.ProviderNotified),
        EventForm.First("payment.authorisation-expired", PaymentJson.Default.AuthorisationExpired),
        EventForm.First("payment.dispute-opened", PaymentJson.Default.DisputeOpened),
        EventForm.First("payment.dispute-settled", PaymentJson.Default.DisputeSettled),
    ];
}
