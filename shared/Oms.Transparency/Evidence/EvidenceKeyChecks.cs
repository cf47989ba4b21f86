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
                throw new EvidenceFaultException(
                    place, "Two certificates start at one place.", EvidenceFaultClass.Replayed);
            }
        }

        if (!EvidenceWriter.InOrder(keys).SequenceEqual(keys))
        {
            throw new EvidenceFaultException(
                "/keys", "Keys stand in the order of device and log index.", EvidenceFaultClass.Reordered);
        }

        return $"{EvidenceVerifier.Count(keys.Count, "key")} certified by the root {root.KeyId}.";
    }

    public static string Signatures(EvidenceDocument document)
    {
        var (records, proofs, keys) = (document.Parts.Records, document.Parts.Proofs, document.Parts.Keys);
        if (proofs.Count != records.Count)
        {
            throw new EvidenceFaultException(
                "/proofs",
                $"There are {proofs.Count} proofs for {records.Count} records.",
                proofs.Count < records.Count ? EvidenceFaultClass.Incomplete
                    : proofs.DistinctBy(proof => proof.LogIndex).Count() < proofs.Count ? EvidenceFaultClass.Replayed
                    : EvidenceFaultClass.Spliced);
        }

        var certificates = document.Leaves.Select((leaf, index) =>
            DepotKeyCertificate.InForce(keys, leaf.Device, proofs[index].LogIndex)).ToArray();
        if (FirstUnsigned(document, certificates) is { } first)
        {
            var leaf = document.Leaves[first];
            if (certificates[first] is not { } certificate)
            {
                throw new EvidenceFaultException(
                    $"/records/{first}/leaf/device",
                    $"No certificate speaks for {leaf.Device} at log index {proofs[first].LogIndex}.");
            }

            using var key = DevicePublicKey.TryImport(certificate.Statement.Spki.Span)
                ?? throw new EvidenceFaultException("/keys", $"The key of {leaf.Device} is no P-256 public key.");
            throw new EvidenceFaultException(
                $"/records/{first}/sig", LeafChecks.Seal(leaf, records[first], key)!.Value.Reason);
        }

        return certificates.Distinct().Count() == keys.Count
            ? $"{EvidenceVerifier.Count(records.Count, "signature")} by certified keys."
            : throw new EvidenceFaultException(
                "/keys", "A key signed none of the records.", EvidenceFaultClass.Spliced);
    }

    /// <summary>The first record that its certificate's key did not sign; every core takes a share.</summary>
    private static int? FirstUnsigned(EvidenceDocument document, DepotKeyCertificate?[] certificates)
    {
        var first = certificates.Length;
        var gate = new Lock();
        _ = Parallel.For(
            0,
            certificates.Length,
            () => new KeyCache(),
            (index, state, keys) =>
            {
                var record = document.Parts.Records[index];
                if (keys.Find(certificates[index])?.VerifyLeaf(record.Leaf.Span, record.Signature.Span) is not true)
                {
                    lock (gate)
                    {
                        first = Math.Min(first, index);
                    }

                    // Those before this one are still looked at.
                    state.Break();
                }

                return keys;
            },
            keys => keys.Dispose());
        return first < certificates.Length ? first : null;
    }

    /// <summary>The keys that one thread has imported.</summary>
    private sealed class KeyCache : IDisposable
    {
        private readonly Dictionary<DepotKeyCertificate, DevicePublicKey?> _keys = [];

        public DevicePublicKey? Find(DepotKeyCertificate? certificate)
        {
            if (certificate is null)
            {
                return null;
            }

            if (!_keys.TryGetValue(certificate, out var key))
            {
                _keys[certificate] = key = DevicePublicKey.TryImport(certificate.Statement.Spki.Span);
            }

            return key;
        }

        public void Dispose()
        {
            foreach (var key in _keys.Values)
            {
                key?.Dispose();
            }
        }
    }
}
