using System.Globalization;
using System.Text.Json;
using Oms.Custody;
using Oms.Epcis.Mapping;
using Oms.Json;
using static Oms.Transparency.StrictMembers;

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
        string[] names =
            ["attachments", "check_out", "checkpoint", "depot", "keys", "log", "proofs", "records", "root", "v"];
        var version = root.ValueKind == JsonValueKind.Object ? Number(root, "", "v") : 0;
        if (root.ValueKind == JsonValueKind.Object && version is < 1 or > EvidenceWriter.EventsVersion)
        {
            throw new EvidenceFaultException(
                "/v", $"This verifier knows the versions 1 to {EvidenceWriter.EventsVersion} only.");
        }

        var (isWitnessed, hasEvents) =
            (version >= EvidenceWriter.WitnessedVersion, version == EvidenceWriter.EventsVersion);
        Only(root, "", hasEvents ? [.. names, "epcis", "witnesses"] : isWitnessed ? [.. names, "witnesses"] : names);

        var (leaves, places) = (new List<CustodyLeaf>(), new List<long>());
        var parts = new EvidenceParts(
            Items(root, "records", (item, place) => Record(item, place, leaves)),
            Items(root, "proofs", (item, place) => Proof(item, place, places)),
            Items(root, "keys", Key),
            Text(root, "", "checkpoint"),
            Base64(root, "", "root"),
            Text(root, "", "log"))
        {
            Witnesses = isWitnessed ? Items(root, "witnesses", Witness) : [],
            EpcisNames = hasEvents ? Names(root) : null,
        };
        if (isWitnessed && !hasEvents && parts.Witnesses.Count == 0)
        {
            throw new EvidenceFaultException(
                "/witnesses", $"A file without witnesses is of version {EvidenceWriter.Version}.");
        }

        InOrder(places, leaves.Count);
        _ = Member(root, "", "attachments", JsonValueKind.Array);
        return leaves.Count is > 0 and <= EvidenceVerifier.RecordsMax
            ? new EvidenceDocument(Text(root, "", "check_out"), Text(root, "", "depot"), parts, leaves)
            {
                Events = hasEvents ? Events(root) : [],
            }
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

    private static Gs1Names Names(JsonElement root)
    {
        const string Place = "/epcis/names";
        var epcis = Member(root, "", "epcis", JsonValueKind.Object);
        Only(epcis, "/epcis", "events", "names");
        var names = Member(epcis, "/epcis", "names", JsonValueKind.Object);
        Only(names, Place, "base", "carrier_gln", "company_prefix", "depot_gln");
        var depots = new Dictionary<string, string>(StringComparer.Ordinal);
        if (TextOrNull(names, Place, "depot_gln") is { } gln)
        {
            depots[Text(root, "", "depot")] = gln;
        }

        return new Gs1Names(
            TextOrNull(names, Place, "company_prefix"), TextOrNull(names, Place, "carrier_gln"), depots,
            TextOrNull(names, Place, "base") ?? Gs1Names.None.EvidenceBase);
    }

    private static IReadOnlyList<EvidenceEvent> Events(JsonElement root) =>
    [
        .. Member(Member(root, "", "epcis", JsonValueKind.Object), "/epcis", "events", JsonValueKind.Array)
            .EnumerateArray().Index().Select(item =>
            {
                var place = $"/epcis/events/{item.Index}";
                Only(item.Item, place, "event", "record");
                return new EvidenceEvent(
                    (int)Math.Min(Number(item.Item, place, "record"), int.MaxValue),
                    Raw(Member(item.Item, place, "event", JsonValueKind.Object)));
            }),
    ];

    private static string Witness(JsonElement item, string place) =>
        item.ValueKind == JsonValueKind.String
            ? item.GetString()!
            : throw new EvidenceFaultException(place, "A witness is a verifier key.");

    /// <summary>Proofs stand in the order of their records, one for each.</summary>
    private static void InOrder(List<long> places, int records)
    {
        var wrong = places.Index().FirstOrDefault(place => place.Item != place.Index, (-1, 0));
        if (wrong.Index >= 0)
        {
            throw new EvidenceFaultException(
                string.Create(CultureInfo.InvariantCulture, $"/proofs/{wrong.Index}/record"),
                "Proofs stand in the order of their records.",
                places.Count < records ? EvidenceFaultClass.Incomplete
                    : places.Count > records ? EvidenceFaultClass.Replayed
                    : places.Distinct().Count() == records ? EvidenceFaultClass.Reordered
                    : EvidenceFaultClass.Altered);
        }
    }

    private static RecordProof Proof(JsonElement item, string place, List<long> places)
    {
        Only(item, place, "hashes", "log_index", "record", "tree_size");
        places.Add(Number(item, place, "record"));

        var hashes = Member(item, place, "hashes", JsonValueKind.Array).EnumerateArray().Index()
            .Select(hash => Hash(hash.Item, $"{place}/hashes/{hash.Index}"));
        return new RecordProof(Number(item, place, "log_index"), Number(item, place, "tree_size"), [.. hashes]);
    }

    private static DepotKeyCertificate Key(JsonElement item, string place)
    {
        Only(item, place, "certificate", "device", "spki");
        var certificate = Member(item, place, "certificate", JsonValueKind.Object);
        return Certificate(certificate, place + "/certificate");
    }
}
