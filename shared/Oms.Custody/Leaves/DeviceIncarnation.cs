using System.Text.Json;
using Oms.Json;

namespace Oms.Custody;

/// <summary>
/// The body of the first record of every incarnation: which journal starts, after what, with which key.
/// </summary>
/// <remarks>
/// A storage card put back from an older image shows as a second history of one incarnation; a new card shows as a
/// new incarnation that names how far the centre, or the old card, had come.
/// </remarks>
/// <param name="Incarnation">The new journal, the same as in the leaf.</param>
/// <param name="LastKnownSeq">The last seq known of the incarnation before it; 0 where none is known.</param>
/// <param name="BootId">The boot in which it starts, the same as in the leaf.</param>
/// <param name="PublicKey">The SubjectPublicKeyInfo of the key that signs this incarnation.</param>
public sealed record DeviceIncarnation(Guid Incarnation, long LastKnownSeq, Guid BootId, ReadOnlyMemory<byte> PublicKey)
{
    /// <summary>The record's kind.</summary>
    public const string Kind = "device.incarnation";

    /// <summary>The version of this body.</summary>
    public const int EventVersion = 1;

    /// <summary>The canonical JSON.</summary>
    public byte[] ToBody()
    {
        using var json = new CanonicalJsonWriter();
        json.StartObject();
        json.Name("boot_id"u8);
        json.Text(BootId.ToString("D"));
        json.Name("incarnation"u8);
        json.Text(Incarnation.ToString("D"));
        json.Name("last_known_seq"u8);
        json.Number(LastKnownSeq);
        json.Name("public_key"u8);
        json.Base64(PublicKey.Span);
        json.EndObject();
        return json.ToArray();
    }

    /// <summary>Reads a body; null when it is not exactly what <see cref="ToBody"/> writes.</summary>
    public static DeviceIncarnation? TryRead(ReadOnlySpan<byte> body)
    {
        if (StrictJson.Check(body) is not null)
        {
            return null;
        }

        var reader = new Utf8JsonReader(body);
        if (!JsonDocument.TryParseValue(ref reader, out var document))
        {
            return null;
        }

        using (document)
        {
            var root = document.RootElement;
            var read = root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("incarnation", out var journal) && IsText(journal)
                && journal.TryGetGuid(out var incarnation)
                && root.TryGetProperty("last_known_seq", out var last) && last.ValueKind == JsonValueKind.Number
                && last.TryGetInt64(out var seq) && seq >= 0
                && root.TryGetProperty("boot_id", out var boot) && IsText(boot) && boot.TryGetGuid(out var bootId)
                && root.TryGetProperty("public_key", out var key) && IsText(key)
                && key.TryGetBytesFromBase64(out var spki)
                ? new DeviceIncarnation(incarnation, seq, bootId, spki)
                : null;
            return read is not null && read.ToBody().AsSpan().SequenceEqual(body) ? read : null;
        }

        static bool IsText(JsonElement element) => element.ValueKind == JsonValueKind.String;
    }
}
