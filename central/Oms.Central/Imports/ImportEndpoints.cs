using System.Security.Cryptography;
using System.Text.Json;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Imports;

/// <summary>Many things at once, of a file: carried out while the caller listens, or stored and carried out
/// later.</summary>
internal static class ImportEndpoints
{
    private const int BytesMax = 8 << 20;
    private const int KeyCharsMax = 200;
    private static readonly Guid Space = new("a7f6a2c3-9d1e-5b7c-8c55-2f1f6e0b9d34");

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.PostRows<ImportRowView>(
                "/imports", ApiScope.Integration, "Import products, customers, stock or orders",
                context => ImportAsync(context, node))
            .Produces<ImportJobView>(StatusCodes.Status202Accepted);
        _ = routes.Get<ImportJobView>("/imports/{id}", ApiScope.Read, "How far a stored import is", async context =>
            await node.Imports.ViewAsync($"{context.Request.RouteValues["id"]}") is { } job
                ? Lists.Ok(job, CentralJson.Default.ImportJobView)
                : Problems.NotFound("such import"));
        _ = routes.MapGetRows<ImportRowView>(
            "/imports/{id}/results", ApiScope.Read, "The results of a stored import's rows", async context =>
            {
                var id = $"{context.Request.RouteValues["id"]}";
                return await node.Imports.FindAsync(id) is null
                    ? Problems.NotFound("such import")
                    : new ImportResults(node.Imports, id);
            });
    }

    private static async Task<IResult> ImportAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > KeyCharsMax || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return Problems.Of(
                400, "idempotency-key-missing", $"Give an Idempotency-Key of 1 to {KeyCharsMax} printable characters.");
        }

        var kinds = ImportKinds.Of(node);
        if (kinds.FirstOrDefault(each => each.Name == query["kind"].ToString()) is not { } kind)
        {
            return Problems.Invalid("kind", $"It must be {string.Join(" or ", kinds.Select(each => each.Name))}.");
        }

        if (AccessControl.Refusal(Caller.Of(context), "POST", AreaOf(kind)) is { } refusal)
        {
            return refusal;
        }

        foreach (var name in new[] { "dry_run", "replace", "stored" })
        {
            if (Flag(query[name].ToString()) is null)
            {
                return Problems.Invalid(name, "It must be true or false.");
            }
        }

        if (Lists.Limit(query["from"], 1, ImportRows.RowsMax) is not { } from)
        {
            return Problems.Invalid("from", $"It must be from 1 to {ImportRows.RowsMax}.");
        }

        if (await BodyAsync(context) is not { } body)
        {
            return Problems.Of(
                413, "body-too-large", $"A file has at most {BytesMax} bytes; send it in parts, each with its header.");
        }

        var (isDry, replaces) = (query["dry_run"] == "true", query["replace"] == "true");
        var (rows, fault) = ImportRows.Read(context.Request.ContentType, body, kind.Form);
        if (rows is null)
        {
            return fault!;
        }

        return query["stored"] == "true"
            ? await StoreAsync(context, node, kind, key, body, isDry, replaces)
            : new ImportRun(new ImportRunner(kind, key, Caller.Of(context), isDry, replaces), rows, isDry, from);
    }

    private static async Task<IResult> StoreAsync(
        HttpContext context,
        CentralNode node,
        IImportKind kind,
        string key,
        byte[] body,
        bool isDry,
        bool replaces)
    {
        var principal = Caller.Of(context).Principal;
        var id = CommandId.Version5(Space, $"{EntityAddress.MainTenant}\0{principal}\0{kind.Name}\0{key}").Value;
        var now = node.Clock.GetCurrentInstant();
        var given = new ImportJob(
            $"{id:N}",
            principal.Id,
            kind.Name,
            key,
            context.Request.ContentType ?? string.Empty,
            isDry,
            replaces,
            Convert.ToHexStringLower(SHA256.HashData(body)),
            ImportState.Queued,
            null,
            now,
            now);
        if (await node.Imports.AddAsync(given, body) is not { } stored)
        {
            return Problems.Of(503, "back-pressure", "Too much waits already; try again.");
        }

        return (stored.Sha256, stored.IsDry, stored.Replaces) != (given.Sha256, isDry, replaces)
            ? Problems.Of(422, "idempotency-key-reused", "The key was used before for another request.")
            : new Answer(
                StatusCodes.Status202Accepted,
                JsonSerializer.SerializeToUtf8Bytes(
                    (await node.Imports.ViewAsync(stored.Id))!, CentralJson.Default.ImportJobView),
                Answer.Json)
            {
                Location = $"/imports/{stored.Id}",
            };
    }

    /// <summary>What a role must be allowed to change for it.</summary>
    private static string AreaOf(IImportKind kind) => kind.Name == "stock" ? "/stock-items" : $"/{kind.Name}";

    private static bool? Flag(string text) =>
        text switch
        {
            "" or "false" => false,
            "true" => true,
            _ => null,
        };

    private static async Task<byte[]?> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > BytesMax)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
