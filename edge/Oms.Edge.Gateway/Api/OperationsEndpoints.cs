using Oms.Custody;
using Oms.Edge.Gateway.Depot;

namespace Oms.Edge.Gateway.Api;

/// <summary>What operators check and repair; the same paths as at the centre.</summary>
internal sealed class OperationsEndpoints(DepotNode node, ApiPipe pipe)
{
    public void Map(IEndpointRouteBuilder app)
    {
        _ = app.MapGet("/ops/journal/check", pipe.Wrap(CheckAsync));
        _ = app.MapGet("/ops/entities/quarantined", pipe.Wrap(QuarantinedAsync));
        _ = app.MapPost("/ops/entities/release", pipe.Wrap(ReleaseAsync));
    }

    private async Task CheckAsync(HttpContext context)
    {
        var identity = new DeviceIdentity(
            node.Options.Depot, node.Options.Device, Guid.Parse(node.Incarnation));
        var check = new DepotLogCheck(node.Services.Journal, identity, node.Services.Key.PublicKey);
        await ApiPipe.WriteAsync(
            context, 200, await check.RunAsync(context.RequestAborted), ApiJson.Default.LogCheckResult);
    }

    private async Task QuarantinedAsync(HttpContext context)
    {
        var rows = await node.System.QuarantinedAsync(context.RequestAborted);
        await ApiPipe.WriteAsync(
            context,
            200,
            new QuarantinedAnswer([.. rows.Select(row => new QuarantinedEntity(
                row.Address.Kind, row.Address.Id, row.Reason, row.AtSeq, row.Incident))]),
            ApiJson.Default.QuarantinedAnswer);
    }

    private async Task ReleaseAsync(HttpContext context)
    {
        // The same command twice changes nothing more, so the key is not needed.
        var (body, _) = await ApiPipe.ReadAsync(context, ApiJson.Default.ReleaseBody);
        var row = (await node.System.QuarantinedAsync(context.RequestAborted))
            .FirstOrDefault(row => (row.Address.Kind, row.Address.Id) == (body.Kind, body.Id));
        if (row is not null)
        {
            await node.System.ReleaseAsync(row.Address, context.RequestAborted);
        }

        await ApiPipe.WriteAsync(context, 200, new OutcomeAnswer("released"), ApiJson.Default.OutcomeAnswer);
    }
}

internal sealed record ReleaseBody(string Kind, string Id);

internal sealed record QuarantinedAnswer(IReadOnlyList<QuarantinedEntity> Items);

/// <param name="Incident">Names the case in logs and problem documents.</param>
internal sealed record QuarantinedEntity(string Kind, string Id, string? Reason, long AtSeq, string Incident);
