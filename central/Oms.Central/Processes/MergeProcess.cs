using Oms.Actors.Processes;
using Oms.Central.Customers;
using Oms.Entities;

namespace Oms.Central.Processes;

/// <summary>Merges customers' records: the one that stays takes the other in, or the merge is undone.</summary>
internal sealed class MergeProcess : IProcessManager
{
    public string Name => "customer-merge";

    public bool Listens(string kind) => kind == CustomerAccount.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            CustomerEvent.MergeBegun e =>
                [To(happened, e.Into, new CustomerCommand.Absorb(happened.Address.Id))],
            CustomerEvent.CustomerAbsorbed e =>
                [To(happened, e.From, new CustomerCommand.FinishMerge(happened.Address.Id))],
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        happened.Event is CustomerEvent.MergeBegun e
            ? [To(happened, happened.Address.Id, new CustomerCommand.UndoMerge(e.Into, reason.GetType().Name))]
            : [];

    private static ProcessStep To(RecordedEvent happened, string id, CustomerCommand command) =>
        new(EntityAddress.Of(happened.Address.Tenant, CustomerAccount.Kind, id), command);
}
