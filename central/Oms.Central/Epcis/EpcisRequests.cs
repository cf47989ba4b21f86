using System.Security.Cryptography;
using System.Text.Json;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Entities;
using Oms.Epcis;
using Oms.Json;

namespace Oms.Central.Epcis;

/// <summary>Requests of the EPCIS binding: their bodies, and the ids of their commands.</summary>
internal static class EpcisRequests
{
    /// <summary>The longest document or event, bytes.</summary>
    public const int BytesMax = StrictBody.BytesMax;

    private const int KeyCharsMax = 200;

    private static readonly Guid Space = new("6a0c3d5e-2f41-5c7b-9a8d-1e4f7b2c9d30");
    private static readonly string[] MediaTypes = ["application/json", "application/ld+json"];

    /// <summary>Reads a body of JSON or JSON-LD.</summary>
    public static async Task<(byte[]? Body, Answer? Problem)> ReadAsync(HttpContext context)
    {
        var type = context.Request.ContentType?.Split(';')[0].Trim();
        if (type is not null && !MediaTypes.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return (null, EpcisErrors.Of(
                415, EpcisErrors.UnsupportedMediaType, "Send application/json or application/ld+json."));
        }

        using var body = new MemoryStream();
        var part = new byte[16 << 10];
        int count;
        while ((count = await context.Request.Body.ReadAsync(part, context.RequestAborted)) > 0)
        {
            if (body.Length + count > BytesMax)
            {
                return (null, EpcisErrors.Of(
                    413, EpcisErrors.CaptureLimit, $"The body must not be longer than {BytesMax} bytes."));
            }

            body.Write(part, 0, count);
        }

        return StrictJson.Check(body.GetBuffer().AsSpan(0, (int)body.Length), StrictBody.DepthMax) is { } fault
            ? (null, EpcisErrors.Of(400, EpcisErrors.Validation, $"The body cannot be read: {fault}"))
            : (body.ToArray(), null);
    }

    /// <summary>The request's command, so that a repeated request with a key has one effect.</summary>
    /// <remarks>The standard knows no keys: without one every request is a command of its own, and a repeated event is
    /// found out as the duplicate that it is. With one, what the key stands for is stored before the effect, since
    /// another body is for another entity.</remarks>
    public static async Task<(CommandContext? Command, Answer? Problem)> CommandOfAsync(
        HttpContext context, CentralNode node, byte[] body)
    {
        var caller = Caller.Of(context);
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var isKeyed = key.Length is > 0 and <= KeyCharsMax;
        var id = isKeyed
            ? CommandId.Version5(
                Space, $"{EntityAddress.MainTenant}\0{caller.Principal}\0POST {context.Request.Path}\0{key}")
            : node.NewCommandId();
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(body));
        if (isKeyed)
        {
            var known = await node.Requests.FindAsync(id.Value);
            if (known is not null && known.Fingerprint != fingerprint)
            {
                return (null, Reused());
            }

            if (known is null && !await node.Requests.IntendAsync(id.Value, fingerprint))
            {
                return (null, Problems.Of(503, "back-pressure", "Too much waits already; try again."));
            }
        }

        return (
            new CommandContext(id, caller.Principal) { Fingerprint = fingerprint, Correlation = id.ToString() },
            null);
    }

    /// <summary>The prefixes that a request defines (<c>GS1-Extensions: ex=https://example.com/</c>, EPCIS 2.0, section
    /// 12.4), as a context; null for none.</summary>
    public static JsonElement? Extensions(HttpContext context)
    {
        var given = context.Request.Headers["GS1-Extensions"].ToString();
        if (given.Length == 0)
        {
            return null;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (prefix, uri) in given.Split(',', StringSplitOptions.TrimEntries)
                .Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries))
                .Where(part => part is [{ Length: > 0 }, { Length: > 0 }])
                .DistinctBy(part => part[0], StringComparer.Ordinal)
                .Select(part => (part[0], part[1])))
            {
                json.WriteString(prefix, uri);
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(stream.ToArray());
    }

    /// <summary>The problem of a key that stands for another request.</summary>
    public static Answer Reused() =>
        Problems.Of(422, "idempotency-key-reused", "The key was used before for another request.");

    /// <summary>An event as it is stored: with its id, and its context apart.</summary>
    public static EventContent ContentOf(EpcisEvent happened)
    {
        var id = happened.EventId ?? EventHash.Of(happened);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("eventID", id);
            foreach (var member in happened.Body.EnumerateObject()
                .Where(member => member.Name is not ("@context" or "eventID" or "id")))
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return new EventContent(
            id,
            happened.DeclaresError,
            JsonElement.Parse(stream.ToArray()),
            JsonElement.Parse(happened.Context.Json));
    }

    /// <summary>A finding in the words of the binding.</summary>
    public static CaptureError ErrorOf(EpcisFinding finding) =>
        new(EpcisErrors.Validation, finding.Path, $"{finding.Message} [{finding.Code}]");
}
