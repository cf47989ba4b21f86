using Oms.Actors.Processes;
using Oms.Central.Costing;
using Oms.Central.Inventory;
using Oms.Central.Transfers;
using Oms.Entities;

namespace Oms.Central.Processes;

/// <summary>Tells the cost books of units that came into what the company owns, or went out of it.</summary>
/// <param name="currency">Of books that are new.</param>
internal sealed class CostProcess(string currency) : IProcessManager
{
    public const string ProcessName = "costs";

    public string Name => ProcessName;

    public bool Listens(string kind) => kind is StockItem.Kind or Transfer.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        [
            .. from crossing in CostCrossing.Of(happened.Event, happened.Address.Id, happened.Record.Seq)
               select new ProcessStep(
                   EntityAddress.Of(happened.Address.Tenant, CostBook.Kind, EntityAddress.Join(crossing.Sku)),
                   crossing.ToCommand(currency)),
        ];

    /// <summary>A book refuses only what no stock item lets happen.</summary>
    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) => [];
}
