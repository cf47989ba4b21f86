using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Entities;
using Oms.Json;

namespace Oms.Transparency;

/// <summary>What the centre says of a gateway's key.</summary>
/// <param name="Depot">The depot, 1 to 120 printable ASCII characters.</param>
/// <param name="Device">The gateway, 1 to 120 printable ASCII characters.</param>
/// <param name="Spki">The key's SubjectPublicKeyInfo.</param>
/// <param name="FromLogIndex">
/// The first log index from which on the key speaks for the device, until a later statement of the same device. The
/// log gives the order, so no clock decides whether a signature counts.
/// </param>
/// <param name="Issued">When the statement was made, by the centre's clock.</param>
public sealed record DepotKeyStatement(
    string Depot, string Device, ReadOnlyMemory<byte> Spki, long FromLogIndex, Instant Issued)
{
    /// <summary>The format's version.</summary>
    public const int Version = 1;

    /// <summary>The canonical JSON, with the members <c>depot, device, from_log_index, issued, key, v</c>.</summary>
    public byte[] Encode()
    {
        using var json = new CanonicalJsonWriter();
        json.StartObject();
        json.Name("depot"u8);
        json.Text(Depot);
        json.Name("device"u8);
        json.Text(Device);
        json.Name("from_log_index"u8);
        json.Number(FromLogIndex);
        json.Name("issued"u8);
        json.Text(InstantPattern.ExtendedIso.Format(Issued));
        json.Name("key"u8);
        json.Base64(Spki.Span);
        json.Name("v"u8);
        json.Number(Version);
        json.EndObject();
        return json.ToArray();
    }

    /// <summary>Reads a statement; null when it is not exactly what <see cref="Encode"/> writes.</summary>
    public static DepotKeyStatement? TryDecode(ReadOnlyMemory<byte> statement)
    {
        if (StrictJson.Check(statement.Span) is not null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(statement);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || Text(root, "depot") is not { } depot || !EntityAddress.IsId(depot)
            || Text(root, "device") is not { } device || !EntityAddress.IsId(device)
            || Text(root, "key") is not { } key || StrictBase64.TryDecode(key) is not { } spki
            || Text(root, "issued") is not { } issued || !InstantPattern.ExtendedIso.Parse(issued).Success
            || !root.TryGetProperty("from_log_index", out var from) || from.ValueKind != JsonValueKind.Number
            || !from.TryGetInt64(out var index) || index < 0)
        {
            return null;
        }

        var read = new DepotKeyStatement(depot, device, spki, index, InstantPattern.ExtendedIso.Parse(issued).Value);
        return read.Encode().AsSpan().SequenceEqual(statement.Span) ? read : null;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
