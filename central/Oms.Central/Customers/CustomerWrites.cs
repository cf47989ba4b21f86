using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Json;
using Oms.Entities;

namespace Oms.Central.Customers;

/// <summary>Writes customers: what is personal is encrypted on the way.</summary>
internal static class CustomerWrites
{
    /// <summary>Registers a customer.</summary>
    /// <param name="name">Its id before it is percent-escaped.</param>
    public static Task<Answer> RegisterAsync(
        CentralNode node, string name, CustomerProfile profile, CustomerFacts facts, CommandContext command) =>
        WriteAsync(node, name, profile, facts, command, text => new CustomerCommand.Register(text, facts));

    /// <summary>Gives a customer another content, whatever it had.</summary>
    /// <param name="name">Its id before it is percent-escaped.</param>
    public static Task<Answer> ReplaceAsync(
        CentralNode node, string name, CustomerProfile profile, CustomerFacts facts, CommandContext command) =>
        WriteAsync(node, name, profile, facts, command, text => new CustomerCommand.Revise(text, facts, null));

    /// <summary>What would come of registering a customer, or of replacing its content.</summary>
    /// <returns>201 for a new one, 200 for one that stays as it is, 202 for one that is changed; or the
    /// problem.</returns>
    public static async Task<Answer> PreviewAsync(
        CentralNode node,
        string name,
        CustomerProfile profile,
        CustomerFacts facts,
        bool replaces,
        CancellationToken cancellationToken)
    {
        if ((profile.Fault() ?? facts.Fault()) is { } fault)
        {
            return CustomerAnswers.Explain(fault);
        }

        var id = EntityAddress.Join(name);
        var now = (await node.Accounts.ReadAsync(
            CentralNode.Address(CustomerAccount.Kind, id), cancellationToken)).State;
        if (now.Status == CustomerStatus.Erased || await node.Customers.IsErasedAsync(id))
        {
            return CustomerAnswers.Erased;
        }

        if (now.Status == CustomerStatus.Absent)
        {
            return new Answer(StatusCodes.Status201Created, [], Answer.Json);
        }

        if (now.Status != CustomerStatus.Active)
        {
            return CustomerAnswers.Explain(new CustomerRejection.IsMerged(now.Into!));
        }

        var isSame = await node.Customers.OpenAsync(id, now.Profile!) is { } open
            && WrittenForm.IsSame(open, profile, CustomerJson.Default.CustomerProfile)
            && WrittenForm.IsSame(now.Facts!, facts, CustomerJson.Default.CustomerFacts);
        return isSame ? new Answer(StatusCodes.Status200OK, [], Answer.Json)
            : replaces ? new Answer(StatusCodes.Status202Accepted, [], Answer.Json)
            : CustomerAnswers.Explain(new CustomerRejection.Differs());
    }

    private static async Task<Answer> WriteAsync(
        CentralNode node,
        string name,
        CustomerProfile profile,
        CustomerFacts facts,
        CommandContext command,
        Func<SealedProfile, CustomerCommand> make)
    {
        if ((profile.Fault() ?? facts.Fault()) is { } fault)
        {
            return CustomerAnswers.Explain(fault);
        }

        var id = EntityAddress.Join(name);
        if (await node.Customers.SealAsync(id, profile) is not { } text)
        {
            return CustomerAnswers.Erased;
        }

        var reply = await node.Accounts.AskAsync(
            CentralNode.Address(CustomerAccount.Kind, id), make(text), command);
        var made = reply.Events is [CustomerEvent.CustomerRegistered, ..];
        return KeyedWrites.Receipt(
            reply, id, made ? 201 : 200, CustomerAnswers.Explain, $"/customers/{Uri.EscapeDataString(id)}");
    }
}
