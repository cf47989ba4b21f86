using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Carriers;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Products;
using Oms.Entities;

namespace Oms.Central.Fulfilments;

/// <summary>Packages that are weighed, closed and labelled, over HTTP.</summary>
internal static class PackageEndpoints
{
    private const string Root = "/fulfilment-orders/{id}/packages/{sscc}";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<ClosePackageBody>(
            $"{Root}/close", ApiScope.Integration, 200, "Close a package", context => writes.RunAsync(
                context, CentralJson.Default.ClosePackageBody, addressInBody: false,
                (body, command) => CloseAsync(node, context, body, command)));
        _ = routes.Post<LabelBody>(
            $"{Root}/label", ApiScope.Integration, 202, "Have a carrier make a package's label", context =>
                writes.RunAsync(
                    context, CentralJson.Default.LabelBody, addressInBody: false,
                    (body, command) => LabelAsync(node, context, body, command)));
        _ = routes.Post<EmptyBody>(
            $"{Root}/label/void", ApiScope.Integration, 202, "Have a carrier take a package's label back", context =>
                writes.RunAsync(
                    context, CentralJson.Default.EmptyBody, addressInBody: false,
                    (_, command) => VoidLabelAsync(node, context, command)));
    }

    private static string IdOf(HttpContext context) => $"{context.Request.RouteValues["id"]}";

    private static string SsccOf(HttpContext context) => $"{context.Request.RouteValues["sscc"]}";

    /// <summary>What it should weigh follows from its units, where the weight of all is known.</summary>
    private static async Task<Answer> CloseAsync(
        CentralNode node, HttpContext context, ClosePackageBody body, CommandContext command)
    {
        var (of, package, missing) = await FindAsync(node, context);
        if (of is null)
        {
            return missing!;
        }

        if (body.Override is { } reason)
        {
            if (!OrderTerms.IsName(reason))
            {
                return Problems.Invalid("/override", "It must have 1 to 64 characters, none a control character.");
            }

            var caller = Caller.Of(context);
            if (caller.Scope != ApiScope.Admin && caller.Role != ApiRole.Supervisor)
            {
                return Problems.Of(403, "forbidden", "A weight is overridden by a supervisor.");
            }
        }

        if (body.Size is { } size && new[] { size.LengthMm, size.WidthMm, size.HeightMm }.Any(
            side => side is < 1 or > ClosePackageBody.SideMmMax))
        {
            return Problems.Invalid("/size", $"Each side must be from 1 to {ClosePackageBody.SideMmMax} mm.");
        }

        var (check, _) = await ExpectedAsync(node, of, package, context.RequestAborted);
        return await AskAsync(
            node, IdOf(context), IdOf(context), 200,
            new FulfilmentCommand.ClosePackage(SsccOf(context), body.Grams)
            {
                Check = check,
                Override = body.Override is { } why ? new WeightOverride(why, command.Principal.ToString()) : null,
                Size = body.Size,
            },
            command);
    }

    private static async Task<Answer> LabelAsync(
        CentralNode node, HttpContext context, LabelBody body, CommandContext command)
    {
        var (of, package, missing) = await FindAsync(node, context);
        if (of is null)
        {
            return missing!;
        }

        if (body.Grams is not null)
        {
            return Problems.Invalid("/grams", "A package is weighed when it is closed.");
        }

        if (package is null)
        {
            return Problems.NotFound($"package {SsccOf(context)} of the fulfilment order");
        }

        if (package is { Label: null, Status: not PackageStatus.Closed })
        {
            return FulfilmentAnswers.Explain(
                new FulfilmentRejection.PackageNotClosed(package.Sscc, package.Status));
        }

        var (check, products) = await ExpectedAsync(node, of, package, context.RequestAborted);
        if ((package.Grams ?? check?.Expected) is not { } grams)
        {
            return Problems.Of(
                409, "weight-unknown", "Nobody has weighed it, and not all its products say what they weigh.");
        }

        var (ask, problem) = await LabelChooser.ChooseAsync(
            node,
            new Parcel(
                LabelPurpose.Outbound, of.Work!.Id, of.Work.Order, of.Work.Location, grams, package.Size,
                LabelChooser.HazardsOf(products), of.Work.Promise),
            body, context.RequestAborted);
        return ask is null
            ? problem!
            : await AskAsync(
                node, IdOf(context), package.Sscc, 202,
                new FulfilmentCommand.RequestLabel(package.Sscc, ask, body.Carrier is not null), command,
                $"/packages/{package.Sscc}/label");
    }

    /// <summary>What the carrier was told that it is handed it does not take back.</summary>
    private static async Task<Answer> VoidLabelAsync(CentralNode node, HttpContext context, CommandContext command) =>
        (await LabelEndpoints.FindAsync(node, context, SsccOf(context)))?.Last?.CloseOut is { } closeOut
            ? Problems.Of(409, "label-closed-out", $"The label is in close-out {closeOut}.")
            : await AskAsync(
                node, IdOf(context), SsccOf(context), 202, new FulfilmentCommand.VoidLabel(SsccOf(context)), command);

    private static async Task<(WeightCheck? Check, IReadOnlyDictionary<string, ProductTerms> Products)> ExpectedAsync(
        CentralNode node, FulfilmentOrder of, Package? package, CancellationToken cancellationToken)
    {
        var content = (package?.Content ?? []).Where(units => units.Route is null).ToList();
        var products = await LabelChooser.ProductsAsync(node, content.Select(units => units.Sku));
        var weights = (await node.Locations.ReadAsync(
            CentralNode.Address(Location.Kind, EntityAddress.Join(of.Work!.Location)), cancellationToken))
            .State.Terms?.Fulfilment?.Weights ?? PackageWeights.Standard;
        return (
            LabelChooser.GramsOf(products, content.Select(units => (units.Sku, units.Quantity))) is { } grams
                ? weights.Of(grams)
                : null,
            products);
    }

    private static async Task<(FulfilmentOrder? Of, Package? Package, Answer? Missing)> FindAsync(
        CentralNode node, HttpContext context)
    {
        var of = EntityAddress.IsId(IdOf(context))
            ? (await node.Fulfilments.ReadAsync(
                CentralNode.Address(FulfilmentOrder.Kind, IdOf(context)), context.RequestAborted)).State
            : null;
        return of?.Work is null
            ? (null, null, FulfilmentAnswers.Missing)
            : (of, of.Packages.Find(package => package.Sscc == SsccOf(context)), null);
    }

    private static async Task<Answer> AskAsync(
        CentralNode node, string id, string named, int status, FulfilmentCommand asked, CommandContext command,
        string? location = null) =>
        !EntityAddress.IsId(id)
            ? FulfilmentAnswers.Missing
            : KeyedWrites.Receipt(
                await node.Fulfilments.AskAsync(CentralNode.Address(FulfilmentOrder.Kind, id), asked, command),
                named, status, FulfilmentAnswers.Explain, location);
}
