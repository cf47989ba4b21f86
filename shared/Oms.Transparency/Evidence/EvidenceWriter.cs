using Oms.Custody;
using Oms.Epcis.Mapping;
using Oms.Json;

namespace Oms.Transparency;

/// <summary>Writes evidence files. It builds bytes and checks nothing: the verifier does.</summary>
/// <remarks>
/// The file is canonical JSON (RFC 8785) with the members <c>attachments, check_out, checkpoint, depot, keys, log,
/// proofs, records, root, v</c>; where witnesses signed the checkpoint also <c>witnesses</c>, and then it is of version
/// 2; with EPCIS events also <c>epcis</c> and always <c>witnesses</c>, and then it is of version 3. Everything in it is
/// signed, or follows from what is signed; only how EPCIS events name things is the exporter's word.
/// </remarks>
public static class EvidenceWriter
{
    /// <summary>The version of a file whose checkpoint no witness signed.</summary>
    public const int Version = 1;

    /// <summary>The version of a file that names the witnesses of its checkpoint.</summary>
    public const int WitnessedVersion = 2;

    /// <summary>The version of a file with EPCIS events.</summary>
    public const int EventsVersion = 3;

    /// <summary>The ending of a file's name, after the id of the check-out.</summary>
    public const string Extension = ".evidence";

    /// <summary>The bytes of a file. Records after the one that ends the check-out stay out of it.</summary>
    /// <exception cref="ArgumentException">
    /// There is no record, a leaf cannot be read, a body is missing, or a record has no proof.
    /// </exception>
    public static byte[] Write(EvidenceParts parts)
    {
        if (parts.Records.Count == 0 || parts.Records.Count != parts.Proofs.Count)
        {
            throw new ArgumentException("Each record has one proof, and there is at least one.", nameof(parts));
        }

        var leaves = parts.Records.Select(record =>
            CustodyLeaf.TryDecode(record.Leaf.Span, out var leaf, out var fault)
                ? leaf
                : throw new ArgumentException($"A leaf cannot be read: {fault}", nameof(parts))).ToList();
        var end = leaves.FindIndex(leaf => ClosingKinds.Contains(leaf.Kind));
        var count = end < 0 ? leaves.Count : end + 1;
        leaves = leaves[..count];
        var used = leaves.Zip(parts.Proofs, (leaf, proof) =>
            DepotKeyCertificate.InForce(parts.Keys, leaf.Device, proof.LogIndex)).OfType<DepotKeyCertificate>();
        IReadOnlyList<SignedRecord> records = [.. parts.Records.Take(count)];
        var events = parts.EpcisNames is { } names ? EvidenceEvents.Of(records, leaves, names) : [];
        return Encode(leaves[0].CustodyId, leaves[0].Depot, events, parts with
        {
            EpcisNames = parts.EpcisNames is { } all ? EvidenceEvents.Used(all, leaves[0].Depot, events) : null,
            Records = records,
            Proofs = [.. parts.Proofs.Take(count)],
            Keys = InOrder(used.Distinct()),
        });
    }

    /// <summary>The one order of certificates in a file.</summary>
    internal static IReadOnlyList<DepotKeyCertificate> InOrder(IEnumerable<DepotKeyCertificate> keys) =>
        [.. keys.OrderBy(key => key.Statement.Device, StringComparer.Ordinal)
            .ThenBy(key => key.Statement.FromLogIndex)];

    internal static byte[] Encode(
        string checkOut, string depot, IReadOnlyList<EvidenceEvent> events, EvidenceParts parts)
    {
        var bodies = parts.Records.Select(record =>
            record.Body ?? throw new ArgumentException("A record's body is missing.", nameof(parts))).ToList();
        using var json = new CanonicalJsonWriter();
        json.StartObject();
        json.Name("attachments"u8);
        Array(json, AttachmentFinder.FindAll(bodies), Write);
        json.Name("check_out"u8);
        json.Text(checkOut);
        json.Name("checkpoint"u8);
        json.Text(parts.Checkpoint);
        json.Name("depot"u8);
        json.Text(depot);
        if (parts.EpcisNames is { } names)
        {
            json.Name("epcis"u8);
            Write(json, depot, names, events);
        }

        json.Name("keys"u8);
        Array(json, parts.Keys, Write);
        json.Name("log"u8);
        json.Text(parts.LogVkey);
        json.Name("proofs"u8);
        Array(json, parts.Proofs.Index(), Write);
        json.Name("records"u8);
        Array(json, parts.Records, Write);
        json.Name("root"u8);
        json.Base64(parts.RootSpki.Span);
        json.Name("v"u8);
        json.Number(parts.EpcisNames is not null ? EventsVersion
            : parts.Witnesses.Count == 0 ? Version
            : WitnessedVersion);
        if (parts.EpcisNames is not null || parts.Witnesses.Count > 0)
        {
            json.Name("witnesses"u8);
            json.StartArray();
            foreach (var witness in parts.Witnesses)
            {
                json.Text(witness);
            }

            json.EndArray();
        }

        json.EndObject();
        return json.ToArray();
    }

