using Oms.Actors.Processes;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Returns;

namespace Oms.Central.Processes;

/// <summary>Carries an exchange between its return and the order that replaces what comes back.</summary>
internal sealed class ExchangeProcess : IProcessManager
{
    private const string By = "exchange";

    public string Name => "exchanges";

    public bool Listens(string kind) => kind is Exchange.Kind or ReturnOrder.EntityKind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            // The draft first: it holds nothing, and is thrown away where the order does not let the units come.
            ExchangeEvent.ExchangeProposed { Terms: var terms } =>
            [
                happened.Order(terms.Replacement, new OrderCommand.Draft(terms.Replacement, terms.Placing)),
                happened.Order(terms.Order, new OrderCommand.RequestReturn(terms.Request)),
            ],
            ExchangeEvent.ReplacementDue e =>
            [
                happened.Order(
                    e.Replacement, new OrderCommand.PlaceDraft(null) { Quote = e.Quote, Supplies = e.Supplies }),
            ],
            ExchangeEvent.ReplacementPaid e =>
            [
                happened.Order(e.Replacement, new OrderCommand.AddTender(
                    new Tender(PaymentMethod.StoreCredit, e.Amount, Account: e.Account), null)),
            ],
            ExchangeEvent.ExchangeEnded e =>
            [
                happened.Return(e.Id, new ReturnCommand.Cancel(e.Reason, By, null)),
                happened.Order(e.Replacement, e.WasPlaced
                    ? new OrderCommand.Cancel(e.Reason, null)
                    : new OrderCommand.Discard(e.Reason, null)),
            ],
            ReturnEvent.ReturnApproved { Exchange: { } id } =>
                [happened.Exchange(id, new ExchangeCommand.RecordApproved())],
            ReturnEvent.ReturnRefused { Exchange: { } id } e =>
                [happened.Exchange(id, new ExchangeCommand.RecordEnded(e.Reason))],
            ReturnEvent.ReturnCancelled { Exchange: { } id } e =>
                [happened.Exchange(id, new ExchangeCommand.RecordEnded(e.Reason))],
            ReturnEvent.ReturnClosed { Exchange: { } id } e =>
                [happened.Exchange(id, new ExchangeCommand.RecordReturned(e.Units, e.Credit))],
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        happened.Event switch
        {
            ExchangeEvent.ExchangeProposed => [Tell(happened, new ExchangeCommand.RecordEnded(Why(reason)))],
            ExchangeEvent.ReplacementDue or ExchangeEvent.ReplacementPaid =>
                [Tell(happened, new ExchangeCommand.RecordFault(Why(reason)))],
            _ => [],
        };

    private static ProcessStep Tell(RecordedEvent happened, ExchangeCommand command) =>
        happened.Exchange(happened.Address.Id, command);

    private static string Why(object reason) => reason.GetType().Name;
}
