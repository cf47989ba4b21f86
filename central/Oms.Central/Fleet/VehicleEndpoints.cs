using System.Text.Json;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Fleet;

/// <summary>Vehicles over HTTP: their work orders, which the certification of each defect closes.</summary>
internal static class VehicleEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.Get<ListBody<VehicleView>>(
            "/vehicles", ApiScope.Read, "List vehicles and their work orders", context =>
            Lists.PageAsync(
                context,
                node,
                FleetVehicle.Kind,
                context.Request.Query["status"],
                null,
                null,
                CentralJson.Default.ListBodyVehicleView,
                (id, doc) => VehicleView.Of(
                    id, JsonSerializer.Deserialize(doc, FleetVehicleJson.Default.FleetVehicle)!)));
        _ = routes.Get<VehicleView>("/vehicles/{id}", ApiScope.Read, "Read a vehicle", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return Problems.NotFound("such vehicle");
            }

            var view = await node.Vehicles.ReadAsync(
                CentralNode.Address(FleetVehicle.Kind, id), Consistency.Of(context), context.RequestAborted);
            return view.Version == 0
                ? Problems.NotFound("such vehicle")
                : Lists.Ok(VehicleView.Of(id, view.State), CentralJson.Default.VehicleView)
                    with
                { ETag = Preconditions.ETag(view.Version) };
        }).ReadsOneEntity();
    }

    /// <summary>What lists are filtered by.</summary>
    public static string StatusOf(FleetVehicle vehicle) => vehicle.Open.IsEmpty ? "clear" : "held";
}

/// <summary>A vehicle as the API shows it.</summary>
/// <param name="Status"><c>held</c> while a work order is open, else <c>clear</c>.</param>
/// <param name="WorkOrders">One for each defect that nobody certified as repaired or as needing no repair.</param>
internal sealed record VehicleView(string Id, string Status, IReadOnlyList<OpenDefect> WorkOrders)
{
    public static VehicleView Of(string id, FleetVehicle vehicle) =>
        new(id, VehicleEndpoints.StatusOf(vehicle), vehicle.Open);
}
