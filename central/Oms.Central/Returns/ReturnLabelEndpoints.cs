using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Carriers;
using Oms.Central.Fulfilments;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Returns;

/// <summary>Labels with which customers send units back, over HTTP.</summary>
internal static class ReturnLabelEndpoints
{
    private const string Path = "/returns/{id}/label";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<LabelBody>(
            Path, ApiScope.Integration, 202, "Have a carrier make a return's label", context => writes.RunAsync(
                context, CentralJson.Default.LabelBody, addressInBody: false,
                (body, command) => AskAsync(node, $"{context.Request.RouteValues["id"]}", body, command,
                    context.RequestAborted)));
        _ = routes.Get<string>(
            Path, ApiScope.Read, "What is to be printed for a return, in ZPL II", async context =>
                await FindAsync(node, $"{context.Request.RouteValues["id"]}", context.RequestAborted) is
                { Label: { } label }
                    ? await LabelEndpoints.DocumentAsync(node, context, label.Sscc)
                    : Problems.NotFound("such label"));
    }

    private static async Task<ReturnOrder?> FindAsync(
        CentralNode node, string id, CancellationToken cancellationToken) =>
        EntityAddress.IsId(id)
        && (await node.Returns.ReadAsync(
            CentralNode.Address(ReturnOrder.EntityKind, id), cancellationToken)).State
            is { Status: not ReturnStatus.Absent } of
            ? of
            : null;

    private static async Task<Answer> AskAsync(
        CentralNode node, string id, LabelBody body, CommandContext command, CancellationToken cancellationToken)
    {
        if (await FindAsync(node, id, cancellationToken) is not { } of)
        {
            return ReturnEndpoints.Missing;
        }

        if (body.Grams is < 1 or > FulfilmentOrder.GramsMax)
        {
            return Problems.Invalid("/grams", $"It must be from 1 to {FulfilmentOrder.GramsMax}.");
        }

        if (of.Request is not { } request || of.Order is not { } order)
        {
            return ReturnEndpoints.Explain(new ReturnRejection.IllegalTransition(
                of.Status, "Nobody asked for its units to be sent."));
        }

        var open = of.Lines.Where(line => line.Open > 0).ToList();
        var products = await LabelChooser.ProductsAsync(node, open.Select(line => line.Sku));
        if ((body.Grams ?? LabelChooser.GramsOf(products, open.Select(line => (line.Sku, line.Open)))
            + PackageWeights.Standard.TareGrams) is not ({ } grams and > 0))
        {
            return Problems.Of(
                409, "weight-unknown", "Not all its products say what they weigh: say `grams`.");
        }

        var (ask, problem) = await LabelChooser.ChooseAsync(
            node,
            new Parcel(
                LabelPurpose.Return, id, order, request.Location, grams, null, LabelChooser.HazardsOf(products), null),
            body, cancellationToken);
        if (ask is null)
        {
            return problem!;
        }

        var sscc = of.Label?.Sscc;
        if (sscc is null)
        {
            (sscc, problem) = await NumberAsync(node, id, order, request.Location, command, cancellationToken);
            if (sscc is null)
            {
                return problem!;
            }
        }

        return KeyedWrites.Receipt(
            await node.Returns.AskAsync(
                CentralNode.Address(ReturnOrder.EntityKind, id),
                new ReturnCommand.RequestLabel(sscc, ask, body.Carrier is not null),
                command),
            id, 202, ReturnEndpoints.Explain, $"/returns/{Uri.EscapeDataString(id)}/label");
    }

    /// <summary>The parcel's number: of the company prefix of the location that it goes to, else of one that the order
    /// left from.</summary>
    private static async Task<(string? Sscc, Answer? Problem)> NumberAsync(
        CentralNode node, string id, string order, string location, CommandContext command,
        CancellationToken cancellationToken)
    {
        var of = (await node.Orders.ReadAsync(CentralNode.Address(OrderId.Kind, order), cancellationToken)).State;
        var prefix = default(string);
        foreach (var place in of.Lines.Select(of.FindLocation).OfType<string>().Prepend(location)
            .Distinct(StringComparer.Ordinal))
        {
            prefix ??= (await node.Locations.ReadAsync(
                CentralNode.Address(Location.Kind, EntityAddress.Join(place)), cancellationToken))
                .State.Terms?.Fulfilment?.CompanyPrefix;
        }

        if (prefix is null)
        {
            return (null, Problems.Of(
                409, "no-company-prefix",
                $"Neither {location} nor a location that the order left from has a `company_prefix` in its terms."));
        }

        var numbered = await node.SsccSeries.AskAsync(
            CentralNode.Address(SsccSeries.Kind, prefix), new SsccCommand.Assign(prefix, id), command.Part("sscc"));
        return numbered.Events.OfType<SsccEvent.SsccAssigned>().FirstOrDefault() is { } assigned
            ? (assigned.Sscc, null)
            : (null, KeyedWrites.Receipt(numbered, id, 202, _ => Problems.Of(
                409, "capacity-exhausted", $"The company prefix {prefix} has no number left.")));
    }
}
