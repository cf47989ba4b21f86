using Oms.Custody;

namespace Oms.Transparency;

/// <summary>The keys: certified by the file's root, in their order, each used; and the records' signatures.</summary>
internal static class EvidenceKeyChecks
{
    public static string Certificates(EvidenceDocument document)
    {
        using var root = DevicePublicKey.TryImport(document.Parts.RootSpki.Span)
            ?? throw new EvidenceFaultException("/root", "It is no P-256 public key.");
        var keys = document.Parts.Keys;
        for (var i = 0; i < keys.Count; i++)
        {
            var (key, place) = (keys[i], $"/keys/{i}");
            if (key.Statement.Depot != document.Depot)
            {
                throw new EvidenceFaultException(
                    place + "/certificate/statement/depot", $"The file is of depot {document.Depot}.");
            }

            if (!key.IsBy(root))
            {
                throw new EvidenceFaultException(
                    place + "/certificate/sig", $"The certificate is not signed by the root {root.KeyId}.");
            }

            if (i > 0 && (keys[i - 1].Statement.Device, keys[i - 1].Statement.FromLogIndex)
                == (key.Statement.Device, key.Statement.FromLogIndex))
            {
                throw new EvidenceFaultException(place, "Two certificates start at one place.");
            }
        }

        if (!EvidenceWriter.InOrder(keys).SequenceEqual(keys))
        {
            throw new EvidenceFaultException("/keys", "Keys stand in the order of device and log index.");
        }

        return $"{EvidenceVerifier.Count(keys.Count, "key")} certified by the root {root.KeyId}.";
    }

    public static string Signatures(EvidenceDocument document)
    {
        var (records, proofs, keys) = (document.Parts.Records, document.Parts.Proofs, document.Parts.Keys);
        if (proofs.Count != records.Count)
        {
            throw new EvidenceFaultException(
                "/proofs", $"There are {proofs.Count} proofs for {records.Count} records.");
        }

        var used = new HashSet<DepotKeyCertificate>();
        foreach (var (index, leaf) in document.Leaves.Index())
        {
            var certificate = DepotKeyCertificate.InForce(keys, leaf.Device, proofs[index].LogIndex)
                ?? throw new EvidenceFaultException(
                    $"/records/{index}/leaf/device",
                    $"No certificate speaks for {leaf.Device} at log index {proofs[index].LogIndex}.");
            using var key = DevicePublicKey.TryImport(certificate.Statement.Spki.Span)
                ?? throw new EvidenceFaultException("/keys", $"The key of {leaf.Device} is no P-256 public key.");
            if (LeafChecks.Seal(leaf, records[index], key) is { } fault)
            {
                throw new EvidenceFaultException($"/records/{index}/sig", fault.Reason);
            }

            used.Add(certificate);
        }

        return used.Count == keys.Count
            ? $"{EvidenceVerifier.Count(records.Count, "signature")} by certified keys."
            : throw new EvidenceFaultException("/keys", "A key signed none of the records.");
    }
}
