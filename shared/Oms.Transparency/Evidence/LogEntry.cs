using System.Runtime.InteropServices;
using System.Text.Json;
using Oms.Custody;
using Oms.Json;

namespace Oms.Transparency;

/// <summary>
/// What the log holds for a record: canonical JSON <c>{"leaf":{...},"sig":"base64"}</c>. Bodies stay out.
/// </summary>
public static class LogEntry
{
    /// <summary>The entry of a record.</summary>
    public static byte[] Encode(SignedRecord record)
    {
        using var json = new CanonicalJsonWriter();
        json.StartObject();
        json.Name("leaf"u8);
        json.Raw(record.Leaf.Span);
        json.Name("sig"u8);
        json.Base64(record.Signature.Span);
        json.EndObject();
        return json.ToArray();
    }

    /// <summary>The record of an entry, without its body; null when it is no entry in its one form.</summary>
    public static SignedRecord? TryDecode(ReadOnlyMemory<byte> entry)
    {
        if (!CanonicalJson.IsCanonical(entry.Span))
        {
            return null;
        }

        using var document = JsonDocument.Parse(entry);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("leaf", out var leaf) || leaf.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("sig", out var sig) || sig.ValueKind != JsonValueKind.String
            || StrictBase64.TryDecode(sig.GetString()!) is not { Length: DomainSignature.Size } signature)
        {
            return null;
        }

        var record = new SignedRecord(JsonMarshal.GetRawUtf8Value(leaf).ToArray(), signature, null);
        return CustodyLeaf.TryDecode(record.Leaf.Span, out _, out _)
            && Encode(record).AsSpan().SequenceEqual(entry.Span) ? record : null;
    }
}
