using System.Text.Json;
using Oms.Custody;
using Oms.Json;
using static Oms.Transparency.StrictMembers;

namespace Oms.Transparency;

/// <summary>
/// One gateway signed two records for one place of its chain: its card was cloned, or put back from an older image.
/// </summary>
/// <param name="Keys">The certificates of the keys that signed: one, or two where the key was changed.</param>
/// <param name="RootSpki">The root that signed them.</param>
/// <param name="First">The record whose hash is smaller; bodies are left out.</param>
/// <param name="Second">The other one.</param>
public sealed record DeviceFork(
    IReadOnlyList<DepotKeyCertificate> Keys, ReadOnlyMemory<byte> RootSpki, SignedRecord First, SignedRecord Second)
    : FraudProof
{
    /// <summary>The member <c>kind</c>.</summary>
    public const string KindName = "device-fork";

    /// <summary>The most keys: the one before a rotation and the one after it.</summary>
    public const int KeysMax = 2;

    public override string Kind => KindName;

    /// <summary>Puts two records into their one order and drops their bodies.</summary>
    public static DeviceFork Of(
        IReadOnlyList<DepotKeyCertificate> keys, ReadOnlyMemory<byte> rootSpki, SignedRecord one, SignedRecord other)
    {
        SignedRecord[] ordered = [.. new[] { one.WithoutBody(), other.WithoutBody() }.OrderBy(
            record => record.LeafHash.ToString(), StringComparer.Ordinal)];
        return new DeviceFork(EvidenceWriter.InOrder(keys), rootSpki, ordered[0], ordered[1]);
    }

    internal static DeviceFork Read(JsonElement root)
    {
        Only(root, "", "first", "keys", "kind", "root", "second", "v");
        return new DeviceFork(
            Items(root, "keys", Certificate), Base64(root, "", "root"), Record(root, "first"), Record(root, "second"));
    }

    private protected override void WriteMembers(CanonicalJsonWriter json)
    {
        json.Name("first"u8);
        json.Raw(LogEntry.Encode(First));
        json.Name("keys"u8);
        json.StartArray();
        foreach (var key in Keys)
        {
            json.Raw(key.Encode());
        }

        json.EndArray();
        json.Name("kind"u8);
        json.Text(KindName);
        json.Name("root"u8);
        json.Base64(RootSpki.Span);
        json.Name("second"u8);
        json.Raw(LogEntry.Encode(Second));
    }

    private static SignedRecord Record(JsonElement root, string name) =>
        LogEntry.TryDecode(Raw(Member(root, "", name, JsonValueKind.Object)))
        ?? throw new EvidenceFaultException("/" + name, "It is no record in its one form.");
}
