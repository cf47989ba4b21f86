using System.Text;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;

namespace Oms.Central.Imports;

/// <summary>Many products or customers at once, of a file.</summary>
internal static class ImportEndpoints
{
    private const int BytesMax = 8 << 20;
    private const int KeyCharsMax = 200;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        IImportKind[] kinds = [new ProductImport(node), new CustomerImport(node)];
        _ = routes.PostRows<ImportRowView>("/imports", ApiScope.Integration, "Import products or customers",
            context => ImportAsync(context, kinds));
    }

    private static async Task<IResult> ImportAsync(HttpContext context, IImportKind[] kinds)
    {
        var query = context.Request.Query;
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > KeyCharsMax || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return Problems.Of(
                400, "idempotency-key-missing", $"Give an Idempotency-Key of 1 to {KeyCharsMax} printable characters.");
        }

        if (kinds.FirstOrDefault(each => each.Name == query["kind"].ToString()) is not { } kind)
        {
            return Problems.Invalid("kind", $"It must be {string.Join(" or ", kinds.Select(each => each.Name))}.");
        }

        if (Flag(query["dry_run"].ToString()) is not { } isDry)
        {
            return Problems.Invalid("dry_run", "It must be true or false.");
        }

        if (Flag(query["replace"].ToString()) is not { } replaces)
        {
            return Problems.Invalid("replace", "It must be true or false.");
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

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return Problems.Invalid(string.Empty, "The file is not UTF-8.");
        }

        var (rows, fault) = ImportRows.Read(context.Request.ContentType, text.TrimStart('\uFEFF'), kind.Form);
        return rows is null
            ? fault!
            : new ImportRun(kind, rows, key, Caller.Of(context).Principal, isDry, replaces, from);
    }

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
