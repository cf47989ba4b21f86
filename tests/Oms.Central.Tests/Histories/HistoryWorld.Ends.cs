using Oms.Central.Claims;
using Oms.Central.Fulfilments;
using Oms.Central.Manifests;
using Oms.Central.Purchasing;
using Oms.Central.Returns;
using Oms.Central.Transfers;

namespace Oms.Central.Tests.Histories;

/// <content>What has ended is kept no longer.</content>
internal sealed partial class HistoryWorld
{
    private readonly Ring<string> _ended = new(500);
    private readonly List<string> _retiring = [];

    /// <summary>Orders that came to an end.</summary>
    public long Ended { get; private set; }

    /// <summary>A payment that nobody asks anything of any more is kept no longer.</summary>
    public void ForgetPayment(string id)
    {
        Payments.Forget(id);
        _ = _payments.Remove(id);
    }

    /// <summary>What has ended long ago is kept no longer; no step is under way that could ask for it.</summary>
    private void Retire()
    {
        foreach (var order in _retiring.Where(IsQuiet).ToList())
        {
            foreach (var tender in Orders[order].Money?.Tenders ?? [])
            {
                ForgetPayment(tender.Payment);
            }

            for (var group = 1; group <= Orders[order].WorkGroups; group++)
            {
                var (work, purchase) = (FulfilmentOrder.IdOf(order, group), PurchaseOrder.IdOf(new(order, group)));
                _custodians.Forget(Fulfilments[work].Packages);
                Fulfilments.Forget(work);
                Purchases.Forget(purchase);
                _ = _fulfilments.Remove(work);
                _ = _purchases.Remove(purchase);
            }

            Orders.Forget(order);
            _ = _orders.Remove(order);
            _ = _retiring.Remove(order);
        }

        foreach (var (id, _) in Returns.All.Where(each => each.Value.Status
            is ReturnStatus.Closed or ReturnStatus.Refused or ReturnStatus.Cancelled).ToList())
        {
            Returns.Forget(id);
            _ = _returns.Remove(id);
        }

        // One that an order raised is compared with the order, and goes with it.
        foreach (var (id, _) in Purchases.All.Where(each => each.Value.Terms!.DropShip is null && each.Value.Status
            is PurchaseStatus.Closed or PurchaseStatus.Rejected or PurchaseStatus.Cancelled).ToList())
        {
            Purchases.Forget(id);
            _ = _purchases.Remove(id);
        }

        foreach (var (id, _) in Transfers.All
            .Where(each => each.Value.Status is TransferStatus.Received or TransferStatus.Cancelled).ToList())
        {
            _missing += _transfers[id].Gone;
            Transfers.Forget(id);
            _ = _transfers.Remove(id);
        }

        RetireRoutes();
        foreach (var (id, _) in Waves.All
            .Where(each => each.Value.Status is WaveStatus.Finished or WaveStatus.Cancelled).ToList())
        {
            Waves.Forget(id);
            _ = _waves.Remove(id);
        }

        foreach (var (id, _) in Exchanges.All
            .Where(each => each.Value.Status is ExchangeStatus.Completed or ExchangeStatus.Ended).ToList())
        {
            Exchanges.Forget(id);
            _ = _exchanges.Remove(id);
        }

        foreach (var (id, _) in Claims.All.Where(each => each.Value.Status
            is ClaimStatus.Settled or ClaimStatus.Refused or ClaimStatus.Resolved).ToList())
        {
            Claims.Forget(id);
            _ = _claims.Remove(id);
        }
    }

    /// <summary>A route is kept as long as a fulfilment order says that it took units of it.</summary>
    private void RetireRoutes()
    {
        var named = Fulfilments.All.Values.SelectMany(of => of.Routes).Select(route => route.Route)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (id, _) in Routes.All.Where(each => !named.Contains(each.Key)
            && each.Value.Status is RouteStatus.Closed or RouteStatus.Cancelled).ToList())
        {
            Routes.Forget(id);
            _ = _routes.Remove(id);
        }
    }

    /// <summary>Whether no answer about the order's money is missing.</summary>
    private bool IsQuiet(string order) => Orders[order].Money?.Tenders.TrueForAll(tender =>
        Payments[tender.Payment].Transactions.All(each => !each.IsUnsettled)) ?? true;
}
