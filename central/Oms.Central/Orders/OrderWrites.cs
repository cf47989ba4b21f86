using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Channels;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Pricing;
using Oms.Entities;

namespace Oms.Central.Orders;

/// <summary>Turns requests into orders: the channel is looked up, the customer found, what is personal
/// encrypted.</summary>
internal static class OrderWrites
{
    private const int Made = StatusCodes.Status201Created;
    private const int Done = StatusCodes.Status200OK;

    /// <summary>Places an order.</summary>
    /// <param name="caller">Who places it: its approval limits hold.</param>
    public static async Task<Answer> PlaceAsync(
        CentralNode node,
        PlaceOrderBody body,
        Caller caller,
        CommandContext command,
        CancellationToken cancellationToken)
    {
        var id = OrderId.Of(EntityAddress.MainTenant, body.Channel, body.ExternalRef);
        var (placing, problem) = await PrepareAsync(node, body, caller, cancellationToken);
        var answer = await AskAsync(node, id, problem, () => placing!, command, Made);
        node.CheckSoon(id);
        return answer;
    }

    /// <summary>What a request asks of the order, or what speaks against it.</summary>
    /// <param name="caller">Who places it: its approval limits hold.</param>
    public static async Task<(OrderCommand.Place? Placing, Answer? Problem)> PrepareAsync(
        CentralNode node, PlaceOrderBody body, Caller caller, CancellationToken cancellationToken)
    {
        var id = OrderId.Of(EntityAddress.MainTenant, body.Channel, body.ExternalRef);
        var (terms, problem) = await TermsAsync(node, body, cancellationToken);
        var (supplies, unsupplied) = await SuppliesAsync(node, terms, cancellationToken);
        var (quote, unpriced) = await QuoteAsync(node, terms, caller, cancellationToken);
        return (problem ?? unsupplied ?? unpriced) is { } refused
            ? (null, refused)
            : (
                new OrderCommand.Place(id, terms!)
                {
                    Checks = node.OrderSettings.Checks,
                    Quote = quote,
                    Supplies = supplies,
                },
                null);
    }

    /// <summary>Places a draft.</summary>
    /// <param name="caller">Who places it: its approval limits hold.</param>
    public static async Task<Answer> PlaceDraftAsync(
        CentralNode node,
        string id,
        long? expected,
        Caller caller,
        CommandContext command,
        CancellationToken cancellationToken)
    {
        var draft = (await node.Orders.ReadAsync(CentralNode.Address(OrderId.Kind, id), cancellationToken)).State;
        var (supplies, unsupplied) = await SuppliesAsync(node, draft.Terms, cancellationToken);
        var (quote, problem) = await QuoteAsync(node, draft.Terms, caller, cancellationToken);
        var answer = await AskAsync(
            node,
            id,
            unsupplied ?? problem,
            () => new OrderCommand.PlaceDraft(expected)
            {
                Checks = node.OrderSettings.Checks,
                Quote = quote,
                Supplies = supplies,
            },
            command,
            Done);
        node.CheckSoon(id);
        return answer;
    }

    /// <summary>Writes an order down without placing it.</summary>
    public static Task<Answer> DraftAsync(
        CentralNode node, PlaceOrderBody body, CommandContext command, CancellationToken cancellationToken)
    {
        var id = OrderId.Of(EntityAddress.MainTenant, body.Channel, body.ExternalRef);
        return WriteAsync(
            node, id, body, terms => new OrderCommand.Draft(id, terms), command, Made, cancellationToken);
    }

    /// <summary>Gives a draft other terms.</summary>
    public static Task<Answer> ReviseAsync(
        CentralNode node,
        string id,
        PlaceOrderBody body,
        long? expected,
        CommandContext command,
        CancellationToken cancellationToken) =>
        WriteAsync(
            node, id, body, terms => new OrderCommand.Revise(terms, expected), command, Done, cancellationToken);

    private static async Task<Answer> WriteAsync(
        CentralNode node,
        string id,
        PlaceOrderBody body,
        Func<OrderTerms, OrderCommand> make,
        CommandContext command,
        int status,
        CancellationToken cancellationToken)
    {
        var (terms, problem) = await TermsAsync(node, body, cancellationToken);
        return await AskAsync(node, id, problem, () => make(terms!), command, status);
    }

    /// <summary>What suppliers send of an order straight to the customer.</summary>
    private static Task<(IReadOnlyList<SuppliedLine>? Supplies, Answer? Problem)> SuppliesAsync(
        CentralNode node, OrderTerms? terms, CancellationToken cancellationToken) => terms is null
        ? Task.FromResult<(IReadOnlyList<SuppliedLine>?, Answer?)>((null, null))
        : node.DropShips.FindAsync(terms.ShipFrom, terms.Lines, "/lines", cancellationToken);

