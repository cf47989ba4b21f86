using Oms.Custody;
using Oms.Edge.Gateway.Centre;
using Oms.Edge.Gateway.Depot;
using Oms.Transparency;

namespace Oms.Edge.Gateway.Api;

/// <summary>What operators check and repair; the same paths as at the centre.</summary>
internal sealed class OperationsEndpoints(DepotNode node, ApiPipe pipe)
{
    public void Map(IEndpointRouteBuilder app)
    {
        _ = app.MapGet("/ops/journal/check", pipe.Wrap(CheckAsync));
        _ = app.MapGet("/ops/entities/quarantined", pipe.Wrap(QuarantinedAsync));
        _ = app.MapPost("/ops/entities/release", pipe.Wrap(ReleaseAsync));
        _ = app.MapPost("/ops/keys/change", pipe.Wrap(ChangeKeyAsync));
        _ = app.MapGet("/frauds", pipe.Wrap(FraudsAsync));
        _ = app.MapGet("/frauds/{id}", pipe.Wrap(FraudAsync));
    }

    private async Task CheckAsync(HttpContext context)
    {
        var identity = new DeviceIdentity(
            node.Options.Depot, node.Options.Device, Guid.Parse(node.Incarnation));
        using var check = new DepotLogCheck(node.Services.Journal, identity, node.Services.Keys.Signing.PublicKey);
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

    private async Task ChangeKeyAsync(HttpContext context)
    {
        var changed = await node.ChangeKeyAsync(context.RequestAborted)
            ?? throw ProblemException.Conflict(
                "centre-must-follow",
                "The centre does not know this gateway, or its present key, yet: try again once it is reached.");
        await ApiPipe.WriteAsync(
            context, 200, new KeyChangeAnswer(changed.KeyId, changed.Seq), ApiJson.Default.KeyChangeAnswer);
    }

    private Task FraudsAsync(HttpContext context) => ApiPipe.WriteAsync(
        context,
        200,
        new FraudsAnswer([
            .. node.Services.Files.List(Witness.FraudFolder)
                .Where(file => file.EndsWith(FraudProof.Extension, StringComparison.Ordinal))
                .Select(file => new FraudItem(file[..^FraudProof.Extension.Length], LogFork.KindName)),
        ]),
        ApiJson.Default.FraudsAnswer);

    private async Task FraudAsync(HttpContext context)
    {
        var name = $"{context.Request.RouteValues["id"]}{FraudProof.Extension}";
        if (!node.Services.Files.List(Witness.FraudFolder).Contains(name))
        {
            throw new ProblemException(404, "not-found", "There is no such fraud proof.");
        }

        using var file = node.Services.Files.Open($"{Witness.FraudFolder}/{name}");
        var octets = new byte[Math.Min(file.Length, FraudProof.FileBytesMax)];
        context.Response.ContentType = "application/vnd.oms.fraud+json";
        await context.Response.Body.WriteAsync(octets.AsMemory(0, file.Read(octets, 0)), context.RequestAborted);
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

/// <param name="KeyId">The new key, as evidence reports name it.</param>
/// <param name="Seq">The record of the depot log that names it.</param>
internal sealed record KeyChangeAnswer(string KeyId, long Seq);

/// <summary>The fraud proofs that this gateway holds.</summary>
internal sealed record FraudsAnswer(IReadOnlyList<FraudItem> Items);

/// <param name="Id">Also the file's name before <c>.fraud</c>.</param>
internal sealed record FraudItem(string Id, string Kind);

internal sealed record ReleaseBody(string Kind, string Id);

internal sealed record QuarantinedAnswer(IReadOnlyList<QuarantinedEntity> Items);

/// <param name="Incident">Names the case in logs and problem documents.</param>
internal sealed record QuarantinedEntity(string Kind, string Id, string? Reason, long AtSeq, string Incident);
