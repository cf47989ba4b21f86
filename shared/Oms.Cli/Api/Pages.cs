using System.CommandLine;
using System.Text;
using System.Text.Json;
using Oms.Cli.Output;

namespace Oms.Cli.Api;

/// <summary>Lists of both systems, followed from page to page up to a bound.</summary>
internal static class Pages
{
    /// <summary>The most that one page may hold, at both systems.</summary>
    public const int PageMax = 200;

    private const int LimitDefault = 200;
    private const int LimitMax = 1_000_000;

    /// <summary>The option for how many items a list shows at most.</summary>
    public static Option<int> LimitOption() =>
        ApiOptions.Number("--limit", "How many to show at most,", LimitDefault, 1, LimitMax);

    /// <summary>Prints a list: as JSON with <c>--json</c>, otherwise as a table.</summary>
    public static async Task<int> PrintAsync(
        ApiCall call,
        ListQuery query,
        int limit,
        IReadOnlyList<Column> columns,
        CancellationToken cancellationToken)
    {
        var page = await ReadAsync(call, query, limit, cancellationToken);
        if (call.Json)
        {
            await call.Output.WriteLineAsync(ToJson(page));
            return ExitCode.Ok;
        }

        if (page.Items.Count > 0)
        {
            await call.WriteAsync(Table.Lines(columns, page.Items));
        }

        if (page.Items.Count == 0 || page.Next is not null)
        {
            await call.Error.WriteLineAsync(page.Items.Count == 0
                ? "There are none."
                : $"There are more than {page.Items.Count}; --limit shows more.");
        }

        return ExitCode.Ok;
    }

    /// <summary>Reads pages until there is no more, or the bound is reached.</summary>
    /// <exception cref="NoApiException">The answer is no list, or a cursor leads back to itself.</exception>
    public static async Task<Page> ReadAsync(
        ApiCall call, ListQuery query, int limit, CancellationToken cancellationToken)
    {
        List<JsonElement> items = [];
        var cursor = query.After;
        while (true)
        {
            var size = int.Min(PageMax, limit - items.Count);
            var body = (await call.GetAsync(query.Target(cursor, size), cancellationToken)).Json();
            var member = Member(body);

            // Lists without pages may give more than was asked for.
            List<JsonElement> found = [.. member.Value.EnumerateArray()];
            items.AddRange(found.Take(limit - items.Count));
            var next = query.Next(body, found, size);
            if (next is null || found.Count == 0 || items.Count >= limit)
            {
                return new Page(member.Name, items, found.Count == 0 ? null : next);
            }

            cursor = next != cursor ? next : throw new NoApiException($"The cursor {next} leads back to itself.");
        }
    }

    /// <summary>The one member that is a list: the systems name it differently.</summary>
    private static JsonProperty Member(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object
        && body.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Array).ToList() is [var list]
            ? list
            : throw new NoApiException("The answer is no list: this is no Oms.Edge API.");

    /// <summary>A list as one document.</summary>
    public static string ToJson(Page page)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray(page.Member);
            foreach (var item in page.Items)
            {
                item.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteString("next", page.Next);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
