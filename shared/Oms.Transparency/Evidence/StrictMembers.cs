using System.Runtime.InteropServices;
using System.Text.Json;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>Reads members of a JSON object strictly; every fault names its place as a JSON Pointer.</summary>
internal static class StrictMembers
{
    public static byte[] Raw(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();

    public static List<T> Items<T>(JsonElement root, string name, Func<JsonElement, string, T> read) =>
        [.. Member(root, "", name, JsonValueKind.Array).EnumerateArray().Index()
            .Select(item => read(item.Item, $"/{name}/{item.Index}"))];

    public static void Only(JsonElement element, string place, params ReadOnlySpan<string> names)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new EvidenceFaultException(place, "It is no JSON object.");
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw new EvidenceFaultException($"{place}/{member.Name}", "There is no such member.");
            }
        }
    }

    public static JsonElement Member(JsonElement element, string place, string name, JsonValueKind kind) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == kind
            ? value
            : throw new EvidenceFaultException($"{place}/{name}", $"It is missing or not of the type {kind}.");

    public static string Text(JsonElement element, string place, string name) =>
        Member(element, place, name, JsonValueKind.String).GetString()!;

    public static string? TextOrNull(JsonElement element, string place, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null
            ? null
            : Text(element, place, name);

    public static long Number(JsonElement element, string place, string name) =>
        Member(element, place, name, JsonValueKind.Number).TryGetInt64(out var value) && value >= 0
            ? value
            : throw new EvidenceFaultException($"{place}/{name}", "It is no integer from 0 on.");

    public static byte[] Base64(JsonElement element, string place, string name) =>
        StrictBase64.TryDecode(Text(element, place, name))
        ?? throw new EvidenceFaultException($"{place}/{name}", "It is not base64 in its one form.");

    public static byte[] Signature(JsonElement element, string place) =>
        Base64(element, place, "sig") is { Length: DomainSignature.Size } signature
            ? signature
            : throw new EvidenceFaultException(place + "/sig", $"A signature has {DomainSignature.Size} bytes.");

    /// <summary>A certificate as files have it: <c>{"sig":"base64","statement":{...}}</c>.</summary>
    public static DepotKeyCertificate Certificate(JsonElement item, string place)
    {
        Only(item, place, "sig", "statement");
        return DepotKeyStatement.TryDecode(Raw(Member(item, place, "statement", JsonValueKind.Object))) is { } statement
            ? new DepotKeyCertificate(statement, Signature(item, place))
            : throw new EvidenceFaultException(place + "/statement", "It is no statement on a key.");
    }

    public static Digest Hash(JsonElement item, string place) =>
        item.ValueKind == JsonValueKind.String
        && StrictBase64.TryDecode(item.GetString()!) is { Length: Digest.Size } octets
            ? Digest.FromBytes(octets)
            : throw new EvidenceFaultException(place, "It is no hash in base64.");
}
