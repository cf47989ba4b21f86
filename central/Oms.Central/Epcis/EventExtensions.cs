using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Oms.Epcis;
using Oms.Epcis.Mapping;

namespace Oms.Central.Epcis;

/// <summary>Members of a user's own: the names and values under which events are found by them (EPCIS 2.0, section
/// 8.2.7.1, <c>EQ_fieldname</c> and its like).</summary>
internal static class EventExtensions
{
    /// <summary>The most members of one event that it is found by; what is beyond is kept, not found.</summary>
    public const int TermsMax = 1_000;

    // Longer ones are compared by their digest: no index takes a value of any length.
    private const int ValueCharsMax = 500;
    private static readonly string[] Schemes = ["https://", "http://", "urn:"];

    private const string Inner = "INNER_";
    private const string Ilmd = "ILMD_";

    /// <summary>The context of a query: the standard's prefixes, the house's, and those that it brings.</summary>
    /// <param name="own">Its <c>@context</c>; null for none.</param>
    public static EpcisContext ContextOf(JsonElement? own)
    {
        using var house = JsonDocument.Parse(own is { } given
            ? $"[{Parts(CheckOutMapping.ContextJson)},{Parts(given.GetRawText())}]"
            : CheckOutMapping.ContextJson);
        return EpcisContext.Read(house.RootElement.Clone(), "$", []);

        static string Parts(string json) => json.StartsWith('[') ? json[1..^1] : json;
    }

    /// <summary>The name under which a field of a query stands; null where it is no member of a user's own.</summary>
    /// <param name="field">What follows <c>EQ_</c> and its like, such as <c>INNER_ILMD_ex:colour</c>.</param>
    public static string? NameOf(string field, EpcisContext context)
    {
        var isInner = field.StartsWith(Inner, StringComparison.Ordinal);
        field = isInner ? field[Inner.Length..] : field;
        var isIlmd = field.StartsWith(Ilmd, StringComparison.Ordinal);
        field = isIlmd ? field[Ilmd.Length..] : field;
        var whole = Whole(context, field);

        // A prefix that nobody defined is a mistake, not a name that no event has.
        return whole != field || Schemes.Any(scheme => field.StartsWith(scheme, StringComparison.Ordinal))
            ? Name(isIlmd, isInner, whole)
            : null;
    }

    /// <summary>The spellings under which a value may stand.</summary>
    public static IEnumerable<string> ValuesOf(string value)
    {
        yield return Key(EventIdentifiers.Canonical(value));
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            yield return Text(number);
        }
    }

    /// <summary>Adds the terms of an event's own members.</summary>
    public static void Add(HashSet<EventTerm> terms, EpcisEvent happened)
    {
        var left = TermsMax;
        foreach (var member in happened.Body.EnumerateObject().Where(IsOwn))
        {
            Add(terms, happened.Context, member, isIlmd: false, isInner: false, ref left);
        }

        if (happened.Member("ilmd") is { ValueKind: JsonValueKind.Object } ilmd)
        {
            foreach (var member in ilmd.EnumerateObject().Where(IsOwn))
            {
                Add(terms, happened.Context, member, isIlmd: true, isInner: false, ref left);
            }
        }
    }

    private static bool IsOwn(JsonProperty member) =>
        member.Name.Contains(':', StringComparison.Ordinal) && !member.Name.StartsWith('@');

    private static void Add(
        HashSet<EventTerm> terms, EpcisContext context, JsonProperty member, bool isIlmd, bool isInner, ref int left)
    {
        var name = Name(isIlmd, isInner, Whole(context, member.Name));
        IEnumerable<JsonElement> values = member.Value.ValueKind == JsonValueKind.Array
            ? member.Value.EnumerateArray()
            : [member.Value];
        foreach (var value in values)
        {
            if (left-- <= 0)
            {
                return;
            }

            _ = terms.Add(Term(name, value));
            if (value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in value.EnumerateObject().Where(IsOwn))
                {
                    Add(terms, context, inner, isIlmd, isInner: true, ref left);
                }
            }
        }
    }

    // An object has no value of its own: it is only there.
    private static EventTerm Term(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { } text => new EventTerm(
            name, Key(EventIdentifiers.Canonical(text)), EpcisTime.Read(text)?.ToUnixTimeTicks(), null),
        JsonValueKind.Number when value.TryGetDouble(out var number) => new EventTerm(name, Text(number), null, number),
        JsonValueKind.True or JsonValueKind.False => new EventTerm(name, value.GetRawText(), null, null),
        _ => new EventTerm(name, "", null, null),
    };

    private static string Name(bool isIlmd, bool isInner, string whole) =>
        Key($"{(isInner ? Inner : "")}{(isIlmd ? Ilmd : "")}{whole}");

    // Names as URIs, so that it does not matter which prefix somebody took.
    private static string Whole(EpcisContext context, string name) =>
        context.ExpandName(name) is ['{', .. var expanded] ? expanded.Replace("}", "", StringComparison.Ordinal) : name;

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Key(string text) => text.Length <= ValueCharsMax
        ? text
        : "sha-256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
