using System.Text.Json;
using Oms.Json;

namespace Oms.Custody;

/// <summary>
/// The body of the last record that a gateway's former key signs: which key signs from the next record on.
/// </summary>
/// <remarks>
/// The record is signed by the former key, as every leaf is; the body holds a signature by the new one. So neither key
/// alone can put the other in its place.
/// </remarks>
/// <param name="Incarnation">The journal, the same as in the leaf.</param>
/// <param name="FormerKey">The SubjectPublicKeyInfo of the key that signs the record.</param>
/// <param name="NextKey">The SubjectPublicKeyInfo of the key that signs the records after it.</param>
/// <param name="Proof">64 bytes of <see cref="DomainSignature"/> by the new key over the body without this
/// member.</param>
public sealed record DeviceKeyChange(
    Guid Incarnation, ReadOnlyMemory<byte> FormerKey, ReadOnlyMemory<byte> NextKey, ReadOnlyMemory<byte> Proof)
{
    /// <summary>The record's kind.</summary>
    public const string Kind = "device.key-changed";

    /// <summary>The version of this body.</summary>
    public const int EventVersion = 1;

    /// <summary>What is hashed before the body to be signed by the new key.</summary>
    public static ReadOnlySpan<byte> Domain => "device-key-change/v1\n"u8;

    /// <summary>Makes the body; only who holds the new key can.</summary>
    public static DeviceKeyChange Of(Guid incarnation, DevicePublicKey former, DeviceKey next)
    {
        var change = new DeviceKeyChange(
            incarnation, former.Spki.ToArray(), next.PublicKey.Spki.ToArray(), ReadOnlyMemory<byte>.Empty);
        var proof = new byte[DomainSignature.Size];
        next.Sign(Domain, change.Encode(isProven: false), proof);
        return change with { Proof = proof };
    }

    /// <summary>The canonical JSON.</summary>
    public byte[] ToBody() => Encode(isProven: true);

    /// <summary>Reads a body; null when it is not exactly what <see cref="ToBody"/> writes.</summary>
    public static DeviceKeyChange? TryRead(ReadOnlyMemory<byte> body)
    {
        if (StrictJson.Check(body.Span) is not null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var read = root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("incarnation", out var journal) && journal.ValueKind == JsonValueKind.String
            && journal.TryGetGuid(out var incarnation)
            && Octets(root, "former_key") is { } former
            && Octets(root, "next_key") is { } next
            && Octets(root, "proof") is { Length: DomainSignature.Size } proof
            ? new DeviceKeyChange(incarnation, former, next, proof)
            : null;
        return read is not null && read.ToBody().AsSpan().SequenceEqual(body.Span) ? read : null;
    }

    /// <summary>Whether the holder of the new key made it.</summary>
    public bool IsProven()
    {
        using var key = DevicePublicKey.TryImport(NextKey.Span);
        return key is not null && key.Verify(Domain, Encode(isProven: false), Proof.Span);
    }

    private byte[] Encode(bool isProven)
    {
        using var json = new CanonicalJsonWriter();
        json.StartObject();
        json.Name("former_key"u8);
        json.Base64(FormerKey.Span);
        json.Name("incarnation"u8);
        json.Text(Incarnation.ToString("D"));
        json.Name("next_key"u8);
        json.Base64(NextKey.Span);
        if (isProven)
        {
            json.Name("proof"u8);
            json.Base64(Proof.Span);
        }

        json.EndObject();
        return json.ToArray();
    }

    private static byte[]? Octets(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.TryGetBytesFromBase64(out var octets)
            ? octets
            : null;
}
