using System.Globalization;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Processes;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Payments;

/// <summary>Carries out what is asked of cards: each transaction in effect once, whatever dies when.</summary>
/// <remarks>
/// The request is stored before the provider is called, and so is that a call begins; the outcome is stored after it.
/// A call that nobody came back from is never taken for not made: the provider is asked first, and called again with
/// the same key only where it has never heard of it. A refusal counts only once the provider's own record has it.
/// </remarks>
internal sealed class PaymentWorker(CentralNode node, IPaymentProvider provider, ILogger log)
    : BellWorker(node, node.PaymentsAsked, AtOnceMax)
{
    /// <summary>Payments that are worked on together.</summary>
    private const int AtOnceMax = 64;

    private static readonly Principal Self = new(PrincipalKind.System, "payments");

    protected override Task<ViewPage> PageAsync(ViewCursor? after, int rows) =>
        Node.Model.PageAsync(Payment.Kind, null, PaymentView.Pending, null, after, rows);

    protected override void Paused(string reason) => log.PaymentsPaused(reason);

    /// <summary>One transaction after the other.</summary>
    protected override async Task LookAsync(string id, CancellationToken cancellationToken)
    {
        var payment = await ReadAsync(id);
        foreach (var transaction in payment.Transactions)
        {
            if (transaction.DueAt is { } due && due <= Node.Clock.GetCurrentInstant())
            {
                await ActAsync(id, transaction.Number, cancellationToken);
            }
        }
    }

    private async Task ActAsync(string id, int number, CancellationToken cancellationToken)
    {
        if (!await AskAsync(id, new PaymentCommand.BeginCall(number, Node.Name)))
        {
            return;
        }

        var payment = await ReadAsync(id);
        var transaction = payment.Transactions[number - 1];
        if (transaction.CalledBy != Node.Name || payment.Terms?.Card is not { } card)
        {
            return;
        }

        var call = new ProviderCall(
            string.Create(CultureInfo.InvariantCulture, $"{EntityAddress.MainTenant}/{id}/{number}"),
            transaction.Kind,
            transaction.Amount,
            id,
            card.Token,
            transaction.Kind == TransactionKind.Authorisation ? null : payment.Transactions[0].Proof);
        _ = await AskAsync(id, await FindOutAsync(call, transaction, cancellationToken) switch
        {
            ProviderAnswer.Succeeded a => new PaymentCommand.RecordSuccess(number, a.Proof, a.ExpiresAt),
            ProviderAnswer.Declined a => new PaymentCommand.RecordFailure(number, a.Reason),
            ProviderAnswer.Unclear a => new PaymentCommand.RecordDoubt(number, a.Reason),
            _ => new PaymentCommand.RecordDoubt(number, "never-heard-of"),
        });
    }

    private async Task<ProviderAnswer> FindOutAsync(
        ProviderCall call, PaymentTransaction transaction, CancellationToken cancellationToken)
    {
        // Only who is the very first to call knows that nothing can have happened yet.
        var answer = transaction.Attempts == 1
            ? new ProviderAnswer.NeverHeardOf()
            : await provider.AskAsync(call, cancellationToken);
        if (answer is not ProviderAnswer.NeverHeardOf)
        {
            return answer;
        }

        answer = await provider.CallAsync(call, cancellationToken);
        return answer is ProviderAnswer.Declined ? await provider.AskAsync(call, cancellationToken) : answer;
    }

    private async Task<Payment> ReadAsync(string id) =>
        (await Node.Payments.ReadAsync(CentralNode.Address(Payment.Kind, id), CancellationToken.None)).State;

    private async Task<bool> AskAsync(string id, PaymentCommand command)
    {
        var reply = await Node.Payments.AskAsync(
            CentralNode.Address(Payment.Kind, id), command, new CommandContext(Node.NewCommandId(), Self));
        if (reply is { Outcome: ReplyOutcome.Rejected, Rejection: not PaymentRejection.CallUnderWay })
        {
            log.PaymentContradicted(id, command.GetType().Name, $"{reply.Rejection}");
        }

        return reply is { Outcome: ReplyOutcome.Accepted };
    }
}

/// <summary>Log messages 4700 to 4799.</summary>
internal static partial class PaymentsLog
{
    [LoggerMessage(4700, LogLevel.Warning, "Payments could not be worked on and will be: {Reason}")]
    public static partial void PaymentsPaused(this ILogger log, string reason);

    [LoggerMessage(4701, LogLevel.Error, "Payment {Payment} refused {Command} that the provider led to: {Reason}")]
    public static partial void PaymentContradicted(this ILogger log, string payment, string command, string reason);
}
