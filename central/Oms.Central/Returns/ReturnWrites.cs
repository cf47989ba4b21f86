using Oms.Actors;
using Oms.Central.Channels;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Returns;

/// <summary>Turns requests into returns: the order is asked first, for only it knows what may come back.</summary>
internal static class ReturnWrites
{
    public static async Task<Answer> RequestAsync(
        CentralNode node, RequestReturnBody body, CommandContext command, CancellationToken cancellationToken)
    {
        if (!EntityAddress.IsId(body.Id))
        {
            return Problems.Invalid("/id", "It is no id.");
        }

        if (!EntityAddress.IsId(body.Order))
        {
            return Problems.NotFound("such order");
        }

        var order = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, body.Order), cancellationToken)).State;
        if (order.Terms is null)
        {
            return Problems.NotFound("such order");
        }

        if ((body.Location ?? LocationOf(order)) is not { } location)
        {
            return Problems.Invalid("/location", "It is missing, and no location of ours sent anything of the order.");
        }

        return await OpenAsync(node, body.Order, new ReturnRequest(
            body.Id,
            body.Lines,
            location,
            body.RefundTo,
            body.RefundTo == RefundTarget.StoreCredit ? body.Account ?? order.Terms.CustomerId : body.Account,
            await PolicyAsync(node, order.Terms.Channel, cancellationToken),
            command.Principal.ToString())
        {
            Exception = body.Exception,
        }, command);
    }

    /// <summary>Where units of an order come back to where nobody says so: where it, or its first line of stock of
    /// ours, leaves from; null where that is not decided yet, or suppliers send all of it.</summary>
    public static string? LocationOf(Order order) =>
        order.Terms!.ShipFrom is { } from
            && !order.Lines.Exists(line => line.Supply is not null && order.FindLocation(line) == from)
            ? from
            : order.Lines.Find(line => line.Supply is null) is { } line ? order.FindLocation(line) : null;

    /// <summary>Has the order hold the units, and the return opened.</summary>
    /// <remarks>Should the second step not be done here, it is done once the order's event is followed.</remarks>
    public static async Task<Answer> OpenAsync(
        CentralNode node, string order, ReturnRequest request, CommandContext command)
    {
        // Units of an order are not held for a return that another order has.
        var address = CentralNode.Address(ReturnOrder.EntityKind, request.Id);
        var there = (await node.Returns.ReadAsync(address, CancellationToken.None)).State;
        if (there.Status != ReturnStatus.Absent && there.Order != order)
        {
            return ReturnEndpoints.Explain(new ReturnRejection.IdTaken());
        }

        var reply = await node.Orders.AskAsync(
            CentralNode.Address(OrderId.Kind, order), new OrderCommand.RequestReturn(request), command);
        if (reply.Events.OfType<OrderEvent.ReturnRequested>().FirstOrDefault() is { } held)
        {
            var opened = await node.Returns.AskAsync(
                address,
                new ReturnCommand.Open(request.Id, order, held.Request, held.Lines),
                new CommandContext(node.NewCommandId(), command.Principal) { Correlation = command.Correlation });
            if (opened is { Outcome: ReplyOutcome.Rejected, Rejection: { } reason })
            {
                return ReturnEndpoints.Explain(reason);
            }
        }

        return KeyedWrites.Receipt(
            reply, request.Id, reply.Events.Count > 0 ? 201 : 200,
            rejection => OrderAnswers.Explain(rejection, order), $"/returns/{Uri.EscapeDataString(request.Id)}");
    }

    public static async Task<Answer> MatchAsync(
        CentralNode node, string id, MatchReturnBody body, CommandContext command, CancellationToken cancellationToken)
    {
        if (!EntityAddress.IsId(id) || !EntityAddress.IsId(body.Return))
        {
            return ReturnEndpoints.Missing;
        }

        var address = CentralNode.Address(ReturnOrder.EntityKind, id);
        var blind = (await node.Returns.ReadAsync(address, cancellationToken)).State;
        var target = (await node.Returns.ReadAsync(
            CentralNode.Address(ReturnOrder.EntityKind, body.Return), cancellationToken)).State;
        if (target.Status == ReturnStatus.Absent)
        {
            return ReturnEndpoints.Missing;
        }

        // Whatever the return would refuse is told at once; what changes meanwhile is undone.
        var receipt = blind.Receipts.Find(each => each.Ref == body.Receipt);
        var line = target.Lines.Find(each => each.Line == body.Line);
        if (receipt is not null && line is not null && receipt.Sku != line.Sku)
        {
            return ReturnEndpoints.Explain(new ReturnRejection.NotOfLine(body.Line, receipt.Sku));
        }

        if (receipt is not null && ReturnOrder.Decide(
            target,
            new ReturnCommand.Receive(
                $"{id}/{body.Receipt}/?", body.Line, receipt.Lot, body.Quantity, receipt.Condition, body.Serials,
                receipt.Location),
            node.Clock.GetCurrentInstant()) is Decision<ReturnEvent, ReturnRejection>.Rejected { Reason: var refused })
        {
            var told = await node.Returns.AskAsync(address, new ReturnCommand.Recall(), command);
            return told.Outcome == ReplyOutcome.Rejected
                ? ReturnEndpoints.Explain(refused)
                : KeyedWrites.Receipt(told, id, 202, ReturnEndpoints.Explain);
        }

        return KeyedWrites.Receipt(
            await node.Returns.AskAsync(address, Matching(body, command), command), id, 202, ReturnEndpoints.Explain);
    }

    /// <summary>What holds for the returns of a channel's orders.</summary>
    public static async Task<ReturnPolicy> PolicyAsync(
        CentralNode node, string channel, CancellationToken cancellationToken) =>
        StockItemId.IsLocation(channel)
            ? (await node.Channels.ReadAsync(
                CentralNode.Address(Channel.Kind, EntityAddress.Join(channel)), cancellationToken)).State.Terms?.Returns
                ?? ReturnPolicy.Standard
            : ReturnPolicy.Standard;

    private static ReturnCommand.Match Matching(MatchReturnBody body, CommandContext command) => new(
        body.Receipt, body.Return, body.Line, body.Quantity, body.Serials, command.Principal.ToString());
}
