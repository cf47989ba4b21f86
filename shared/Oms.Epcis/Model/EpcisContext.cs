using System.Collections.Frozen;
using System.Text.Json;

namespace Oms.Epcis;

/// <summary>What a document's <c>@context</c> says of names with a prefix.</summary>
/// <remarks>
/// EPCIS 2.0 is JSON-LD whose standard terms have fixed meanings, so a reader that knows them needs no network: the
/// prefixes of the standard context are built in, and of a document's own context the prefix definitions are kept.
/// Immutable.
/// </remarks>
public sealed class EpcisContext
{
    /// <summary>The context of the ratified standard, and what a writer names.</summary>
    public const string StandardUri = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

    private static readonly FrozenDictionary<string, string> WellKnown = new Dictionary<string, string>
    {
        ["epcis"] = "https://ref.gs1.org/epcis/",
        ["cbv"] = CbvTerm.Namespace,
        ["cbvmda"] = "urn:epcglobal:cbv:mda:",
        ["gs1"] = CbvTerm.Gs1Namespace,
        ["rdfs"] = "http://www.w3.org/2000/01/rdf-schema#",
        ["owl"] = "http://www.w3.org/2002/07/owl#",
        ["xsd"] = "http://www.w3.org/2001/XMLSchema#",
        ["dcterms"] = "http://purl.org/dc/terms/",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> _prefixes;

    private EpcisContext(FrozenDictionary<string, string> prefixes, string json) =>
        (_prefixes, Json) = (prefixes, json);

    /// <summary>The standard context alone.</summary>
    public static EpcisContext Standard { get; } = new(WellKnown, $"\"{StandardUri}\"");

    /// <summary>The JSON text of the context, as it was given.</summary>
    public string Json { get; }

    /// <summary>Reads a context.</summary>
    /// <param name="context">A URI, an object of definitions, or an array of both.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="findings">Gets what is wrong with it.</param>
    public static EpcisContext Read(JsonElement context, string path, ICollection<EpcisFinding> findings)
    {
        var prefixes = new Dictionary<string, string>(WellKnown, StringComparer.Ordinal);
        if (context.ValueKind != JsonValueKind.Array)
        {
            Add(context, path, prefixes, findings);
        }
        else
        {
            var index = 0;
            foreach (var part in context.EnumerateArray())
            {
                Add(part, JsonPath.Item(path, index), prefixes, findings);
                index++;
            }
        }

        return new EpcisContext(prefixes.ToFrozenDictionary(StringComparer.Ordinal), context.GetRawText());
    }

    /// <summary>This context with an event's own behind it.</summary>
    internal EpcisContext With(JsonElement context, string path, ICollection<EpcisFinding> findings)
    {
        var own = Read(context, path, findings);
        var prefixes = new Dictionary<string, string>(_prefixes, StringComparer.Ordinal);
        foreach (var (prefix, uri) in own._prefixes)
        {
            prefixes[prefix] = uri;
        }

        return new EpcisContext(
            prefixes.ToFrozenDictionary(StringComparer.Ordinal), $"[{Parts(Json)},{Parts(own.Json)}]");
    }

    // The parts of a context that is an array, or the one part that it is.
    private static string Parts(string json) => json.StartsWith('[') ? json[1..^1] : json;

    /// <summary>Whether a prefix is defined.</summary>
    public bool Defines(string prefix) => _prefixes.ContainsKey(prefix);

    /// <summary>A member's name in the form <c>{namespace}local</c>; as it is where its prefix is unknown.</summary>
    public string ExpandName(string name) =>
        TrySplit(name, out var uri, out var local) ? $"{{{uri}}}{local}" : name;

    /// <summary>A value with a prefix of a GS1 namespace as the whole URI; every other value as it is.</summary>
    /// <remarks>The hash expands standard vocabulary only: a CURIE of a user's namespace stays as it is.</remarks>
    public string ExpandValue(string value) =>
        TrySplit(value, out var uri, out var local)
            && (uri.StartsWith("https://ref.gs1.org/", StringComparison.Ordinal)
                || uri.StartsWith("https://gs1.org/", StringComparison.Ordinal))
            ? uri + local
            : value;

    private static void Add(
        JsonElement part, string path, Dictionary<string, string> prefixes, ICollection<EpcisFinding> findings)
    {
        if (part.ValueKind == JsonValueKind.String)
        {
            if (!UriText.IsAbsolute(part.GetString()!))
            {
                findings.Add(new EpcisFinding(
                    "not-a-uri", path, $"A context must be an absolute URI, such as {StandardUri}."));
            }

            return;
        }

        if (part.ValueKind != JsonValueKind.Object)
        {
            findings.Add(new EpcisFinding(
                "wrong-type", path, "A context must be a URI, or an object that defines prefixes."));
            return;
        }

        foreach (var definition in part.EnumerateObject())
        {
            // A term with an object says how its values are typed; only what names a namespace matters here.
            if (definition.Value.ValueKind == JsonValueKind.String)
            {
                prefixes[definition.Name] = definition.Value.GetString()!;
            }
        }
    }

    private bool TrySplit(string name, out string uri, out string local)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        (uri, local) = ("", "");
        if (colon <= 0 || !_prefixes.TryGetValue(name[..colon], out var found))
        {
            return false;
        }

        (uri, local) = (found, name[(colon + 1)..]);
        return true;
    }
}
