using System.Text.Json.Serialization;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Customers;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Payments;
using Oms.Central.Storage;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>Changes of placed orders over HTTP.</summary>
internal static class OrderChangeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<ProposeChangeBody>(
            "/orders/{id}/changes", ApiScope.Integration, 201, "Propose a change of an order", context =>
                writes.RunAsync(
                    context, CentralJson.Default.ProposeChangeBody, addressInBody: false, async (body, command) =>
                    {
                        var (expected, missing) = Preconditions.IfMatch(context);
                        if (missing is not null)
                        {
                            return missing;
                        }

                        var (order, wish, quote, problem) = await WishAsync(node, context, body);
                        if (problem is not null)
                        {
                            return problem;
                        }

                        var reply = await node.Orders.AskAsync(
                            CentralNode.Address(OrderId.Kind, order.Id),
                            new OrderCommand.ProposeChange(wish!, command.Principal.ToString(), expected)
                            {
                                Quote = quote,
                            },
                            command);
                        return KeyedWrites.Receipt(
                            reply, order.Id, 201, rejection => OrderAnswers.Explain(rejection, order.Id));
                    },
                    OrderEndpoints.BodyBytesMax));
        _ = routes.MapPost(
            "/orders/{id}/changes/preview", (Delegate)(Func<HttpContext, Task<IResult>>)(context =>
                PreviewAsync(node, context)))
            .WithSummary("What a change of an order would come to; nothing is changed")
            .WithMetadata(new RequiredScope(ApiScope.Read))
            .Accepts<ProposeChangeBody>(Answer.Json)
            .Produces<ChangePreviewView>();
        _ = routes.Post<Manifests.EmptyBody>(
            "/orders/{id}/changes/{number}/confirm", ApiScope.Integration, 200, "Confirm a change", context =>
                writes.RunAsync(
                    context, CentralJson.Default.EmptyBody, addressInBody: false, (_, command) =>
                        ConfirmAsync(node, context, command)));
        OrderEndpoints.Command<DeclineChangeBody>(
            routes, node, writes, "/orders/{id}/changes/{number}/decline", "Decline a change",
            CentralJson.Default.DeclineChangeBody,
            (body, context, command, expected) => new OrderCommand.DeclineChange(
                OrderEndpoints.Number(context, "number"), body.Reason, command.Principal.ToString(), expected));
    }

    private static async Task<Answer> ConfirmAsync(CentralNode node, HttpContext context, CommandContext command)
    {
        var (expected, missing) = Preconditions.IfMatch(context);
        if (missing is not null)
        {
            return missing;
        }

        if (await OrderEndpoints.FindAsync(node, context) is not { } order)
        {
            return Problems.NotFound("such order");
        }

        // The order's currency never changes, so the limit is right whatever happened to the order meanwhile.
        var confirm = new OrderCommand.ConfirmChange(
            OrderEndpoints.Number(context, "number"), command.Principal.ToString(), expected)
        {
            Limit = order.Money is { } money
                ? node.PaymentSettings.LimitOf(Caller.Of(context), Currency.Find(money.Totals.Currency)!)
                : null,
        };
        var reply = await node.Orders.AskAsync(CentralNode.Address(OrderId.Kind, order.Id), confirm, command);
        return KeyedWrites.Receipt(
            reply, order.Id, 200, rejection => OrderAnswers.Explain(rejection, order.Id));
    }

    private static async Task<IResult> PreviewAsync(CentralNode node, HttpContext context)
    {
        var (bytes, unread) = await StrictBody.ReadAsync(context, OrderEndpoints.BodyBytesMax);
        if (unread is not null)
        {
            return unread;
        }

        var (body, invalid) = StrictBody.Parse(bytes!, CentralJson.Default.ProposeChangeBody);
        if (invalid is not null)
        {
            return invalid;
        }

        var (order, wish, quote, problem) = await WishAsync(node, context, body!);
        if (problem is not null)
        {
            return problem;
        }

        var (proposed, rejection) = order.Preview(wish!, quote, node.Clock.GetCurrentInstant());
        if (rejection is not null)
        {
            return OrderAnswers.Explain(rejection, order.Id);
        }

        var change = proposed!.Change!;
        List<PreviewedLine> added = [];
        foreach (var line in change.Added.Select(number => proposed.Lines[number - 1]))
        {
            added.Add(new PreviewedLine(
                line.Number,
                line.Sku,
                line.Quantities.Ordered,
                line.AddsTo,
                line.Supply is not null
                    ? line.Quantities.Ordered
                    : await AvailableAsync(
                        node, line.Sku, proposed.FindLocation(line), context.RequestAborted)));
        }

        return Lists.Ok(
            new ChangePreviewView(order.Revision, change.Cuts, added, change.Destination is not null)
            {
                Money = Order.EffectOf(proposed) is { } effect ? ChangeMoneyView.Of(effect) : null,
            },
            CentralJson.Default.ChangePreviewView) with
        { ETag = Preconditions.ETag(order.Revision) };
    }

    /// <param name="location">Null for all locations together: routing has yet to choose one.</param>
    private static async Task<int> AvailableAsync(
        CentralNode node, string sku, string? location, CancellationToken cancellationToken)
    {
        const int LocationsMax = 1_000;
        if (location is not null)
        {
            var item = await node.Stock.ReadAsync(
                CentralNode.Address(StockItem.Kind, StockItemId.Of(sku, location)), cancellationToken);
            return int.Max(0, item.State.Available);
        }

        var rows = await node.Model.PageAsync(StockItem.Kind, sku, null, null, null, LocationsMax);
        return (int)long.Min(int.MaxValue, rows.Rows.Sum(row => (long)int.Max(
            0, ListedStock.Read(row.Doc).Available)));
    }

    /// <summary>What a request wants to change, and what that costs: a registered customer's new address is encrypted
    /// on the way.</summary>
    private static async Task<(Order Order, ChangeWish? Wish, ChangeQuote? Quote, Answer? Problem)> WishAsync(
        CentralNode node, HttpContext context, ProposeChangeBody body)
    {
        if (await OrderEndpoints.FindAsync(node, context) is not { } order)
        {
            return (Order.Initial, null, null, Problems.NotFound("such order"));
        }

        OrderDestination? destination = null;
        if (body.Customer is { } given)
        {
            destination = order.Terms!.CustomerId is { } customer
                ? await OrderCustomers.SealedAsync(node, customer, given)
                : new OrderDestination(given, null);
            if (destination is null)
            {
                return (order, null, null, CustomerAnswers.Erased);
            }
        }

        var (supplies, unsupplied) = await node.DropShips.FindAsync(
            order.Terms!.ShipFrom, body.Add ?? [], "/add", context.RequestAborted);
        if (unsupplied is not null)
        {
            return (order, null, null, unsupplied);
        }

        var wish = new ChangeWish(body.Lines ?? [], body.Add ?? [], body.Reason, body.HoldMinutes)
        {
            Destination = destination,
            Tender = body.Tender,
            Supplies = supplies,
        };
        if (body.Tender?.Method == PaymentMethod.Card && node.PaymentSettings.Provider is null)
        {
            return (order, wish, null, OrderQuotes.NoProvider);
        }

        var (quote, problem) = await OrderQuotes.AskAsync(
            node, order, wish, body.Customer ?? await OrderCustomers.OpenAsync(node, order), context.RequestAborted);
        return (order, wish, quote, problem);
    }
}