    private static void Write(CanonicalJsonWriter json, AttachmentReference attachment)
    {
        json.Name("media_type"u8);
        TextOrNull(json, attachment.MediaType);
        json.Name("name"u8);
        TextOrNull(json, attachment.Name);
        json.Name("role"u8);
        json.Text(attachment.Role);
        json.Name("sha256"u8);
        json.Text(attachment.Sha256.ToString());
        json.Name("size"u8);
        if (attachment.Size is { } size)
        {
            json.Number(size);
        }
        else
        {
            json.Raw("null"u8);
        }
    }

    private static void Write(CanonicalJsonWriter json, DepotKeyCertificate key)
    {
        json.Name("certificate"u8);
        json.Raw(key.Encode());
        json.Name("device"u8);
        json.Text(key.Statement.Device);
        json.Name("spki"u8);
        json.Base64(key.Statement.Spki.Span);
    }

    private static void Write(CanonicalJsonWriter json, (int Index, RecordProof Proof) item)
    {
        json.Name("hashes"u8);
        json.StartArray();
        Span<byte> octets = stackalloc byte[Digest.Size];
        foreach (var hash in item.Proof.Hashes)
        {
            hash.CopyTo(octets);
            json.Base64(octets);
        }

        json.EndArray();
        json.Name("log_index"u8);
        json.Number(item.Proof.LogIndex);
        json.Name("record"u8);
        json.Number(item.Index);
        json.Name("tree_size"u8);
        json.Number(item.Proof.TreeSize);
    }

    private static void Write(CanonicalJsonWriter json, SignedRecord record)
    {
        json.Name("body"u8);
        json.Raw(record.Body!.Value.Span);
        json.Name("leaf"u8);
        json.Raw(record.Leaf.Span);
        json.Name("sig"u8);
        json.Base64(record.Signature.Span);
    }

    /// <summary>Of the depots' numbers only the one of the file's depot is told.</summary>
    private static void Write(
        CanonicalJsonWriter json, string depot, Gs1Names names, IReadOnlyList<EvidenceEvent> events)
    {
        json.StartObject();
        json.Name("events"u8);
        Array(json, events, static (to, one) =>
        {
            to.Name("event"u8);
            to.Raw(one.Json.Span);
            to.Name("record"u8);
            to.Number(one.Record);
        });
        json.Name("names"u8);
        json.StartObject();
        json.Name("base"u8);
        TextOrNull(json, names.EvidenceBase == Gs1Names.None.EvidenceBase ? null : names.EvidenceBase);
        json.Name("carrier_gln"u8);
        TextOrNull(json, names.CarrierGln);
        json.Name("company_prefix"u8);
        TextOrNull(json, names.CompanyPrefix);
        json.Name("depot_gln"u8);
        TextOrNull(json, names.DepotGlns.TryGetValue(depot, out var gln) ? gln : null);
        json.EndObject();
        json.EndObject();
    }

    private static void TextOrNull(CanonicalJsonWriter json, string? text)
    {
        if (text is null)
        {
            json.Raw("null"u8);
        }
        else
        {
            json.Text(text);
        }
    }

    private static void Array<T>(CanonicalJsonWriter json, IEnumerable<T> items, Action<CanonicalJsonWriter, T> write)
    {
        json.StartArray();
        foreach (var item in items)
        {
            json.StartObject();
            write(json, item);
            json.EndObject();
        }

        json.EndArray();
    }
}
