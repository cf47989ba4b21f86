using Oms.Actors.Processes;

namespace Oms.Actors.Tests.Ledger;

/// <summary>Carries what one account sent to the other, and back if that one refuses.</summary>
public sealed class TransferManager(long limit = long.MaxValue) : IProcessManager
{
    public string Name => "transfers";

    public int EventsAtOnce { get; init; } = 1;

    public bool Listens(string kind) => kind == AccountKind.Name;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) => happened.Event is AccountEvent.Sent sent
        ? [new ProcessStep(sent.To, new AccountCommand.Receive(sent.Transfer, sent.Amount, limit))]
        : [];

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        happened.Event is AccountEvent.Sent sent
            ? [new ProcessStep(happened.Address, new AccountCommand.Refund(sent.Transfer, sent.Amount))]
            : [];
}
