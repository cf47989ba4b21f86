using Oms.Actors.Processes;
using Oms.Central.Orders;
using Oms.Central.Payments;

namespace Oms.Central.Processes;

/// <summary>Carries what an order asks for to its payments and their store credit, and what became of it
/// back.</summary>
internal sealed class MoneyProcess : IProcessManager
{
    private const string By = "order";

    public string Name => "money";

    public bool Listens(string kind) => kind is OrderId.Kind or Payment.Kind or StoreCredit.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            OrderEvent.TenderAdded e =>
                [happened.Payment(e.Payment, new PaymentCommand.Open(e.Terms, By, null))],
            OrderEvent.ChargeRequested e =>
                [happened.Payment(e.Payment, new PaymentCommand.Capture(e.Ref, e.Amount, By, null))],
            OrderEvent.RefundRequested e =>
                [happened.Payment(e.Payment, new PaymentCommand.Refund(e.Ref, e.Amount, e.Reason, By, null, null))],
            OrderEvent.VoidRequested e =>
                [happened.Payment(e.Payment, new PaymentCommand.Void(e.Ref, "not-needed", By, null))],

            // The order knows its own authorisation; of all else it is told at once, so that it counts.
            PaymentEvent.TransactionRequested e =>
            [
                .. e.Kind == TransactionKind.Authorisation
                    ? []
                    : Tell(happened, e.Number, e.Kind, e.Ref, e.Amount, TransactionStatus.Requested, null),
                .. e.Account is { } account
                    ? new[]
                    {
                        happened.Credit(account, e.Amount.Currency.Code, new StoreCreditCommand.Answer(
                            happened.Address.Id, e.Number, e.Kind, e.Amount)),
                    }
                    : [],
            ],
            PaymentEvent.TransactionSucceeded e =>
                Tell(happened, e.Number, e.Kind, null, e.Amount, TransactionStatus.Succeeded, null),
            PaymentEvent.TransactionFailed e =>
                Tell(happened, e.Number, e.Kind, null, e.Amount, TransactionStatus.Failed, e.Reason),
            PaymentEvent.AuthorisationExpired => Order.OfPayment(happened.Address.Id) is { } of
                ? [happened.Order(of.Order, new OrderCommand.EndTender(of.Tender))]
                : [],

            PaymentEvent.DisputeOpened e =>
                Disputed(happened, e.Ref, e.Amount.Minus(e.Excess), DisputeStatus.Open),
            PaymentEvent.DisputeSettled e =>
                Disputed(happened, e.Ref, e.Amount, e.Won ? DisputeStatus.Won : DisputeStatus.Lost),

            StoreCreditEvent.CreditHeld e => Answered(happened, e.Payment, e.Number),
            StoreCreditEvent.CreditSpent e => Answered(happened, e.Payment, e.Number),
            StoreCreditEvent.CreditReleased e => Answered(happened, e.Payment, e.Number),
            StoreCreditEvent.CreditRestored e => Answered(happened, e.Payment, e.Number),
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        (happened.Event, rejected.Command) switch
        {
            (OrderEvent.TenderAdded e, _) =>
            [
                happened.Order(happened.Address.Id, new OrderCommand.RecordPayment(
                    e.Tender, 1, TransactionKind.Authorisation, null, e.Terms.Amount, TransactionStatus.Failed,
                    reason.GetType().Name)),
            ],
            (OrderEvent.ChargeRequested e, _) => Refused(happened, e.Tender, e.Ref, reason),
            (OrderEvent.RefundRequested e, _) => Refused(happened, e.Tender, e.Ref, reason),
            (OrderEvent.VoidRequested e, _) => Refused(happened, e.Tender, e.Ref, reason),
            (PaymentEvent.TransactionRequested e, StoreCreditCommand.Answer) =>
            [
                happened.Payment(
                    happened.Address.Id, new PaymentCommand.RecordFailure(e.Number, "too-little-credit")),
            ],
            _ => [],
        };

    private static ProcessStep[] Refused(RecordedEvent happened, int tender, string reference, object reason) =>
    [
        happened.Order(
            happened.Address.Id, new OrderCommand.RecordAskRefused(tender, reference, reason.GetType().Name)),
    ];

    private static ProcessStep[] Answered(RecordedEvent happened, string payment, int number) =>
    [
        happened.Payment(payment, new PaymentCommand.RecordSuccess(
            number, $"{happened.Address.Id}/{happened.Record.Seq}", null)),
    ];

    private static ProcessStep[] Disputed(
        RecordedEvent happened, string reference, Oms.Finance.Money amount, DisputeStatus status) =>
        Order.OfPayment(happened.Address.Id) is { } of
            ? [happened.Order(of.Order, new OrderCommand.RecordDispute(of.Tender, reference, amount, status))]
            : [];

    private static ProcessStep[] Tell(
        RecordedEvent happened,
        int number,
        TransactionKind kind,
        string? reference,
        Oms.Finance.Money amount,
        TransactionStatus status,
        string? reason) =>
        Order.OfPayment(happened.Address.Id) is { } of
            ?
            [
                happened.Order(of.Order, new OrderCommand.RecordPayment(
                    of.Tender, number, kind, reference, amount, status, reason)),
            ]
            : [];
}
