using System.Globalization;
using System.Text.Json;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;

namespace Oms.Central.Carriers;

/// <summary>Carriers and their services over HTTP.</summary>
internal static class CarrierEndpoints
{
    private const string Root = "/carriers";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        var carriers = new EntityRoutes<Carrier, CarrierCommand, CarrierEvent, CarrierRejection>(
            routes, node, writes, node.Carriers, Root, Carrier.Kind, StockItemId.IsLocation,
            carrier => carrier.Revision, Explain);
        carriers.Create(
            "Define a carrier", CentralJson.Default.DefineCarrierBody, body => body.Id,
            body => new CarrierCommand.Define(body.Id, body.Terms));
        carriers.Command(
            "/revise", "Put a new version of a carrier's terms into force", CentralJson.Default.ReviseCarrierBody,
            (body, _, expected) => new CarrierCommand.Revise(body.Terms, expected));
        carriers.Read("Read a carrier", CentralJson.Default.CarrierView, CarrierView.Of);
        _ = routes.Get<ListBody<CarrierView>>(Root, ApiScope.Read, "List carriers", context =>
            Lists.PageAsync(
                context, node, Carrier.Kind, null, null, context.Request.Query["q"].ToString().ToUpperInvariant(),
                CentralJson.Default.ListBodyCarrierView,
                (_, doc) => CarrierView.Of(JsonSerializer.Deserialize(doc, CarrierJson.Default.Carrier)!)));
        _ = routes.Get<CarrierVersionView>(
            $"{Root}/{{id}}/versions/{{version}}", ApiScope.Read, "Read a version of a carrier's terms",
            async context =>
                await carriers.FindAsync(context) is { } carrier
                    && int.TryParse(
                        $"{context.Request.RouteValues["version"]}", NumberStyles.None, CultureInfo.InvariantCulture,
                        out var version)
                    && version >= 1 && version <= carrier.Versions.Count
                    ? Lists.Ok(
                        new CarrierVersionView(carrier.Id!, version, carrier.Versions[version - 1]),
                        CentralJson.Default.CarrierVersionView)
                    : Problems.NotFound("such version")).ReadsOneEntity();
    }

    private static Answer Explain(CarrierRejection rejection) =>
        rejection switch
        {
            CarrierRejection.NoSuchCarrier => Problems.NotFound("such carrier"),
            CarrierRejection.Differs => Problems.Of(
                409, "id-taken", "The id stands for a carrier with other terms; revise it instead."),
            CarrierRejection.StaleRevision r => Preconditions.Failed(r.Current),
            CarrierRejection.InvalidTerms r => Problems.Invalid($"/terms{r.Field}", r.Reason),
            CarrierRejection.TooManyVersions r => Problems.Of(
                409, "capacity-exhausted", $"A carrier has up to {r.Max} versions; define one of another id."),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

internal sealed record DefineCarrierBody(string Id, CarrierTerms Terms);

internal sealed record ReviseCarrierBody(CarrierTerms Terms);

/// <summary>A carrier as the API shows it.</summary>
/// <param name="Version">The entity's revision, which is also the number of the version in force.</param>
/// <param name="Terms">Those in force.</param>
internal sealed record CarrierView(string Id, long Version, CarrierTerms Terms)
{
    public static CarrierView Of(Carrier carrier) => new(carrier.Id!, carrier.Revision, carrier.Terms!);
}

internal sealed record CarrierVersionView(string Id, int Version, CarrierTerms Terms);
