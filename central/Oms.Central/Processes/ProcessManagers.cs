using Oms.Actors.Processes;

namespace Oms.Central.Processes;

/// <summary>Every process manager of a node.</summary>
internal static class ProcessManagers
{
    /// <param name="currency">That in which stock is valued.</param>
    public static IReadOnlyList<IProcessManager> All(string currency) =>
    [
        new AllocationProcess(),
        new FulfilmentProcess(),
        new LabelProcess(),
        new CheckProcess(),
        new CapacityProcess(),
        new TransferProcess(),
        new BinProcess(),
        new DispatchProcess(),
        new CustodyProcess(),
        new EpcisCaptureProcess(),
        new MergeProcess(),
        new PurchasingProcess(),
        new MoneyProcess(),
        new BillingProcess(),
        new CostProcess(currency),
        new ReturnsProcess(),
        new ExchangeProcess(),
        new ClaimsProcess(),
    ];
}
