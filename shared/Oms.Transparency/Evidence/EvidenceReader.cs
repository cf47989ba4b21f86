using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Oms.Custody;
using Oms.Json;

namespace Oms.Transparency;

/// <summary>Reads an evidence file strictly: canonical bytes, no member too many, every value of its type.</summary>
internal static class EvidenceReader
{
    /// <exception cref="EvidenceFaultException">The first fault.</exception>
    public static EvidenceDocument Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > EvidenceVerifier.FileBytesMax)
        {
            throw new EvidenceFaultException("", $"The file is larger than {EvidenceVerifier.FileBytesMax} bytes.");
        }

        if (StrictJson.Check(file.Span) is { } fault)
        {
            throw new EvidenceFaultException(fault.Path, $"Byte {fault.Offset}: {fault.Reason}");
        }

        if (!CanonicalJson.IsCanonical(file.Span))
        {
            throw new EvidenceFaultException("", "The JSON is not in its canonical form (RFC 8785).");
        }

        using var document = JsonDocument.Parse(file);
        var root = document.RootElement;
        Only(
            root, "",
            "attachments", "check_out", "checkpoint", "depot", "keys", "log", "proofs", "records", "root", "v");
        if (Number(root, "", "v") != EvidenceWriter.Version)
        {
            throw new EvidenceFaultException("/v", $"This verifier knows version {EvidenceWriter.Version} only.");
        }

        var leaves = new List<CustodyLeaf>();
        var parts = new EvidenceParts(
            Items(root, "records", (item, place) => Record(item, place, leaves)),
            Items(root, "proofs", Proof),
            Items(root, "keys", Key),
            Text(root, "", "checkpoint"),
            Base64(root, "", "root"),
            Text(root, "", "log"));
        _ = Member(root, "", "attachments", JsonValueKind.Array);
        return leaves.Count is > 0 and <= EvidenceVerifier.RecordsMax
            ? new EvidenceDocument(Text(root, "", "check_out"), Text(root, "", "depot"), parts, leaves)
            : throw new EvidenceFaultException(
                "/records", $"There are {leaves.Count} records; 1 to {EvidenceVerifier.RecordsMax} are read.");
    }

    private static SignedRecord Record(JsonElement item, string place, List<CustodyLeaf> leaves)
    {
        Only(item, place, "body", "leaf", "sig");
        var leaf = Raw(Member(item, place, "leaf", JsonValueKind.Object));
        if (!CustodyLeaf.TryDecode(leaf, out var read, out var fault))
        {
            var field = fault.Field.Length == 0 ? "" : "/" + fault.Field;
            throw new EvidenceFaultException($"{place}/leaf{field}", fault.Reason);
        }

        leaves.Add(read);
        return new SignedRecord(
            leaf, Signature(item, place), Raw(Member(item, place, "body", JsonValueKind.Object)));
    }

    private static RecordProof Proof(JsonElement item, string place)
    {
        Only(item, place, "hashes", "log_index", "record", "tree_size");
        if (place != "/proofs/" + Number(item, place, "record").ToString(CultureInfo.InvariantCulture))
        {
            throw new EvidenceFaultException(place + "/record", "Proofs stand in the order of their records.");
        }

        var hashes = Member(item, place, "hashes", JsonValueKind.Array).EnumerateArray().Index().Select(hash =>
            hash.Item.ValueKind == JsonValueKind.String
            && StrictBase64.TryDecode(hash.Item.GetString()!) is { Length: Digest.Size } octets
                ? Digest.FromBytes(octets)
                : throw new EvidenceFaultException($"{place}/hashes/{hash.Index}", "It is no hash in base64."));
        return new RecordProof(Number(item, place, "log_index"), Number(item, place, "tree_size"), [.. hashes]);
    }

    private static DepotKeyCertificate Key(JsonElement item, string place)
    {
        Only(item, place, "certificate", "device", "spki");
        var certificate = Member(item, place, "certificate", JsonValueKind.Object);
        Only(certificate, place + "/certificate", "sig", "statement");
        var statement = DepotKeyStatement.TryDecode(
            Raw(Member(certificate, place + "/certificate", "statement", JsonValueKind.Object)));
        return statement is null
            ? throw new EvidenceFaultException(place + "/certificate/statement", "It is no statement on a key.")
            : new DepotKeyCertificate(statement, Signature(certificate, place + "/certificate"));
    }

    private static byte[] Raw(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();

    private static List<T> Items<T>(JsonElement root, string name, Func<JsonElement, string, T> read) =>
        [.. Member(root, "", name, JsonValueKind.Array).EnumerateArray().Index()
            .Select(item => read(item.Item, $"/{name}/{item.Index}"))];

    private static void Only(JsonElement element, string place, params ReadOnlySpan<string> names)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new EvidenceFaultException(place, "It is no JSON object.");
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw new EvidenceFaultException($"{place}/{member.Name}", "There is no such member.");
            }
        }
    }

    private static JsonElement Member(JsonElement element, string place, string name, JsonValueKind kind) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == kind
            ? value
            : throw new EvidenceFaultException($"{place}/{name}", $"It is missing or not of the type {kind}.");

    private static string Text(JsonElement element, string place, string name) =>
        Member(element, place, name, JsonValueKind.String).GetString()!;

    private static long Number(JsonElement element, string place, string name) =>
        Member(element, place, name, JsonValueKind.Number).TryGetInt64(out var value) && value >= 0
            ? value
            : throw new EvidenceFaultException($"{place}/{name}", "It is no integer from 0 on.");

    private static byte[] Base64(JsonElement element, string place, string name) =>
        StrictBase64.TryDecode(Text(element, place, name))
        ?? throw new EvidenceFaultException($"{place}/{name}", "It is not base64 in its one form.");

    private static byte[] Signature(JsonElement element, string place) =>
        Base64(element, place, "sig") is { Length: DomainSignature.Size } signature
            ? signature
            : throw new EvidenceFaultException(place + "/sig", $"A signature has {DomainSignature.Size} bytes.");
}
