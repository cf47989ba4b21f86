using System.Text;
using System.Text.Json;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;
using Oms.Transparency;

namespace Oms.Central.Transparency;

/// <summary>The log as anybody may read it (C2SP tlog-tiles), and the keys to check it by.</summary>
internal static class LogEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.Get<TrustView>(
            "/trust", null, "The centre's public keys, those it revoked, and the witnesses of its log",
            async context => Lists.Ok(
                await TrustAsync(node, context.RequestAborted), CentralJson.Default.TrustView));
        _ = routes.Get<string>("/log/checkpoint", null, "The newest signed checkpoint", async context =>
            WitnessEndpoints.Demanded(context) is not { } witnesses
                ? Problems.Invalid("witnesses", "It must be a number.")
                : await CheckpointAsync(node, witnesses, context.RequestAborted) is { } note
                    ? new Answer(200, Encoding.UTF8.GetBytes(note), "text/plain; charset=utf-8")
                    : Problems.NotFound("checkpoint yet"));
        _ = routes.Get<byte[]>("/log/tile/{**path}", null, "A tile of hashes or a bundle of entries", async context =>
        {
            if (!TileId.TryParse($"tile/{context.Request.RouteValues["path"]}", out var tile))
            {
                return Problems.NotFound("such tile");
            }

            await using var reader = await node.Model.OpenReaderAsync(context.RequestAborted);
            return await new TileTable(reader).ReadAsync(tile, context.RequestAborted) is { } content
                ? new Answer(200, content.ToArray(), "application/octet-stream")
                : Problems.NotFound("such tile yet");
        });
    }

    /// <summary>The newest checkpoint that enough witnesses signed, with their signatures; null for none.</summary>
    /// <remarks>The one that the tiles cover, not the newest of all: a reader goes on from here to the tiles.</remarks>
    private static async Task<string?> CheckpointAsync(
        CentralNode node, int witnesses, CancellationToken cancellationToken)
    {
        await using var reader = await node.Model.OpenReaderAsync(cancellationToken);
        var newest = await WitnessEndpoints.NewestAsync(reader);
        if (newest.Note is null || witnesses == 0)
        {
            return newest.Note is null
                ? null
                : (await node.Witnesses.CosignedAsync(newest.Note, newest.Size, cancellationToken)).Note;
        }

        var sizes = await node.Witnesses.SizesAsync(0, cancellationToken);
        foreach (var (size, _) in sizes.Where(one => one.Count >= witnesses && one.Size <= newest.Size)
            .OrderByDescending(one => one.Size))
        {
            if (await WitnessEndpoints.CheckpointAsync(reader, size) is { } note)
            {
                return (await node.Witnesses.CosignedAsync(note, size, cancellationToken)).Note;
            }
        }

        return null;
    }

    private static async Task<TrustView> TrustAsync(CentralNode node, CancellationToken cancellationToken)
    {
        await using var reader = await node.Model.OpenReaderAsync(cancellationToken);
        var revocations = await reader.ManyAsync(
            "SELECT revocation FROM revocations ORDER BY depot, public_key", row => JsonElement.Parse(row.Bytes(0)));
        return new TrustView(
            Convert.ToBase64String(node.Keys.RootSpki.Span),
            node.Keys.LogVkey,
            node.Keys.Origin,
            revocations,
            await node.Witnesses.WitnessesAsync(cancellationToken));
    }
}

/// <param name="Revocations">Keys of gateways that count no longer, as the trust folder has them.</param>
/// <param name="Witnesses">The keys that cosigned one of the newest checkpoints; who trusts them says so by
/// itself.</param>
internal sealed record TrustView(
    string RootKey,
    string LogKey,
    string LogOrigin,
    IReadOnlyList<JsonElement> Revocations,
    IReadOnlyList<string> Witnesses);