/// <summary>What a change would come to.</summary>
/// <param name="Version">The version of the order that it was judged by.</param>
/// <param name="Take">Units that it would take from lines.</param>
/// <param name="Add">Lines that it would add.</param>
internal sealed record ChangePreviewView(
    long Version, IReadOnlyList<LineCut> Take, IReadOnlyList<PreviewedLine> Add, bool NewAddress)
{
    /// <summary>Null for an order without prices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChangeMoneyView? Money { get; init; }
}

/// <param name="Available">Units that could be promised at this moment; where there are fewer the line would
/// wait.</param>
internal sealed record PreviewedLine(int Line, string Sku, int Quantity, int? AddsTo, int Available);

/// <summary>What a change would do to the money.</summary>
/// <param name="Total">What was ordered would cost, units that were cancelled included.</param>
/// <param name="OwedBefore">What the customer pays without it.</param>
/// <param name="OwedAfter">What the customer would pay.</param>
/// <param name="Difference">Above zero where the customer would pay more, below where less.</param>
/// <param name="Authorise">What would be authorised in addition.</param>
/// <param name="Refund">What would be paid back of what was charged.</param>
/// <param name="GiveBack">What would be given back at once of what was authorised.</param>
/// <param name="Lines">What each line would cost.</param>
internal sealed record ChangeMoneyView(
    Money Total,
    Money OwedBefore,
    Money OwedAfter,
    Money Difference,
    Money Authorise,
    Money Refund,
    Money GiveBack,
    IReadOnlyList<LineMoneyView> Lines)
{
    public static ChangeMoneyView Of(ChangeEffect effect)
    {
        return new ChangeMoneyView(
            Amount(effect.Totals.Total),
            Amount(effect.OwedBefore),
            Amount(effect.OwedAfter),
            Amount(effect.OwedAfter - effect.OwedBefore),
            Amount(effect.Authorise),
            Amount(effect.Refund),
            Amount(effect.GiveBack),
            LineMoneyView.Of(effect.Totals));

        Money Amount(long minor) => Money.Of(minor, effect.Totals.Currency);
    }
}
