using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Epcis;

namespace Oms.Central.Epcis;

/// <summary>The values that events have, as resources of their own (EPCIS 2.0, section 12.5).</summary>
internal static class ResourceViews
{
    private static readonly string[] Epcs = ["epcList", "childEPCs", "parentID", "inputEPCList", "outputEPCList"];

    /// <summary>The resources: what each is called, and under which names its values stand.</summary>
    public static IReadOnlyDictionary<string, ResourceView> All { get; } = new Dictionary<string, ResourceView>
    {
        ["eventTypes"] = new(["eventType"], null),
        ["epcs"] = new(Epcs, null),
        ["bizSteps"] = new(["bizStep"], CbvTerm.BizStep),
        ["bizLocations"] = new(["bizLocation"], null),
        ["readPoints"] = new(["readPoint"], null),
        ["dispositions"] = new(["disposition"], CbvTerm.Disposition),
    };

    /// <summary>All values, each once.</summary>
    public static async Task<IResult> ListAsync(HttpContext context, CentralNode node, ResourceView view)
    {
        var (page, problem) = EpcisPage.Read(context);
        if (problem is not null)
        {
            return problem;
        }

        if (page!.Token is { } token && !Base64Url.IsValid(token))
        {
            return EpcisErrors.Parameter(EpcisPage.TokenName, "It is not a token of this repository.");
        }

        var after = page.Token is null ? "" : Encoding.UTF8.GetString(Base64Url.DecodeFromChars(page.Token));
        var values = await node.Model.ValuesAsync(view.Names, after, page.Size + 1);
        var shown = values.Take(page.Size).ToList();
        var next = values.Count > page.Size ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(shown[^1])) : null;
        return new Answer(200, Write(shown.Select(view.Bare)), Answer.Json)
        {
            Link = next is null ? null : Lists.NextLink(context, next, EpcisPage.TokenName),
        };
    }

    /// <summary>The events that have one value.</summary>
    public static Task<IResult> EventsAsync(HttpContext context, CentralNode node, ResourceView view)
    {
        var value = Uri.UnescapeDataString($"{context.Request.RouteValues["value"]}");
        return EpcisEventEndpoints.AnswerAsync(
            context, node, "SimpleEventQuery", [], [new QueryCondition.HasTerm(view.Names, [view.Whole(value)])]);
    }

    private static byte[] Write(IEnumerable<string> values)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("@context", EpcisContext.StandardUri);
            json.WriteString("type", "Collection");
            json.WriteStartArray("member");
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}

/// <param name="Names">Under which names the values stand among the terms of events.</param>
/// <param name="Terms">The vocabulary that they are of; null where they are of none.</param>
internal sealed record ResourceView(IReadOnlyList<string> Names, CbvVocabulary? Terms)
{
    /// <summary>A value as the standard writes it: a term of the standard without what stands before it.</summary>
    public string Bare(string value) =>
        Terms is not null && value.StartsWith(Terms.Stem, StringComparison.Ordinal)
            ? value[Terms.Stem.Length..]
            : value;

    /// <summary>A value as the tables have it.</summary>
    public string Whole(string value) =>
        Terms is null
            ? EventIdentifiers.Canonical(value)
            : Terms.Expand(EpcisContext.Standard.ExpandValue(value));
}
