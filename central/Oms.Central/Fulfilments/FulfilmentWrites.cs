using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Entities;

namespace Oms.Central.Fulfilments;

/// <summary>Picks and packages: what more than one entity has a say in.</summary>
internal static class FulfilmentWrites
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<ScannedUnitsBody>(
            "/fulfilment-orders/{id}/picks", ApiScope.Integration, 201, "Pick units", context => writes.RunAsync(
                context, CentralJson.Default.ScannedUnitsBody, addressInBody: false,
                (body, command) => PickAsync(node, IdOf(context), body, command, context.RequestAborted)));
        _ = routes.Post<EmptyBody>(
            "/fulfilment-orders/{id}/packages", ApiScope.Integration, 201, "Begin a package", context =>
                writes.RunAsync(
                    context, CentralJson.Default.EmptyBody, addressInBody: false,
                    (_, command) => OpenAsync(node, IdOf(context), command, context.RequestAborted)));
        _ = routes.Post<ScannedUnitsBody>(
            "/fulfilment-orders/{id}/packages/{sscc}/units", ApiScope.Integration, 201, "Put units into a package",
            context => writes.RunAsync(
                context, CentralJson.Default.ScannedUnitsBody, addressInBody: false,
                (body, command) => PackAsync(
                    node, IdOf(context), $"{context.Request.RouteValues["sscc"]}", body, command,
                    context.RequestAborted)));
    }

    private static string IdOf(HttpContext context) => $"{context.Request.RouteValues["id"]}";

    /// <summary>The stock item decides, for it alone knows who has a unit; the fulfilment order hears of it at once,
    /// and once more by its process.</summary>
    private static async Task<Answer> PickAsync(
        CentralNode node, string id, ScannedUnitsBody body, CommandContext command, CancellationToken cancellationToken)
    {
        var (of, missing) = await ReadAsync(node, id, cancellationToken);
        if (of is null)
        {
            return missing!;
        }

        var (units, problem) = await ScannedUnits.ReadAsync(node, body, cancellationToken);
        if (units is null)
        {
            return problem!;
        }

        // What this request has done before is not judged again.
        var reference = command.Id.ToString();
        var lines = of.Lines.Where(line => line.Sku == units.Sku).ToList();
        var line = lines.Find(each => each.Open >= units.Quantity) ?? lines.Find(each => each.Open > 0)
            ?? lines.LastOrDefault();
        if (line is null)
        {
            return ScannedUnits.Mismatch($"{units.Sku} is not in this fulfilment order.");
        }

        if (!of.Picks.Contains(reference) && Refused(of, line, units.Quantity) is { } refused)
        {
            return refused;
        }

        var picked = await node.Stock.AskAsync(
            CentralNode.Address(StockItem.Kind, StockItemId.Of(units.Sku, of.Work!.Location)),
            new StockCommand.Pick(line.Reservation, reference, id, units.Lot, units.Quantity)
            {
                Serials = units.Serials,
                Bin = body.Bin,
            },
            command);
        if (picked.Outcome != ReplyOutcome.Accepted)
        {
            return KeyedWrites.Receipt(picked, id, 201, FulfilmentAnswers.ExplainPick);
        }

        var taken = picked.Events.OfType<StockEvent.StockPicked>().FirstOrDefault();
        return KeyedWrites.Receipt(
            await node.Fulfilments.AskAsync(
                CentralNode.Address(FulfilmentOrder.Kind, id),
                new FulfilmentCommand.RecordPicked(
                    reference, taken?.Reservation ?? line.Reservation, units.Lot, units.Quantity)
                {
                    Serials = units.Serials,
                },
                command.Part("picked")),
            id, 201, FulfilmentAnswers.Explain);
    }

    private static Answer? Refused(FulfilmentOrder of, FulfilmentLine line, int quantity) =>
        of.Held is { } hold
            ? FulfilmentAnswers.Explain(new FulfilmentRejection.IllegalTransition(
                of.Status, $"It is on hold: {hold.Reason}"))
            : of.Until is not null
                ? FulfilmentAnswers.Explain(new FulfilmentRejection.IllegalTransition(of.Status, "It is not due yet."))
                : quantity > line.Open
                    ? FulfilmentAnswers.Explain(new FulfilmentRejection.QuantityExceeded(quantity, line.Open))
                    : null;

    /// <summary>A number that was given and not used stays unused.</summary>
    private static async Task<Answer> OpenAsync(
        CentralNode node, string id, CommandContext command, CancellationToken cancellationToken)
    {
        var (of, missing) = await ReadAsync(node, id, cancellationToken);
        if (of is null)
        {
            return missing!;
        }

        var location = (await node.Locations.ReadAsync(
            CentralNode.Address(Location.Kind, EntityAddress.Join(of.Work!.Location)), cancellationToken)).State;
        if (location.Terms?.Fulfilment is not { } terms)
        {
            return Problems.Of(
                409, "illegal-transition", $"{of.Work.Location} does not pack: its terms have no `fulfilment`.");
        }

        var numbered = await node.SsccSeries.AskAsync(
            CentralNode.Address(SsccSeries.Kind, terms.CompanyPrefix),
            new SsccCommand.Assign(terms.CompanyPrefix, id),
            command.Part("sscc"));
        if (numbered.Events.OfType<SsccEvent.SsccAssigned>().FirstOrDefault() is not { } assigned)
        {
            return KeyedWrites.Receipt(numbered, id, 201, _ => Problems.Of(
                409, "capacity-exhausted", $"The company prefix {terms.CompanyPrefix} has no number left."));
        }

        return KeyedWrites.Receipt(
            await node.Fulfilments.AskAsync(
                CentralNode.Address(FulfilmentOrder.Kind, id),
                new FulfilmentCommand.OpenPackage(assigned.Sscc),
                command),
            assigned.Sscc, 201, FulfilmentAnswers.Explain, $"/packages/{assigned.Sscc}");
    }

    private static async Task<Answer> PackAsync(
        CentralNode node, string id, string sscc, ScannedUnitsBody body, CommandContext command,
        CancellationToken cancellationToken)
    {
        if (!EntityAddress.IsId(id))
        {
            return FulfilmentAnswers.Missing;
        }

        var (units, problem) = await ScannedUnits.ReadAsync(node, body, cancellationToken);
        return units is null
            ? problem!
            : KeyedWrites.Receipt(
                await node.Fulfilments.AskAsync(
                    CentralNode.Address(FulfilmentOrder.Kind, id),
                    new FulfilmentCommand.Pack(sscc, units.Sku, units.Lot, units.Quantity) { Serials = units.Serials },
                    command),
                id, 201, FulfilmentAnswers.Explain);
    }

    private static async Task<(FulfilmentOrder? Order, Answer? Missing)> ReadAsync(
        CentralNode node, string id, CancellationToken cancellationToken)
    {
        if (!EntityAddress.IsId(id))
        {
            return (null, FulfilmentAnswers.Missing);
        }

        var of = (await node.Fulfilments.ReadAsync(
            CentralNode.Address(FulfilmentOrder.Kind, id), cancellationToken)).State;
        return of.Work is null ? (null, FulfilmentAnswers.Missing) : (of, null);
    }
}
