using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Fulfilments;

/// <summary>Waves and their pick lists over HTTP.</summary>
internal static class WaveEndpoints
{
    private const string Root = "/pick-waves";

    /// <summary>Open fulfilment orders of a location that are compared for a wave.</summary>
    private const int ComparedMax = 2_000;

    private const int PageRows = 200;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<MakeWaveBody>(Root, ApiScope.Integration, 201, "Make a wave", context => writes.RunAsync(
            context, CentralJson.Default.MakeWaveBody, addressInBody: true,
            (body, command) => MakeAsync(node, body, command, context.RequestAborted)));
        Command(
            routes, node, writes, "start", "Begin to pick a wave", CentralJson.Default.EmptyBody, null,
            (_, command) => new WaveCommand.Start(command.Principal.ToString()));
        Command(
            routes, node, writes, "finish", "End a wave", CentralJson.Default.EmptyBody, null,
            (_, _) => new WaveCommand.Finish());
        Command(
            routes, node, writes, "cancel", "Give up a wave", CentralJson.Default.FulfilmentReasonBody,
            body => body.Reason, (body, _) => new WaveCommand.Cancel(body.Reason));
        _ = routes.Get<ListBody<WaveView>>(Root, ApiScope.Read, "List waves", context => Lists.PageAsync(
            context, node, PickWave.Kind, context.Request.Query["status"], context.Request.Query["location"], null,
            CentralJson.Default.ListBodyWaveView,
            (id, doc) => WaveView.Of(id, JsonSerializer.Deserialize(doc, FulfilmentJson.Default.PickWave)!)));
        _ = routes.Get<WaveView>($"{Root}/{{id}}", ApiScope.Read, "Read a wave", async context =>
            await ReadAsync(context, node) is { } wave
                ? Lists.Ok(WaveView.Of(IdOf(context), wave), CentralJson.Default.WaveView)
                    with
                { ETag = Preconditions.ETag(wave.Revision) }
                : Missing).ReadsOneEntity();
        _ = routes.Get<PickListView>(
            $"{Root}/{{id}}/pick-list", ApiScope.Read, "What is to be picked, in the order of the walk",
            async context => await ReadAsync(context, node) is { } wave
                ? Lists.Ok(
                    await PickLists.OfAsync(node, IdOf(context), wave, context.RequestAborted),
                    CentralJson.Default.PickListView)
                : Missing);
    }

    private static Answer Missing => Problems.NotFound("such wave");

    private static string IdOf(HttpContext context) => $"{context.Request.RouteValues["id"]}";

    private static async Task<PickWave?> ReadAsync(HttpContext context, CentralNode node)
    {
        if (!EntityAddress.IsId(IdOf(context)))
        {
            return null;
        }

        var wave = await node.Waves.ReadAsync(
            CentralNode.Address(PickWave.Kind, IdOf(context)), Consistency.Of(context), context.RequestAborted);
        return wave.State.Status == WaveStatus.Absent ? null : wave.State;
    }

    private static async Task<Answer> MakeAsync(
        CentralNode node, MakeWaveBody body, CommandContext command, CancellationToken cancellationToken)
    {
        if (!EntityAddress.IsId(body.Wave))
        {
            return Problems.Invalid("/wave", "It must be 1 to 120 printable ASCII characters without space.");
        }

        if (!StockItemId.IsLocation(body.Location))
        {
            return Problems.Invalid("/location", StockItemId.LocationRule);
        }

        if (body.Size is < 1 or > PickWave.OrdersMax)
        {
            return Problems.Invalid("/size", $"It must be from 1 to {PickWave.OrdersMax}.");
        }

        if (body.Orders?.Any(id => !EntityAddress.IsId(id)) == true)
        {
            return Problems.Invalid("/orders", "They are ids of fulfilment orders.");
        }

        // The same request again is for the orders that it was for the first time.
        var known = (await node.Waves.ReadAsync(
            CentralNode.Address(PickWave.Kind, body.Wave), cancellationToken)).State;
        var orders = body.Orders
            ?? (known.Status == WaveStatus.Absent
                ? await DueFirstAsync(node, body.Location, body.Size, cancellationToken)
                : known.Orders);
        return orders.Count == 0
            ? Problems.Of(409, "nothing-to-pick", $"No fulfilment order of {body.Location} is open and in no wave.")
            : KeyedWrites.Receipt(
                await node.Waves.AskAsync(
                    CentralNode.Address(PickWave.Kind, body.Wave),
                    new WaveCommand.Make(body.Location, orders),
                    command),
                body.Wave, 201, FulfilmentAnswers.Explain, $"{Root}/{Uri.EscapeDataString(body.Wave)}");
    }

    /// <summary>What leaves first is picked first: by the day on which it leaves, then by priority, then by
    /// age.</summary>
    private static async Task<IReadOnlyList<string>> DueFirstAsync(
        CentralNode node, string location, int size, CancellationToken cancellationToken)
    {
        var terms = (await node.Locations.ReadAsync(
            CentralNode.Address(Location.Kind, EntityAddress.Join(location)), cancellationToken)).State.Terms;
        var open = new List<(string Id, FulfilmentOrder Of)>();
        FulfilmentStatus[] startable =
            [FulfilmentStatus.Open, FulfilmentStatus.InProgress, FulfilmentStatus.Incomplete];
        foreach (var status in startable)
        {
            ViewCursor? after = null;
            do
            {
                var page = await node.Model.PageAsync(
                    FulfilmentOrder.Kind, CentralViews.Snake(status), location, null, after, PageRows);
                open.AddRange(
                    from row in page.Rows
                    let of = JsonSerializer.Deserialize(row.Doc, FulfilmentJson.Default.FulfilmentOrder)!
                    where of.Wave is null && of.Lines.Exists(line => line.Open > 0)
                    select (row.Id, of));
                after = page.Next;
            }
            while (after is not null && open.Count < ComparedMax);
        }

        return
        [
            .. open.OrderBy(each => LeavesOn(each.Of, terms))
                .ThenByDescending(each => each.Of.Work!.Priority)
                .ThenBy(each => each.Of.OpenedAt)
                .ThenBy(each => each.Id, StringComparer.Ordinal)
                .Take(size)
                .Select(each => each.Id),
        ];
    }

    /// <summary>The day on which it is to leave: by the location's calendar and cut-off, or sooner where it is promised
    /// sooner.</summary>
    private static LocalDate LeavesOn(FulfilmentOrder of, LocationTerms? terms)
    {
        var planned = terms?.DispatchDay(of.OpenedAt) ?? LocalDate.MaxIsoValue;
        return of.Work!.Promise is { } promise && promise < planned ? promise : planned;
    }

    private static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string verb,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, string>? reason,
        Func<TBody, CommandContext, WaveCommand> make)
        where TBody : class =>
        routes.Post<TBody>($"{Root}/{{id}}/{verb}", ApiScope.Integration, 200, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
                !EntityAddress.IsId(IdOf(context)) ? Missing
                : reason is not null && !OrderTerms.IsName(reason(body))
                    ? Problems.Invalid("/reason", StockWrites.NameRule)
                    : KeyedWrites.Receipt(
                        await node.Waves.AskAsync(
                            CentralNode.Address(PickWave.Kind, IdOf(context)), make(body, command), command),
                        IdOf(context), 200, FulfilmentAnswers.Explain)));
}
