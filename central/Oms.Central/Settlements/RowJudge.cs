using System.Globalization;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Payments;
using Oms.Entities;

namespace Oms.Central.Settlements;

/// <summary>Holds rows of a report against the payments themselves.</summary>
/// <remarks>
/// A report is never an answer: what is in doubt becomes due to be asked about, the provider's own record answers as
/// always, and the row follows. So a false, old or doubled report settles nothing, and one of which something is true
/// does not have to wait for the next question.
/// </remarks>
/// <param name="provider">Who tells of disputes; null where nobody is configured.</param>
internal sealed class RowJudge(CentralNode node, IPaymentProvider? provider)
{
    private static readonly Principal Self = new(PrincipalKind.System, "reconciliations");

    /// <summary>The outcome of a row.</summary>
    /// <param name="known">What the read model has of it; null where it has nothing.</param>
    /// <param name="isFirst">Whether the row was never looked at: then what is in doubt becomes due.</param>
    /// <exception cref="EntityUnavailableException">The payment cannot be read now.</exception>
    public async Task<ReconciledRow> JudgeAsync(
        ReconciledRow row, SettledMove? known, bool isFirst, CancellationToken cancellationToken)
    {
        var said = row.Said;
        return said.IsTotal ? row with { Outcome = SettlementOutcome.Noted }
            : known is not null && known.Kind == said.Kind && known.Amount == said.Amount
                ? row with
                {
                    Outcome = isFirst ? SettlementOutcome.Matched : SettlementOutcome.InDoubtResolved,
                    Payment = known.Payment,
                    Note = null,
                }
                : said.Kind is SettledKind.Dispute or SettledKind.DisputeWon
                    ? await DisputeAsync(row, known?.Payment, isFirst, cancellationToken)
                    : await TransactionAsync(row, isFirst, cancellationToken);
    }

    private async Task<ReconciledRow> TransactionAsync(
        ReconciledRow row, bool isFirst, CancellationToken cancellationToken)
    {
        if (row.Said.Key!.Split('/') is not [EntityAddress.MainTenant, var id, var text]
            || !EntityAddress.IsId(id)
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || SettledMovesProjection.KeyOf(id, number) != row.Said.Key)
        {
            return Told(row, null, null, "It is no key of this centre.", isFirst);
        }

        var payment = (await node.Payments.ReadAsync(CentralNode.Address(Payment.Kind, id), cancellationToken)).State;
        if (payment.Terms?.Card is null || number < 1 || number > payment.Transactions.Count)
        {
            return Told(row, null, null, "There is no such card transaction.", isFirst);
        }

        var transaction = payment.Transactions[number - 1];
        if (transaction.IsUnsettled && isFirst)
        {
            _ = await node.Payments.AskAsync(
                CentralNode.Address(Payment.Kind, id),
                new PaymentCommand.NoteNotice(number),
                new CommandContext(node.NewCommandId(), Self));
        }

        return Told(
            row,
            id,
            HeldMovement.Of(transaction),
            $"The house has {Name(transaction.Kind)} of {transaction.Amount}, {Name(transaction.Status)}.",
            isFirst);
    }

    private async Task<ReconciledRow> DisputeAsync(
        ReconciledRow row, string? payment, bool isFirst, CancellationToken cancellationToken)
    {
        var reference = row.Said.Key!;
        payment ??= row.Payment
            ?? (await node.Model.MovesAsync([SettlementRow.NameOf(SettledKind.Dispute, reference)]))[0]?.Payment;
        var held = payment is null ? null : await FindAsync(payment, reference, cancellationToken);
        HeldMovement? ours = held is null ? null : HeldMovement.Of(held, row.Said.Kind);
        if (ours is { Succeeded: not null } || provider is null)
        {
            return Told(row, payment, ours, Words(held), isFirst);
        }

        // As where the provider calls back: its own word of the dispute is asked for.
        if (await provider.FindDisputeAsync(reference, cancellationToken) is not { } asked
            || !EntityAddress.IsId(asked.Payment))
        {
            return row with
            {
                Outcome = SettlementOutcome.InDoubt,
                Payment = payment,
                Note = "The dispute cannot be read at the provider now.",
            };
        }

        _ = await CallbackEndpoints.TakeAsync(node, asked);
        held = await FindAsync(asked.Payment, reference, cancellationToken);
        return Told(
            row,
            asked.Payment,
            held is null ? null : HeldMovement.Of(held, row.Said.Kind),
            Words(held),
            isFirst: false);
    }

    private async Task<Dispute?> FindAsync(string payment, string reference, CancellationToken cancellationToken) =>
        (await node.Payments.ReadAsync(CentralNode.Address(Payment.Kind, payment), cancellationToken)).State.Disputes
            .Find(each => each.Ref == reference);

    private static ReconciledRow Told(
        ReconciledRow row, string? payment, HeldMovement? held, string note, bool isFirst)
    {
        var outcome = HeldMovement.Judge(row.Said, held);
        return row with
        {
            Outcome = outcome == SettlementOutcome.Matched && !isFirst ? SettlementOutcome.InDoubtResolved : outcome,
            Payment = payment,
            Note = HeldMovement.IsDifference(outcome) ? note : null,
        };
    }

    private static string Words(Dispute? held) =>
        held is null ? "There is no such dispute." : $"The house has a dispute of {held.Amount}, {Name(held.Status)}.";

    private static string Name<T>(T value)
        where T : struct, Enum => Storage.CentralViews.Snake(value).Replace('_', ' ');
}
