using Oms.Actors.Processes;
using Oms.Central.Claims;
using Oms.Central.Payments;

namespace Oms.Central.Processes;

/// <summary>Carries out what a claim is settled by, and tells the claim where that is not possible.</summary>
internal sealed class ClaimsProcess : IProcessManager
{
    private const string By = "claims";

    public string Name => "claims";

    public bool Listens(string kind) => kind == Claim.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event is not ClaimEvent.ClaimSettled { Settlement: { Amount: { } amount } by }
            ? []
            : by switch
            {
                { Account: { } account } =>
                [
                    happened.Credit(
                        account, amount.Currency.Code, new StoreCreditCommand.Grant(account, amount, "claim", By)),
                ],
                { Payment: { } payment } =>
                [
                    happened.Payment(payment, new PaymentCommand.Refund(
                        $"claim/{happened.Address.Id}/{happened.Record.Seq}", amount, "claim", By, null, null)),
                ],
                _ => [],
            };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        happened.Event is ClaimEvent.ClaimSettled
            ? [happened.ToClaim(happened.Address.Id, new ClaimCommand.RecordFault($"{reason}"))]
            : [];
}
