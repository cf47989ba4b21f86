using System.Runtime.InteropServices;
using System.Text.Json;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>A file that a body names by its hash.</summary>
/// <remarks>
/// In a body, at any depth, an object with exactly the members <c>media_type</c>, <c>name</c>, <c>sha256</c> (64
/// lower-case hexadecimal digits) and <c>size</c> (bytes, not negative) is such a reference.
/// </remarks>
/// <param name="Sha256">The SHA-256 of the file.</param>
/// <param name="Name">The file's name, for people.</param>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
/// <param name="Size">The length in bytes.</param>
public sealed record AttachmentReference(Digest Sha256, string Name, string MediaType, long Size)
{
    /// <summary>The references of some bodies, each once, ordered by their canonical bytes.</summary>
    /// <param name="bodies">Canonical JSON.</param>
    public static IReadOnlyList<AttachmentReference> FindAll(IEnumerable<ReadOnlyMemory<byte>> bodies)
    {
        var found = new Dictionary<string, AttachmentReference>(StringComparer.Ordinal);
        foreach (var body in bodies)
        {
            using var document = JsonDocument.Parse(body);
            Find(document.RootElement, found);
        }

        return [.. found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];
    }

    private static void Find(JsonElement element, Dictionary<string, AttachmentReference> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Find(item, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (TryRead(element) is { } reference)
            {
                found[System.Text.Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element))] = reference;
                return;
            }

            foreach (var member in element.EnumerateObject())
            {
                Find(member.Value, found);
            }
        }
    }

    private static AttachmentReference? TryRead(JsonElement element) =>
        element.GetPropertyCount() == 4
        && element.TryGetProperty("media_type", out var media) && media.ValueKind == JsonValueKind.String
        && element.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
        && element.TryGetProperty("sha256", out var hash) && hash.ValueKind == JsonValueKind.String
        && Digest.TryParse(hash.GetString(), out var sha256)
        && element.TryGetProperty("size", out var length) && length.ValueKind == JsonValueKind.Number
        && length.TryGetInt64(out var size) && size >= 0
            ? new AttachmentReference(sha256, name.GetString()!, media.GetString()!, size)
            : null;
}
