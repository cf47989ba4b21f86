using System.Text.Json;
using Oms.Cli.Output;

namespace Oms.Cli.Api;

/// <summary>Problem documents (RFC 9457), as both systems send them.</summary>
internal static class Problem
{
    /// <summary>The first request with this idempotency key has not been answered yet.</summary>
    public const string InFlight = "idempotency-in-flight";

    private const string TypePrefix = "urn:oms:problem:";
    private static readonly string[] Shown = ["type", "code", "title", "status", "detail"];

    /// <summary>The last part of the problem's type; empty where the body is no problem document.</summary>
    public static string CodeOf(ApiAnswer answer) =>
        Read(answer) is { } body && Text(body, "type").StartsWith(TypePrefix, StringComparison.Ordinal)
            ? Text(body, "type")[TypePrefix.Length..]
            : string.Empty;

    /// <summary>Says why the system said no: title and detail, then every other fact on a line of its own.</summary>
    public static async Task WriteAsync(TextWriter error, ApiAnswer answer, bool json)
    {
        if (Read(answer) is not { } body)
        {
            await error.WriteLineAsync($"The system answered {answer.Status} without saying why.");
            return;
        }

        if (json)
        {
            await error.WriteLineAsync(body.GetRawText());
            return;
        }

        var title = Text(body, "title") is { Length: > 0 } given ? given : CodeOf(answer);
        await error.WriteLineAsync(Terminal.Clean($"{title} ({answer.Status}): {Text(body, "detail")}"));
        var facts = body.EnumerateObject()
            .Where(fact => !Shown.Contains(fact.Name) && fact.Value.ValueKind != JsonValueKind.Null);
        foreach (var fact in facts)
        {
            var lines = fact is { Name: "errors", Value.ValueKind: JsonValueKind.Array }
                ? fact.Value.EnumerateArray().Select(one => $"{Text(one, "field")}: {Text(one, "reason")}")
                : [$"{fact.Name}: {Cell.Text(fact.Value)}"];
            foreach (var line in lines)
            {
                await error.WriteLineAsync(Terminal.Clean($"  {line}"));
            }
        }

        if (answer.Status == 401)
        {
            await error.WriteLineAsync(
                $"Name a file that holds a key: {ApiOptions.KeyFileName} or {ApiOptions.KeyFileVariable}.");
        }
    }

    private static JsonElement? Read(ApiAnswer answer)
    {
        if (!answer.MediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            var body = JsonElement.Parse(answer.Body);
            return body.ValueKind == JsonValueKind.Object ? body : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonElement body, string name) =>
        Cell.Find(body, name) is { } value ? Cell.Text(value) : string.Empty;
}
