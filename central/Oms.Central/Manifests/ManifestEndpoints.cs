using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Access;
using Oms.Central.Depots;
using Oms.Central.Fleet;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Entities;

namespace Oms.Central.Manifests;

/// <summary>Routes and their manifests over HTTP.</summary>
internal static class ManifestEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<PlanManifestBody>("/manifests", ApiScope.Integration, 201, "Plan a route", context =>
            writes.RunAsync(context, CentralJson.Default.PlanManifestBody, addressInBody: true, async (body, command) =>
            {
                var (plan, problem) = await PlanAsync(node, body, context.RequestAborted);
                if (plan is null)
                {
                    return problem!;
                }

                var reply = await node.Routes.AskAsync(
                    CentralNode.Address(DeliveryRoute.Kind, plan.Route), new RouteCommand.Plan(plan), command);
                return KeyedWrites.Receipt(
                    reply, plan.Route, reply.Events.Count > 0 ? 201 : 200, Explain, $"/manifests/{plan.Route}");
            }));
        _ = routes.Post<EmptyBody>(
            "/manifests/{route}/dispatch", ApiScope.Integration, 202, "Load a route and send it out", context =>
                writes.RunAsync(context, CentralJson.Default.EmptyBody, addressInBody: false, async (_, command) =>
                {
                    var route = $"{context.Request.RouteValues["route"]}";
                    if (!EntityAddress.IsId(route))
                    {
                        return Problems.NotFound("such route");
                    }

                    if (await HoldAsync(node, route, context.RequestAborted) is { } hold)
                    {
                        return hold;
                    }

                    var reply = await node.Routes.AskAsync(
                        CentralNode.Address(DeliveryRoute.Kind, route), new RouteCommand.Dispatch(), command);
                    return KeyedWrites.Receipt(reply, route, 202, Explain);
                }));
        _ = routes.Get<ListBody<ManifestView>>("/manifests", ApiScope.Read, "List routes", context =>
            Lists.PageAsync(
                context,
                node,
                DeliveryRoute.Kind,
                context.Request.Query["status"],
                context.Request.Query["depot"],
                null,
                CentralJson.Default.ListBodyManifestView,
                (_, doc) => ManifestView.Of(JsonSerializer.Deserialize(doc, RouteJson.Default.DeliveryRoute)!)));
        _ = routes.Get<ManifestView>("/manifests/{route}", ApiScope.Read, "Read a route", async context =>
        {
            var route = $"{context.Request.RouteValues["route"]}";
            if (!EntityAddress.IsId(route))
            {
                return Problems.NotFound("such route");
            }

            var view = await node.Routes.ReadAsync(
                CentralNode.Address(DeliveryRoute.Kind, route), Consistency.Of(context), context.RequestAborted);
            return view.State.Plan is null
                ? Problems.NotFound("such route")
                : Lists.Ok(ManifestView.Of(view.State), CentralJson.Default.ManifestView)
                    with
                { ETag = Preconditions.ETag(view.State.Revision) };
        }).ReadsOneEntity();
    }

    /// <summary>Why a planned route's vehicle must not leave; null when it may.</summary>
    private static async Task<Answer?> HoldAsync(CentralNode node, string route, CancellationToken cancellationToken)
    {
        var planned = (await node.Routes.ReadAsync(
            CentralNode.Address(DeliveryRoute.Kind, route), cancellationToken)).State;
        if (planned is not { Status: RouteStatus.Planned, Plan.Vehicle: var vehicle } || !EntityAddress.IsId(vehicle))
        {
            return null;
        }

        var open = (await node.Vehicles.ReadAsync(
            CentralNode.Address(FleetVehicle.Kind, vehicle), cancellationToken)).State.Open;
        return open.Count == 0
            ? null
            : Problems.Of(
                409,
                "vehicle-awaiting-repair",
                $"Vehicle {vehicle} leaves only after its defects are certified as repaired or as needing none: "
                    + string.Join(", ", open.Select(one => $"{one.Part} ({one.Report}#{one.Defect})")) + ".");
    }

    private static async Task<(RoutePlan? Plan, Answer? Problem)> PlanAsync(
        CentralNode node, PlanManifestBody body, CancellationToken cancellationToken)
    {
        if (!EntityAddress.IsId(body.Route) || !EntityAddress.IsId(body.Depot))
        {
            return (null, Problems.Invalid("/route", "Route and depot are 1 to 120 printable ASCII characters."));
        }

        var depot = (await node.Depots.ReadAsync(
            CentralNode.Address(Depot.Kind, body.Depot), cancellationToken)).State;
        if (!depot.IsRegistered)
        {
            return (null, Problems.Of(404, "depot-unknown", $"Depot {body.Depot} is not registered."));
        }

        var known = (await node.Routes.ReadAsync(
            CentralNode.Address(DeliveryRoute.Kind, body.Route), cancellationToken)).State;
        var stops = new List<PlannedStop>();
        var skus = new HashSet<string>(StringComparer.Ordinal);
        var locations = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var stop in body.Stops)
        {
            foreach (var id in stop.Orders)
            {
                if (!EntityAddress.IsId(id))
                {
                    return (null, Problems.NotFound($"order {id}"));
                }

                var order = (await node.Orders.ReadAsync(
                    CentralNode.Address(OrderId.Kind, id), cancellationToken)).State;
                if (order.Status == OrderStatus.Absent)
                {
                    return (null, Problems.NotFound($"order {id}"));
                }

                // A route that is planned already may be asked for again after its orders have moved on.
                if (known.Plan is null && (order.Status != OrderStatus.Released || order.Holds.Count > 0))
                {
                    return (null, Problems.Of(
                        409, "order-not-released", $"Order {id} is not ready to leave.", b => b.Order = id));
                }

                skus.UnionWith(order.Lines.Select(line => line.Sku));
                locations.UnionWith(order.Lines.Select(order.FindLocation).OfType<string>());

                // Each line of an order that was routed says where it leaves from when it is loaded.
                var from = order.Terms!.ShipFrom ?? order.Lines[0].ShipFrom ?? depot.Location;
                stops.Add(new PlannedStop(stop.Stop, stop.Consignee, id, from)
                {
                    Ordered = body.Catalogue is null ? null : Ordered(order, body.LoadFrom),
                });
            }
        }

        var stranger = (body.Catalogue?.Products ?? []).Index()
            .FirstOrDefault(one => one.Item is not null && !skus.Contains(one.Item.Sku));
        if (stranger.Item is not null)
        {
            return (null, Problems.Invalid(
                $"/catalogue/products/{stranger.Index}/sku",
                $"No order of the route has the SKU {stranger.Item.Sku}; leave the product out."));
        }

        return (
            new RoutePlan(
                body.Route, body.Depot, depot.Location, body.Vehicle, body.Driver, body.Reefer, stops)
            {
                VehicleClass = body.VehicleClass,
                CargoClass = body.CargoClass,
                Customer = body.Customer,
                Checklists = body.Checklists,
                Catalogue = body.Catalogue,
                LoadFrom = body.LoadFrom,
                PackedAt = await PackingAsync(node, locations, cancellationToken),
            },
            null);
    }

    /// <summary>The locations whose units leave in packages only; null for none.</summary>
    private static async Task<IReadOnlyList<string>?> PackingAsync(
        CentralNode node, IEnumerable<string> locations, CancellationToken cancellationToken)
    {
        var packing = new List<string>();
        foreach (var id in locations)
        {
            var location = await node.Locations.ReadAsync(
                CentralNode.Address(Location.Kind, EntityAddress.Join(id)), cancellationToken);
            if (location.State.Terms?.Fulfilment is not null)
            {
                packing.Add(id);
            }
        }

        return packing.Count > 0 ? packing : null;
    }

    private static List<OrderedQuantity> Ordered(Order order, string? loadFrom) =>
    [
        .. from line in order.Lines
           where line.Supply is null && line.Quantities.Ordered - line.Quantities.Cancelled is > 0
           where loadFrom is null || loadFrom == order.FindLocation(line)
           select new OrderedQuantity(line.Number, line.Sku, line.Quantities.Ordered - line.Quantities.Cancelled),
    ];

    private static Answer Explain(RouteRejection rejection) =>
        rejection switch
        {
            RouteRejection.NoSuchRoute => Problems.NotFound("such route"),
            RouteRejection.RouteTaken => Problems.Of(409, "route-taken", "The route's id stands for another plan."),
            RouteRejection.InvalidPlan r => Problems.Invalid(r.Field, r.Reason),
            RouteRejection.IllegalTransition r => Problems.Of(
                409, "illegal-transition", $"{r.Reason} (The route is {r.Status}.)"),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

internal sealed record PlanManifestBody(
    string Route, string Depot, string Vehicle, string Driver, string? Reefer, IReadOnlyList<StopBody> Stops)
{
    public string? VehicleClass { get; init; }

    public string? CargoClass { get; init; }

    public string? Customer { get; init; }

    public IReadOnlyList<ChecklistTemplate>? Checklists { get; init; }

    public ManifestCatalogue? Catalogue { get; init; }

    /// <summary>The location at which alone it is loaded; null where it takes units of any.</summary>
    public string? LoadFrom { get; init; }
}

internal sealed record StopBody(int Stop, string Consignee, IReadOnlyList<string> Orders);

internal sealed record EmptyBody;

/// <summary>A route as the API shows it.</summary>
/// <param name="Departed">When it left; null before.</param>
internal sealed record ManifestView(
    string Route,
    long Version,
    RouteStatus Status,
    string Depot,
    string Vehicle,
    string Driver,
    string? Reefer,
    Instant? Departed,
    IReadOnlyList<ManifestStop> Stops,
    IReadOnlyList<LeftBehind> LeftBehind,
    string? CheckOut)
{
    /// <summary>What the goods are known by; null for a route without a catalogue.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ManifestCatalogue? Catalogue { get; init; }

    /// <summary>The location at which alone it is loaded; null where it takes units of any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LoadFrom { get; init; }

    public static ManifestView Of(DeliveryRoute route)
    {
        var plan = route.Plan!;
        return new ManifestView(
            plan.Route,
            route.Revision,
            route.Status,
            plan.Depot,
            plan.Vehicle,
            plan.Driver,
            plan.Reefer,
            route.Manifest?.Departed,
            route.Manifest?.Stops
                ?? [.. plan.Stops.Select(stop => new ManifestStop(stop.Stop, stop.Order, stop.Consignee, []))],
            route.LeftBehind,
            route.CheckOut)
        {
            Catalogue = route.Manifest?.Catalogue ?? plan.Catalogue,
            LoadFrom = plan.LoadFrom,
        };
    }
}
