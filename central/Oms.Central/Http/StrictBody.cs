using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Json;

namespace Oms.Central.Http;

/// <summary>Reads request bodies that have one meaning, or says what is wrong with them.</summary>
internal static partial class StrictBody
{
    /// <summary>The longest body of an ordinary request.</summary>
    public const int BytesMax = 1 << 20;

    /// <summary>
    /// The deepest nesting of a body: that of a custody record's own (32) within a batch. What is stored with the body
    /// in it, or carries it to another node, adds a few levels, and all of it is read back at 64 at most.
    /// </summary>
    public const int DepthMax = 40;

    /// <summary>Reads a body of at most so many bytes.</summary>
    public static async Task<(byte[]? Body, Answer? Problem)> ReadAsync(HttpContext context, int bytesMax)
    {
        if (context.Request.ContentLength > bytesMax)
        {
            return (null, TooLarge(bytesMax));
        }

        if (context.Request.ContentType is { } type
            && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return (null, Problems.Of(415, "unsupported-media-type", "The body must be application/json."));
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > bytesMax)
            {
                return (null, TooLarge(bytesMax));
            }

            body.Write(buffer, 0, read);
        }

        return (body.ToArray(), null);
    }

    /// <summary>Turns bytes into a value; an empty body counts as <c>{}</c>.</summary>
    public static (T? Value, Answer? Problem) Parse<T>(byte[] body, JsonTypeInfo<T> json)
        where T : class
    {
        var text = body.Length == 0 ? "{}"u8 : body;
        if (StrictJson.Check(text, DepthMax) is { } fault)
        {
            return (null, Problems.Invalid(fault.Path, fault.Reason));
        }

        try
        {
            return JsonSerializer.Deserialize(text, json) is { } value
                ? (value, null)
                : (null, Problems.Invalid(string.Empty, "It must be an object."));
        }
        catch (JsonException failure)
        {
            return (null, Problems.Invalid(Pointer(failure.Path), Reason(failure)));
        }
    }

    [System.Text.RegularExpressions.GeneratedRegex("missing required properties including: (.*?)\\.?$")]
    private static partial System.Text.RegularExpressions.Regex MissingMembers();

    private static Answer TooLarge(int bytesMax) =>
        Problems.Of(413, "body-too-large", $"The body must not be longer than {bytesMax} bytes.");

    /// <summary>The framework's <c>$.lines[0].sku</c> as a JSON Pointer.</summary>
    private static string Pointer(string? path) =>
        (path ?? string.Empty)
            .TrimStart('$')
            .Replace("['", ".", StringComparison.Ordinal)
            .Replace("']", string.Empty, StringComparison.Ordinal)
            .Replace("[", ".", StringComparison.Ordinal)
            .Replace("]", string.Empty, StringComparison.Ordinal)
            .Replace('.', '/');

    private static string Reason(JsonException failure)
    {
        // The first sentences say what is wrong; the rest is about types and byte positions of the implementation.
        var text = failure.Message;
        var end = text.IndexOf(" Path: ", StringComparison.Ordinal);
        text = end > 0 ? text[..end] : text;
        return text.Contains("could not be converted", StringComparison.Ordinal)
            ? "The value is not of the type that this member has."
            : text.Contains("could not be mapped", StringComparison.Ordinal)
                ? "This member is not known."
                : MissingMembers().Match(text) is { Success: true } missing
                    ? $"Members are missing: {missing.Groups[1].Value}."
                    : text;
    }
}
