using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Customers;

/// <summary>Erases customers: the note, the key, the record, in this order.</summary>
internal static class CustomerErasure
{
    /// <summary>Records that are erased together: those that were merged into the customer go with it.</summary>
    private const int TogetherMax = 10_000;

    /// <summary>Erases a customer and every record that was merged into it.</summary>
    /// <remarks>Once the key is destroyed nobody can read the customer; that the record tells so too may take
    /// another try.</remarks>
    public static async Task<Reply<CustomerEvent, CustomerRejection>> EraseAsync(
        CentralNode node, string id, string reason, CommandContext command, CancellationToken cancellationToken)
    {
        var all = await WithAbsorbedAsync(node, id, cancellationToken);
        node.Erasures.Note(all, node.Clock.GetCurrentInstant());
        await node.Customers.EraseAsync(all);
        Reply<CustomerEvent, CustomerRejection> reply = default;
        foreach (var each in all)
        {
            reply = await node.Accounts.AskAsync(
                CentralNode.Address(CustomerAccount.Kind, each),
                new CustomerCommand.Erase(reason),
                each == id ? command : command.Part($"erase\0{each}"));
            if (reply.Outcome != ReplyOutcome.Accepted)
            {
                return reply;
            }
        }

        return reply;
    }

    /// <summary>Erases again whatever was erased once, in case a backup brought it back.</summary>
    public static async Task ReapplyAsync(CentralNode node, CancellationToken cancellationToken)
    {
        foreach (var id in node.Erasures.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await node.Customers.IsErasedAsync(id))
            {
                await node.Customers.EraseAsync([id]);

                // Without the key nobody can read it, whatever becomes of this.
                _ = await node.Accounts.AskAsync(
                    CentralNode.Address(CustomerAccount.Kind, id),
                    new CustomerCommand.Erase("erased before"),
                    new CommandContext(
                        CommandId.Version5(Guid.Empty, $"erased before\0{id}"),
                        new Principal(PrincipalKind.System, "start")));
            }
        }
    }

    /// <summary>The records that were merged into a customer, and itself last.</summary>
    private static async Task<IReadOnlyList<string>> WithAbsorbedAsync(
        CentralNode node, string id, CancellationToken cancellationToken)
    {
        List<string> found = [id];
        for (var next = 0; next < found.Count && found.Count <= TogetherMax; next++)
        {
            var view = await node.Accounts.ReadAsync(
                CentralNode.Address(CustomerAccount.Kind, found[next]), cancellationToken);
            found.AddRange(view.State.Absorbed.Except(found).ToList());
        }

        found.Reverse();
        return found;
    }
}
