using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Depots;

/// <summary>Depots over HTTP.</summary>
internal static class DepotEndpoints
{
    private const int CodeMinutesMax = 7 * 24 * 60;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<RegisterDepotBody>("/depots", ApiScope.Admin, 201, "Register a depot", context =>
            writes.RunAsync(context, CentralJson.Default.RegisterDepotBody, addressInBody: true,
                async (body, command) =>
            {
                if (!EntityAddress.IsId(body.Id))
                {
                    return Problems.Invalid("/id", "It must be 1 to 120 printable ASCII characters without space.");
                }

                var reply = await node.Depots.AskAsync(
                    CentralNode.Address(Depot.Kind, body.Id),
                    new DepotCommand.Register(body.Id, body.Name, body.Location ?? body.Id),
                    command);
                return KeyedWrites.Receipt(
                    reply, body.Id, reply.Events.Count > 0 ? 201 : 200, Explain, $"/depots/{body.Id}");
            }));
        _ = routes.Post<EnrolmentCodeBody>(
                "/depots/{id}/enrolment-codes", ApiScope.Admin, 201, "Make a one-time enrolment code", context =>
                    writes.RunAsync(
                        context,
                        CentralJson.Default.EnrolmentCodeBody,
                        addressInBody: false,
                        (body, command) => IssueAsync(node, $"{context.Request.RouteValues["id"]}", body, command)))
            .Produces<EnrolmentCodeView>(StatusCodes.Status201Created);
        _ = routes.Post<RevokeKeyBody>(
            "/depots/{id}/keys/revoke", ApiScope.Admin, 200, "Take a gateway's key its word", context =>
                writes.RunAsync(
                    context,
                    CentralJson.Default.RevokeKeyBody,
                    addressInBody: false,
                    (body, command) => KeyRevocations.RevokeAsync(
                        node, $"{context.Request.RouteValues["id"]}", body, command, context.RequestAborted)));
        _ = routes.Get<ListBody<DepotView>>("/depots", ApiScope.Read, "List depots", context =>
            Lists.PageAsync(
                context,
                node,
                Depot.Kind,
                null,
                null,
                null,
                CentralJson.Default.ListBodyDepotView,
                (_, doc) => DepotView.Of(JsonSerializer.Deserialize(doc, DepotJson.Default.Depot)!)));
        _ = routes.Get<DepotView>("/depots/{id}", ApiScope.Read, "Read a depot", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return Problems.NotFound("such depot");
            }

            var view = await node.Depots.ReadAsync(
                CentralNode.Address(Depot.Kind, id), Consistency.Of(context), context.RequestAborted);
            return view.State.IsRegistered
                ? Lists.Ok(DepotView.Of(view.State), CentralJson.Default.DepotView)
                    with
                { ETag = Preconditions.ETag(view.State.Revision) }
                : Problems.NotFound("such depot");
        }).ReadsOneEntity();
    }

    /// <summary>What is stored of an enrolment code.</summary>
    public static string HashOf(string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    private static async Task<Answer> IssueAsync(
        CentralNode node, string id, EnrolmentCodeBody body, CommandContext command)
    {
        if (body.ValidForMinutes is < 1 or > CodeMinutesMax)
        {
            return Problems.Invalid("/valid_for_minutes", $"It must be from 1 to {CodeMinutesMax}.");
        }

        if (!EntityAddress.IsId(id))
        {
            return Problems.NotFound("such depot");
        }

        // The code follows from the request's id, so a repeated request gets the same one; only its digest is stored.
        var code = node.Keys.EnrolmentCode(command.Id.Value);
        var expiresAt = node.Clock.GetCurrentInstant() + Duration.FromMinutes(body.ValidForMinutes);
        var reply = await node.Depots.AskAsync(
            CentralNode.Address(Depot.Kind, id), new DepotCommand.IssueCode(HashOf(code), expiresAt), command);
        var answer = KeyedWrites.Receipt(reply, id, 201, Explain);
        return reply is { Outcome: ReplyOutcome.Accepted, Events: [DepotEvent.EnrolmentCodeIssued issued] }
            ? answer with
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new EnrolmentCodeView(code, issued.ExpiresAt), CentralJson.Default.EnrolmentCodeView),
            }
            : answer;
    }

    /// <summary>What a rejection is to a client.</summary>
    public static Answer Explain(DepotRejection rejection) =>
        rejection switch
        {
            DepotRejection.NoSuchDepot => Problems.Of(404, "depot-unknown", "The depot is not registered."),
            DepotRejection.Differs => Problems.Of(409, "illegal-transition", "The id stands for another depot."),
            DepotRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            _ => Problems.Of(409, "illegal-transition", $"{rejection}"),
        };
}

internal sealed record RegisterDepotBody(string Id, string Name, string? Location = null);

internal sealed record EnrolmentCodeBody(int ValidForMinutes = 60);

internal sealed record EnrolmentCodeView(string Code, Instant ExpiresAt);

/// <summary>A depot as the API shows it.</summary>
internal sealed record DepotView(
    string Id,
    long Version,
    string Name,
    string Location,
    IReadOnlyList<GatewayView> Devices,
    IReadOnlyList<QuarantinedBatch> QuarantinedBatches,
    IReadOnlyList<Incident> Incidents)
{
    public static DepotView Of(Depot depot) => new(
        depot.Id!,
        depot.Revision,
        depot.Name,
        depot.Location,
        [
            .. depot.Gateways.Values.Select(g => new GatewayView(
                g.Device,
                g.Incarnation,
                g.HighWater,
                g.GatewayHead,
                long.Max(0, g.GatewayHead - g.HighWater),
                g.ClockQuality,
                g.LastAt)),
        ],
        depot.Quarantined,
        depot.Incidents);
}

internal sealed record GatewayView(
    string Device, string Incarnation, long HighWater, long Head, long Lag, string ClockQuality, Instant? LastSeen);
