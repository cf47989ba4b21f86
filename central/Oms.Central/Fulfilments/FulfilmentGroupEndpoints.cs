using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Fulfilments;

/// <summary>Fulfilment orders that are split, put together, or moved, over HTTP.</summary>
/// <remarks>The fulfilment order decides about its units. The order is looked at first, so that what it would not part
/// is refused before anything has changed.</remarks>
internal static class FulfilmentGroupEndpoints
{
    private const string Root = "/fulfilment-orders/{id}";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<SplitBody>(
            $"{Root}/split", ApiScope.Integration, 202, "Pick units in a fulfilment order of their own", context =>
                writes.RunAsync(
                    context, CentralJson.Default.SplitBody, addressInBody: false,
                    (body, command) => SplitAsync(node, context, body, command)));
        _ = routes.Post<MoveBody>(
            $"{Root}/move", ApiScope.Integration, 202, "Send units from another location", context =>
                writes.RunAsync(
                    context, CentralJson.Default.MoveBody, addressInBody: false,
                    (body, command) => MoveAsync(node, context, body, command)));
        _ = routes.PostFor<MergeBody, MergedView>(
            $"{Root}/merge", ApiScope.Integration, 202, "Pick others of the same order and location with it",
            context => writes.RunAsync(
                context, CentralJson.Default.MergeBody, addressInBody: false,
                (body, command) => MergeAsync(node, context, body, command)));
    }

    private static async Task<Answer> SplitAsync(
        CentralNode node, HttpContext context, SplitBody body, CommandContext command)
    {
        var (of, expected, fault) = await ReadAsync(node, context);
        if (of is null)
        {
            return fault!;
        }

        var units = Units(of, body.Lines);
        return await WhyNotAsync(node, context, of, order => units is null
                ? null
                : order.WhyNotParted(of.Work!.Group, units, moves: false))
            ?? await TellAsync(node, of, new FulfilmentCommand.Split(body.Lines, expected), command);
    }

    private static async Task<Answer> MoveAsync(
        CentralNode node, HttpContext context, MoveBody body, CommandContext command)
    {
        var (of, expected, fault) = await ReadAsync(node, context);
        if (of is null)
        {
            return fault!;
        }

        if (body.To is { } to && await NoLocationAsync(node, to, context.RequestAborted) is { } unknown)
        {
            return unknown;
        }

        var units = body.Lines is { } lines ? Units(of, lines)
            : of.Lines.Exists(line => line.Picked + line.Packed > 0) ? null
            : Units(of, [.. of.Lines.Where(line => line.Open > 0).Select(
                line => new OpenUnits(line.Line, line.Open))]);
        return (units is null
                ? null
                : await WhyNotAsync(node, context, of, order =>
                    order.WhyNotParted(of.Work!.Group, units, moves: true)
                        ?? order.WhyNotMoved(units.Select(each => each.Line), body.To))
                    ?? (body.To is { } there ? await TooFewAsync(node, of, units, there, context) : null))
            ?? await TellAsync(
                node, of,
                new FulfilmentCommand.Move(
                    body.Lines, body.To, body.Reason, command.Principal.ToString(), expected),
                command);
    }

    /// <summary>Each of the others gives all it has up, or says why not.</summary>
    private static async Task<Answer> MergeAsync(
        CentralNode node, HttpContext context, MergeBody body, CommandContext command)
    {
        var (into, _, fault) = await ReadAsync(node, context, ifMatch: false);
        if (into is null)
        {
            return fault!;
        }

        if (body.Orders.Count is < 1 or > MergeBody.OrdersMax || body.Orders.Any(id => !EntityAddress.IsId(id))
            || body.Orders.Distinct(StringComparer.Ordinal).Count() != body.Orders.Count)
        {
            return Problems.Invalid(
                "/orders", $"They must be 1 to {MergeBody.OrdersMax} ids of fulfilment orders, each once.");
        }

        var id = into.Work!.Id;
        if (into.Ready || into.Held is not null || !into.Lines.Exists(line => line.ToDo > 0))
        {
            return Problems.Of(
                409, "illegal-transition", $"{id} takes nothing more: it is packed, on hold, or has ended.");
        }

        var merged = new List<string>();
        var left = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Answer? first = null;
        foreach (var other in body.Orders)
        {
            var reply = await node.Fulfilments.AskAsync(
                CentralNode.Address(FulfilmentOrder.Kind, other),
                new FulfilmentCommand.MergeInto(
                    into.Work.Order, into.Work.Location, into.Work.Group, into.Until),
                command.Part(other));
            if (reply.Outcome == ReplyOutcome.Accepted)
            {
                merged.Add(other);
                continue;
            }

            first ??= KeyedWrites.Receipt(reply, other, 202, FulfilmentAnswers.Explain);
            left[other] = reply.Rejection?.GetType().Name ?? $"{reply.Outcome}";
        }

        return merged.Count > 0
            ? Lists.Ok(new MergedView(id, merged, left), CentralJson.Default.MergedView) with { Status = 202 }
            : first!;
    }

    private static async Task<(FulfilmentOrder? Of, long? Expected, Answer? Fault)> ReadAsync(
        CentralNode node, HttpContext context, bool ifMatch = true)
    {
        var (expected, missing) = ifMatch ? Preconditions.IfMatch(context) : (null, null);
        if (missing is not null)
        {
            return (null, null, missing);
        }

        var id = $"{context.Request.RouteValues["id"]}";
        var of = EntityAddress.IsId(id)
            ? (await node.Fulfilments.ReadAsync(
                CentralNode.Address(FulfilmentOrder.Kind, id), context.RequestAborted)).State
            : null;
        return of?.Work is null ? (null, null, FulfilmentAnswers.Missing) : (of, expected, null);
    }

    /// <summary>What is asked for, by reservation; null where the fulfilment order is to say what is wrong with
    /// it.</summary>
    private static List<WorkUnits>? Units(FulfilmentOrder of, IReadOnlyList<OpenUnits> asked)
    {
        var units = new List<WorkUnits>();
        foreach (var each in asked)
        {
            if (each is null || of.Lines.Find(line => line.Line == each.Line && line.Open > 0) is not { } line
                || each.Quantity < 1 || each.Quantity > line.Open)
            {
                return null;
            }

            units.Add(new WorkUnits(each.Line, line.Reservation, each.Quantity, line.ToDo - each.Quantity));
        }

        return units;
    }

    private static async Task<Answer?> WhyNotAsync(
        CentralNode node, HttpContext context, FulfilmentOrder of, Func<Order, string?> why)
    {
        var order = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, of.Work!.Order), context.RequestAborted)).State;
        return why(order) is { } reason ? Problems.Of(409, "illegal-transition", reason) : null;
    }

    private static async Task<Answer?> NoLocationAsync(
        CentralNode node, string location, CancellationToken cancellationToken) =>
        !StockItemId.IsLocation(location)
            ? Problems.Invalid("/to", StockItemId.LocationRule)
            : (await node.Locations.ReadAsync(
                CentralNode.Address(Location.Kind, EntityAddress.Join(location)), cancellationToken))
                .State.Terms is null
                ? Problems.Invalid("/to", $"There is no location {location}.")
                : null;

    /// <summary>Refuses a location that has less than is to leave from there: nothing would be won.</summary>
    private static async Task<Answer?> TooFewAsync(
        CentralNode node, FulfilmentOrder of, List<WorkUnits> units, string to, HttpContext context)
    {
        var wanted =
            from each in units
            join line in of.Lines on each.Reservation equals line.Reservation
            group each.Quantity by line.Sku into sku
            select (Sku: sku.Key, Quantity: sku.Sum());
        foreach (var (sku, quantity) in wanted)
        {
            var item = (await node.Stock.ReadAsync(
                CentralNode.Address(StockItem.Kind, StockItemId.Of(sku, to)), context.RequestAborted)).State;
            if (item.Available < quantity)
            {
                return Problems.Of(
                    409, "out-of-stock", $"{to} has {int.Max(0, item.Available)} units of {sku}, not {quantity}.");
            }
        }

        return null;
    }

    private static async Task<Answer> TellAsync(
        CentralNode node, FulfilmentOrder of, FulfilmentCommand asked, CommandContext command) =>
        KeyedWrites.Receipt(
            await node.Fulfilments.AskAsync(
                CentralNode.Address(FulfilmentOrder.Kind, of.Work!.Id), asked, command),
            of.Work.Id, 202, FulfilmentAnswers.Explain);
}

/// <param name="Lines">Units that are open, 1 to <see cref="Order.WorkLinesMax"/> lines.</param>
internal sealed record SplitBody(IReadOnlyList<OpenUnits> Lines);

/// <param name="Reason">1 to 64 characters.</param>
/// <param name="To">The location; null where routing is to decide.</param>
/// <param name="Lines">Units that are open; null for all of it, where nothing is picked.</param>
internal sealed record MoveBody(string Reason, string? To = null, IReadOnlyList<OpenUnits>? Lines = null);

/// <param name="Orders">1 to <see cref="OrdersMax"/> fulfilment orders that end with it.</param>
internal sealed record MergeBody(IReadOnlyList<string> Orders)
{
    public const int OrdersMax = 20;
}

/// <param name="Merged">Those that gave up all they had for it.</param>
/// <param name="Left">Those that did not, with the reason.</param>
internal sealed record MergedView(string Id, IReadOnlyList<string> Merged, IReadOnlyDictionary<string, string> Left);
