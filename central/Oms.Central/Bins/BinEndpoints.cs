using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Orders;

namespace Oms.Central.Bins;

/// <summary>Moves between bins and what lies in them, over HTTP.</summary>
internal static class BinEndpoints
{
    private const string NameRule = "It must have 1 to 64 characters, none a control character.";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<MoveUnitsBody>(
            "/stock-items/{id}/bin-moves", ApiScope.Integration, 202, "Put units away, move or pick them", context =>
                writes.RunAsync(context, CentralJson.Default.MoveUnitsBody, addressInBody: true, (body, command) =>
                    MoveAsync(node, $"{context.Request.RouteValues["id"]}", body, command, context.RequestAborted)));
        _ = routes.Get<BinView>(
            "/locations/{id}/bins/{code}", ApiScope.Read, "What lies in a bin, and what is on its way there",
            async context =>
            {
                var (location, code) = (
                    $"{context.Request.RouteValues["id"]}", $"{context.Request.RouteValues["code"]}");
                if (!StockItemId.IsLocation(location) || !BinId.IsCode(code))
                {
                    return Problems.NotFound("such bin");
                }

                var view = await node.Bins.ReadAsync(
                    CentralNode.Address(BinStock.Kind, BinId.Of(location, code)), Consistency.Of(context),
                    context.RequestAborted);
                return view.State.Revision == 0
                    ? Problems.NotFound("such bin")
                    : Lists.Ok(BinView.Of(location, code, view.State), CentralJson.Default.BinView)
                        with
                    { ETag = Preconditions.ETag(view.State.Revision) };
            }).ReadsOneEntity();
    }

    private static async Task<Answer> MoveAsync(
        CentralNode node, string id, MoveUnitsBody body, CommandContext command, CancellationToken cancellationToken)
    {
        if (StockItemId.Parse(id) is not var (sku, location))
        {
            return Problems.Invalid("id", "It is not sku@location, each part percent-escaped.");
        }

        if (!OrderTerms.IsName(body.Ref) || !OrderTerms.IsName(body.Lot))
        {
            return Problems.Invalid(OrderTerms.IsName(body.Ref) ? "/lot" : "/ref", NameRule);
        }

        if (body.To is not { } to)
        {
            var taken = await node.Stock.AskAsync(
                CentralNode.Address(StockItem.Kind, id),
                new StockCommand.MoveUnits(body.Ref, body.Lot, body.Quantity, body.From, null),
                command);
            return KeyedWrites.Receipt(taken, id, 202, StockWrites.Explain);
        }

        if (!BinId.IsCode(to) || to == body.From || (body.From is { } from && !BinId.IsCode(from)))
        {
            return Problems.Invalid("/to", BinId.CodeRule);
        }

        // What is seen here may change; the item itself decides when the bin has taken room.
        var item = await node.Stock.ReadAsync(
            CentralNode.Address(StockItem.Kind, id), ReadConsistency.Lease, cancellationToken);
        var there = item.State.Lots.TryGetValue(body.Lot, out var lot) ? lot.In(body.From) : 0;
        var known = item.State.Movements.Find(StockItem.MoveReference(body.Ref)) is not null;
        if (there < body.Quantity && !known)
        {
            return StockWrites.Explain(new StockRejection.NotInBin(body.Lot, body.From, there));
        }

        var reply = await new BinRoom(node).TakeAsync(sku, location, to, body, command);
        return KeyedWrites.Receipt(reply, BinId.Of(location, to), 202, Explain);
    }

    private static Answer Explain(BinRejection rejection) =>
        rejection switch
        {
            BinRejection.NoSuchBin => Problems.NotFound("such bin"),
            BinRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            BinRejection.BinFull r => Problems.Of(
                409, "capacity-exhausted", $"{r.With} {r.What} would be there; {r.Max} fit."),
            BinRejection.TooMany r => Problems.Of(
                409, "capacity-exhausted", $"The bin has {r.Max} {r.What}, and no more are possible."),
            BinRejection.ReferenceReused r => Problems.Of(
                409, "reference-reused", $"The reference {r.Ref} stands for another move."),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

/// <param name="From">Null where the units lie in no bin.</param>
/// <param name="To">Null where they are taken out of a bin.</param>
internal sealed record MoveUnitsBody(string Ref, string Lot, int Quantity, string? From = null, string? To = null);

/// <summary>A bin as the API shows it.</summary>
/// <param name="Limits">What fits; null where the bin is there no more.</param>
/// <param name="Used">What lies there and what is on its way there.</param>
internal sealed record BinView(
    string Location,
    string Code,
    long Version,
    BinLimits? Limits,
    BinUse Used,
    IReadOnlyList<BinContent> Contents,
    IReadOnlyList<ComingView> Coming)
{
    public static BinView Of(string location, string code, BinStock bin) => new(
        location,
        code,
        bin.Revision,
        bin.Limits,
        BinUse.Of(bin.Load()),
        [.. bin.Contents.Values],
        [
            .. bin.Coming.Select(one => new ComingView(
                one.Key, one.Value.Sku, one.Value.Lot, one.Value.Quantity, one.Value.From)),
        ]);
}

internal sealed record BinUse(long Units, long Grams, long Millilitres)
{
    public static BinUse Of(BinLoad load) => new((long)load.Units, (long)load.Grams, (long)load.Millilitres);
}

internal sealed record ComingView(string Ref, string Sku, string Lot, int Quantity, string? From);
