using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Custody;
using Oms.Entities;
using Oms.Json;
using static Oms.Transparency.StrictMembers;

namespace Oms.Transparency;

/// <summary>The centre's signed word that a gateway's key counts no longer, from a log index on.</summary>
/// <remarks>
/// The log gives the order: no clock decides which records a thief could have signed. It reaches a verifier in the
/// trust folder, on the way on which the root key does, because a file that hid it could not be told from one of
/// before.
/// </remarks>
/// <param name="Depot">The depot, 1 to 120 printable ASCII characters.</param>
/// <param name="Device">The gateway, 1 to 120 printable ASCII characters.</param>
/// <param name="Spki">The revoked key's SubjectPublicKeyInfo.</param>
/// <param name="FromLogIndex">The first log index at which a record signed by the key counts no longer, from 0.</param>
/// <param name="Reason">Why, for people: 1 to 200 characters without control characters.</param>
/// <param name="Issued">When it was made, by the centre's clock.</param>
/// <param name="Signature">64 bytes of <see cref="DomainSignature"/> over the statement's canonical bytes.</param>
public sealed record KeyRevocation(
    string Depot,
    string Device,
    ReadOnlyMemory<byte> Spki,
    long FromLogIndex,
    string Reason,
    Instant Issued,
    ReadOnlyMemory<byte> Signature)
{
    /// <summary>The statement's version.</summary>
    public const int Version = 1;

    /// <summary>The longest reason, in UTF-16 code units.</summary>
    public const int ReasonCharsMax = 200;

    /// <summary>What is hashed before a statement to be signed.</summary>
    public static ReadOnlySpan<byte> Domain => "depot-key-revocation/v1\n"u8;

    /// <summary>Whether a text can be a reason.</summary>
    public static bool IsReason(string reason) =>
        reason.Length is > 0 and <= ReasonCharsMax && !reason.Any(char.IsControl) && !reason.Any(char.IsSurrogate);

    /// <summary>Signs a revocation.</summary>
    public static KeyRevocation Issue(
        DepotKeyStatement key, long fromLogIndex, string reason, Instant issued, DeviceKey root)
    {
        var unsigned = new KeyRevocation(
            key.Depot, key.Device, key.Spki, fromLogIndex, reason, issued, ReadOnlyMemory<byte>.Empty);
        var signature = new byte[DomainSignature.Size];
        root.Sign(Domain, unsigned.Statement(), signature);
        return unsigned with { Signature = signature };
    }

    /// <summary>Whether a root key signed it.</summary>
    public bool IsBy(DevicePublicKey root) => root.Verify(Domain, Statement(), Signature.Span);

    /// <summary>Whether it says that a key counts no longer at a log index.</summary>
    public bool Revokes(ReadOnlySpan<byte> spki, long logIndex) =>
        logIndex >= FromLogIndex && Spki.Span.SequenceEqual(spki);

    /// <summary>The canonical JSON <c>{"sig":"base64","statement":{...}}</c>.</summary>
    public byte[] Encode()
    {
        using var json = new CanonicalJsonWriter();
        json.StartObject();
        json.Name("sig"u8);
        json.Base64(Signature.Span);
        json.Name("statement"u8);
        json.Raw(Statement());
        json.EndObject();
        return json.ToArray();
    }

    /// <summary>Reads a revocation; null when it is not exactly what <see cref="Encode"/> writes. Nothing is
    /// verified.</summary>
    public static KeyRevocation? TryDecode(ReadOnlyMemory<byte> revocation)
    {
        if (StrictJson.Check(revocation.Span) is not null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(revocation);
        try
        {
            var root = document.RootElement;
            Only(root, "", "sig", "statement");
            var statement = Member(root, "", "statement", JsonValueKind.Object);
            var issued = InstantPattern.ExtendedIso.Parse(Text(statement, "", "issued"));
            if (!issued.Success)
            {
                return null;
            }

            var read = new KeyRevocation(
                Text(statement, "", "depot"),
                Text(statement, "", "device"),
                Base64(statement, "", "key"),
                Number(statement, "", "from_log_index"),
                Text(statement, "", "reason"),
                issued.Value,
                StrictMembers.Signature(root, ""));
            return EntityAddress.IsId(read.Depot) && EntityAddress.IsId(read.Device) && IsReason(read.Reason)
                && read.Encode().AsSpan().SequenceEqual(revocation.Span) ? read : null;
        }
        catch (EvidenceFaultException)
        {
            return null;
        }
    }

    private byte[] Statement()
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
        json.Name("reason"u8);
        json.Text(Reason);
        json.Name("v"u8);
        json.Number(Version);
        json.EndObject();
        return json.ToArray();
    }
}
