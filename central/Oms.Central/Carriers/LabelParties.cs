using Oms.Central.Hosting;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Carriers;

/// <summary>Who sends a parcel and who gets it. Their names are looked up each time, and kept with no label: a customer
/// who is erased is gone from all of them.</summary>
internal static class LabelParties
{
    /// <summary>What a carrier is told of a label.</summary>
    public static async Task<LabelCall> CallAsync(
        CentralNode node, string sscc, LabelAsk ask, CancellationToken cancellationToken)
    {
        var order = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, ask.Order), cancellationToken)).State;
        var location = (await node.Locations.ReadAsync(
            CentralNode.Address(Location.Kind, EntityAddress.Join(ask.Location)), cancellationToken)).State.Terms;
        var carrier = (await node.Carriers.ReadAsync(
            CentralNode.Address(Carrier.Kind, EntityAddress.Join(ask.Carrier)), cancellationToken)).State;
        var customer = order.Terms is null ? null : await OrderCustomers.OpenAsync(node, order);
        var (ours, theirs) = (
            new LabelParty(location?.Name ?? ask.Location, location?.Address),
            new LabelParty(customer?.Name ?? string.Empty, customer?.Address));
        var (from, to) = ask.Purpose == LabelPurpose.Outbound ? (ours, theirs) : (theirs, ours);
        return new LabelCall(
            LabelWorker.KeyOf(sscc, ask.Number), sscc, ask, carrier.Versions[ask.Version - 1].Name, from, to,
            order.Terms?.ExternalRef ?? ask.Order);
    }
}