    /// <summary>Taxes and shipping of an order with prices; what is wrong with its terms the order itself
    /// says.</summary>
    private static Task<(PriceQuote? Quote, Answer? Problem)> QuoteAsync(
        CentralNode node, OrderTerms? terms, Caller caller, CancellationToken cancellationToken) =>
        terms is { Money: not null } && terms.Fault() is null
            ? OrderQuotes.AskAsync(node, terms, caller, cancellationToken)
            : Task.FromResult<(PriceQuote?, Answer?)>((null, null));

    /// <param name="problem">What speaks against it; null where nothing does.</param>
    /// <param name="status">That of an answer to what had an effect.</param>
    private static async Task<Answer> AskAsync(
        CentralNode node, string id, Answer? problem, Func<OrderCommand> make, CommandContext command, int status)
    {
        // What was carried out once is answered as it was, whatever has become of the channel or the customer since.
        var reply = await node.Orders.AskAsync(
            CentralNode.Address(OrderId.Kind, id), problem is null ? make() : new OrderCommand.Recall(), command);
        return problem is not null && reply.Outcome == ReplyOutcome.Rejected
            ? problem
            : KeyedWrites.Receipt(
                reply,
                id,
                reply.Events.Count > 0 ? status : Done,
                rejection => OrderAnswers.Explain(rejection, id),
                status == Made ? $"/orders/{id}" : null);
    }

    /// <summary>What a request orders.</summary>
    /// <returns>The terms, or the problem.</returns>
    internal static async Task<(OrderTerms? Terms, Answer? Problem)> TermsAsync(
        CentralNode node, PlaceOrderBody body, CancellationToken cancellationToken)
    {
        var (policies, refused) = await ChannelAsync(node, body.Channel, cancellationToken);
        if (refused is not null)
        {
            return (null, refused);
        }

        var shipFrom = body.ShipFrom ?? policies?.ShipFrom;
        if (shipFrom is null && (policies?.Routing ?? node.OrderSettings.RoutingPolicy) is null)
        {
            return (null, Problems.Invalid(
                "/ship_from", "It is missing, and the channel has neither a location nor a routing policy."));
        }

        if ((body.ShipPolicy ?? policies?.ShipPolicy) is not { } shipPolicy)
        {
            return (null, Problems.Invalid("/ship_policy", "It is missing, and the channel is not registered."));
        }

        if (body.Lines is null && body.Kits is null)
        {
            return (null, Problems.Invalid("/lines", "Members are missing: lines."));
        }

        var (lines, unknownKit) = await OrderKits.LinesAsync(node, body, cancellationToken);
        if (lines is null)
        {
            return (null, unknownKit);
        }

        string? customer = null;
        OrderDestination? destination;
        if (body.CustomerId is { } name)
        {
            var (id, account, unknown) = await OrderCustomers.ResolveAsync(node, name, cancellationToken);
            if (unknown is not null)
            {
                return (null, unknown);
            }

            var (found, problem) = await OrderCustomers.DestinationAsync(node, id, account, body.Customer);
            if (problem is not null)
            {
                return (null, problem);
            }

            (customer, destination) = (id, found);
        }
        else if (body.Customer is { } inline)
        {
            destination = new OrderDestination(inline, null);
        }
        else
        {
            return (null, Problems.Invalid("/customer", "Give the customer, or a customer_id."));
        }

        return (
            new OrderTerms(body.Channel, body.ExternalRef, destination!.Customer, shipFrom, shipPolicy, lines)
            {
                CustomerId = customer,
                SealedCustomer = destination.Sealed,
                Priority = body.Priority,
                Promise = body.Promise,
                CancelAfter = body.CancelAfter,
                Position = body.Position is { IsOnEarth: true } exact ? OrderTerms.Coarse(exact) : body.Position,
                Money = body.Money is { } money
                    ? money with
                    {
                        PricesIncludeTax =
                            money.PricesIncludeTax ?? policies?.PricesIncludeTax ?? false ? true : null,
                    }
                    : null,
            },
            null);
    }

    /// <summary>What a channel says of orders that do not say otherwise; null where it is not registered.</summary>
    private static async Task<(ChannelPolicies? Policies, Answer? Problem)> ChannelAsync(
        CentralNode node, string name, CancellationToken cancellationToken)
    {
        if (!StockItemId.IsLocation(name))
        {
            // No channel can be registered under it; the terms' own rule says whether it is a name at all.
            return node.OrderSettings.RegisteredChannelsOnly ? (null, Unknown(name)) : (null, null);
        }

        var channel = (await node.Channels.ReadAsync(
            CentralNode.Address(Channel.Kind, EntityAddress.Join(name)), cancellationToken)).State;
        return channel.Status switch
        {
            ChannelStatus.Active => (channel.Terms!.Policies, null),
            ChannelStatus.Suspended => (null, Problems.Of(
                409, "channel-suspended", "The channel is suspended and takes no orders.")),
            _ => node.OrderSettings.RegisteredChannelsOnly ? (null, Unknown(name)) : (null, null),
        };
    }

    private static Answer Unknown(string name) => Problems.Of(
        409, "channel-unknown", $"No channel is registered as {name}, and only registered ones may order.");
}
