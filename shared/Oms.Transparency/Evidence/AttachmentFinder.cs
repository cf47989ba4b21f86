using System.Text.Json;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>Finds what bodies name by its hash.</summary>
/// <remarks>
/// A member <c>sha256</c>, or one that ends with <c>_sha256</c>, is a reference where its value is 64 lower-case
/// hexadecimal digits; an array of such values is one for each. What stands before <c>_sha256</c> is its role. For a
/// plain <c>sha256</c> the members <c>name</c>, <c>media_type</c> and <c>size_bytes</c> beside it belong to it too.
/// </remarks>
public static class AttachmentFinder
{
    private const string Hash = "sha256";
    private const string DefaultRole = "file";

    /// <summary>The references of some bodies, each once, ordered by hash, role, name, media type and size.</summary>
    /// <param name="bodies">JSON without faults.</param>
    public static IReadOnlyList<AttachmentReference> FindAll(IEnumerable<ReadOnlyMemory<byte>> bodies)
    {
        var found = new HashSet<AttachmentReference>();
        foreach (var body in bodies)
        {
            using var document = JsonDocument.Parse(body);
            Find(document.RootElement, found);
        }

        return
        [
            .. found.OrderBy(reference => reference.Sha256.ToString(), StringComparer.Ordinal)
                .ThenBy(reference => reference.Role, StringComparer.Ordinal)
                .ThenBy(reference => reference.Name, StringComparer.Ordinal)
                .ThenBy(reference => reference.MediaType, StringComparer.Ordinal)
                .ThenBy(reference => reference.Size),
        ];
    }

    private static void Find(JsonElement element, HashSet<AttachmentReference> found)
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
            foreach (var member in element.EnumerateObject())
            {
                if (Role(member.Name) is { } role)
                {
                    Add(element, role, member.Value, found);
                }

                Find(member.Value, found);
            }
        }
    }

    private static string? Role(string name) =>
        name == Hash ? DefaultRole
        : name.Length > Hash.Length + 1 && name.EndsWith("_" + Hash, StringComparison.Ordinal)
            ? name[..^(Hash.Length + 1)]
            : null;

    private static void Add(JsonElement owner, string role, JsonElement value, HashSet<AttachmentReference> found)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String))
            {
                Add(owner, role, item, found);
            }
        }
        else if (value.ValueKind == JsonValueKind.String && Digest.TryParse(value.GetString(), out var sha256))
        {
            _ = found.Add(role == DefaultRole
                ? new AttachmentReference(
                    sha256, role, Text(owner, "name"), Text(owner, "media_type"), Size(owner, "size_bytes"))
                : new AttachmentReference(sha256, role, null, null, null));
        }
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static long? Size(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var size) && size >= 0
            ? size
            : null;
}
