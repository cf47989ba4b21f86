using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Processes;

namespace Oms.Central.Payments;

/// <summary>Rings for payments that were just asked something, so that the provider is called at once.</summary>
internal sealed class PaymentBell(IJournal journal) : Bell(journal, "payment-bell", Payment.Kind)
{
    public override bool Changes(RecordedEvent happened) =>
        happened.Event is PaymentEvent.TransactionRequested or PaymentEvent.ProviderNotified;
}
