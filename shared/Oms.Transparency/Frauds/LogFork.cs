using System.Text.Json;
using Oms.Custody;
using Oms.Json;
using static Oms.Transparency.StrictMembers;

namespace Oms.Transparency;

/// <summary>A log signed two checkpoints of which the later does not continue the earlier: it was forked or
/// cut.</summary>
/// <remarks>
/// The consistency proof of the later tree leads to its own root and, at the same time, to a root at the earlier size
/// that is not the one the log signed. It is the log's own proof: an honest one cannot be made to say this.
/// </remarks>
/// <param name="LogVkey">The log's key.</param>
/// <param name="Earlier">The signed checkpoint of the smaller tree.</param>
/// <param name="Later">The signed checkpoint of the larger tree, or of one of the same size.</param>
/// <param name="RootAtEarlier">The root that the later tree has at the earlier size.</param>
/// <param name="Proof">The consistency proof of the later tree from the earlier size.</param>
public sealed record LogFork(
    string LogVkey, string Earlier, string Later, Digest RootAtEarlier, IReadOnlyList<Digest> Proof) : FraudProof
{
    /// <summary>The member <c>kind</c>.</summary>
    public const string KindName = "log-fork";

    public override string Kind => KindName;

    internal static LogFork Read(JsonElement root)
    {
        Only(root, "", "earlier", "kind", "later", "log", "proof", "root_at_earlier", "v");
        return new LogFork(
            Text(root, "", "log"),
            Text(root, "", "earlier"),
            Text(root, "", "later"),
            Hash(Member(root, "", "root_at_earlier", JsonValueKind.String), "/root_at_earlier"),
            Items(root, "proof", Hash));
    }

    private protected override void WriteMembers(CanonicalJsonWriter json)
    {
        json.Name("earlier"u8);
        json.Text(Earlier);
        json.Name("kind"u8);
        json.Text(KindName);
        json.Name("later"u8);
        json.Text(Later);
        json.Name("log"u8);
        json.Text(LogVkey);
        json.Name("proof"u8);
        json.StartArray();
        foreach (var hash in Proof)
        {
            json.Base64(hash.ToArray());
        }

        json.EndArray();
        json.Name("root_at_earlier"u8);
        json.Base64(RootAtEarlier.ToArray());
    }
}
