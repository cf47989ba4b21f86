using Oms.Actors.Processes;
using Oms.Central.Orders;

namespace Oms.Central.Processes;

/// <summary>Notes every order with the customer who ordered it, and tells the order what else that customer ordered
/// lately.</summary>
internal sealed class CheckProcess : IProcessManager
{
    public string Name => "order-checks";

    public bool Listens(string kind) => kind is OrderId.Kind or RecentOrders.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            OrderEvent.OrderPlaced { Checks: { Remembers: true } checks } e =>
            [
                happened.Recent(
                    OrderFingerprint.Who(e.Terms),
                    new RecentOrdersCommand.Note(e.Id, OrderFingerprint.Goods(e.Terms), checks.WindowMinutes)),
            ],
            RecentOrdersEvent.OrderNoted e =>
                [happened.Order(e.Order, new OrderCommand.RecordRecent(e.Count, e.SameAs))],
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) => [];
}
