using Oms.Custody;

namespace Oms.Transparency;

/// <summary>A <see cref="DepotKeyStatement"/> signed by the root key of a centre.</summary>
/// <param name="Statement">What is said.</param>
/// <param name="Signature">64 bytes of <see cref="DomainSignature"/> over the statement's canonical bytes.</param>
public sealed record DepotKeyCertificate(DepotKeyStatement Statement, ReadOnlyMemory<byte> Signature)
{
    /// <summary>What is hashed before a statement to be signed.</summary>
    public static ReadOnlySpan<byte> Domain => "depot-key/v1\n"u8;

    /// <summary>Signs a statement.</summary>
    public static DepotKeyCertificate Issue(DepotKeyStatement statement, DeviceKey root)
    {
        var signature = new byte[DomainSignature.Size];
        root.Sign(Domain, statement.Encode(), signature);
        return new DepotKeyCertificate(statement, signature);
    }

    /// <summary>
    /// The certificate that speaks for a device at a log index: the latest that starts there or before. Of two that
    /// start at one place the key of the earlier one has signed nothing, so the later one counts.
    /// </summary>
    public static DepotKeyCertificate? InForce(
        IEnumerable<DepotKeyCertificate> certificates, string device, long logIndex) =>
        certificates
            .Where(c => c.Statement.Device == device && c.Statement.FromLogIndex <= logIndex)
            .MaxBy(c => (c.Statement.FromLogIndex, c.Statement.Issued));

    /// <summary>The canonical JSON <c>{"sig":"base64","statement":{...}}</c>.</summary>
    public byte[] Encode()
    {
        using var json = new Oms.Json.CanonicalJsonWriter();
        json.StartObject();
        json.Name("sig"u8);
        json.Base64(Signature.Span);
        json.Name("statement"u8);
        json.Raw(Statement.Encode());
        json.EndObject();
        return json.ToArray();
    }

    /// <summary>Reads a certificate; null when it is not what <see cref="Encode"/> writes. Nothing is
    /// verified.</summary>
    public static DepotKeyCertificate? TryDecode(ReadOnlyMemory<byte> certificate)
    {
        if (Oms.Json.StrictJson.Check(certificate.Span) is not null)
        {
            return null;
        }

        using var document = System.Text.Json.JsonDocument.Parse(certificate);
        try
        {
            return StrictMembers.Certificate(document.RootElement, "");
        }
        catch (EvidenceFaultException)
        {
            return null;
        }
    }

    /// <summary>Whether a root key signed it.</summary>
    public bool IsBy(DevicePublicKey root) => root.Verify(Domain, Statement.Encode(), Signature.Span);
}
