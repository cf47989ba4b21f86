using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Orders;
using Oms.Central.Processes;

namespace Oms.Central.Routing;

/// <summary>Rings for orders of which a location is to be decided.</summary>
internal sealed class RoutingBell(IJournal journal) : Bell(journal, "routing-bell", OrderId.Kind)
{
    public override bool Changes(RecordedEvent happened) =>
        happened.Event switch
        {
            OrderEvent.RerouteRequested => true,
            OrderEvent.OrderPlaced { Terms: { ShipFrom: null } terms } =>
                terms.Lines.Any(line => line.ShipFrom is null),
            OrderEvent.ChangeProposed e => e.Added.Any(line => line.Item.ShipFrom is null),
            _ => false,
        };
}
