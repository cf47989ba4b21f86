using System.Text;
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
        _ = routes.Get<TrustView>("/trust", null, "The centre's public keys", _ =>
            Task.FromResult<IResult>(Lists.Ok(
                new TrustView(
                    Convert.ToBase64String(node.Keys.RootSpki.Span), node.Keys.LogVkey, node.Keys.Origin),
                CentralJson.Default.TrustView)));
        _ = routes.Get<string>("/log/checkpoint", null, "The newest signed checkpoint", async context =>
        {
            // The one that the tiles cover, not the newest of all: a reader goes on from here to the tiles.
            await using var reader = await node.Model.OpenReaderAsync(context.RequestAborted);
            var note = await reader.OneAsync(
                """
                SELECT note FROM log_checkpoints WHERE size <= coalesce((SELECT size FROM log_state), 0)
                ORDER BY size DESC LIMIT 1
                """,
                row => row.GetString(0));
            return note is null
                ? Problems.NotFound("checkpoint yet")
                : new Answer(200, Encoding.UTF8.GetBytes(note), "text/plain; charset=utf-8");
        });
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
}

internal sealed record TrustView(string RootKey, string LogKey, string LogOrigin);
