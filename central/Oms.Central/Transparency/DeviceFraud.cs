using Oms.Central.Hosting;
using Oms.Central.Ingest;
using Oms.Central.Storage;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Central.Transparency;

/// <summary>Puts a fraud proof together when a gateway's key has signed two histories.</summary>
internal static class DeviceFraud
{
    /// <summary>Finds the two records of one place, and keeps the proof.</summary>
    /// <remarks>
    /// The record that was taken first comes from the read model, which may be a moment behind; the gateway sends its
    /// batch again and again, so a proof that cannot be made now is made then.
    /// </remarks>
    public static async Task<FraudProof?> KeepAsync(CentralNode node, string depotId, ReadBatch read)
    {
        await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
        foreach (var (index, leaf) in read.Leaves.Index())
        {
            var taken = await reader.OneAsync(
                """
                SELECT leaf, sig FROM records
                WHERE depot = @depot AND device = @device AND incarnation = @incarnation AND seq = @seq
                """,
                row => new SignedRecord(row.Bytes(0), row.Bytes(1), null),
                ("@depot", depotId),
                ("@device", read.Batch.Device),
                ("@incarnation", read.Batch.Incarnation),
                ("@seq", leaf.Seq));
            if (taken is null || taken.LeafHash == read.Records[index].LeafHash)
            {
                continue;
            }

            var certificates = await KeyCertificates.OfAsync(
                reader, depotId, read.Batch.Device, read.Batch.Incarnation);
            var signers = certificates.Where(certificate =>
            {
                using var key = DevicePublicKey.TryImport(certificate.Statement.Spki.Span);
                return key is not null && new[] { taken, read.Records[index] }.Any(record =>
                    key.VerifyLeaf(record.Leaf.Span, record.Signature.Span));
            });
            var fork = DeviceFork.Of([.. signers], node.Keys.RootSpki, taken, read.Records[index]);
            var trust = new TrustRoot([node.Keys.RootSpki], [node.Keys.LogVkey], []);
            return FraudVerifier.Verify(fork.Encode(), trust).Verdict == EvidenceVerdict.Valid
                && await node.Frauds.StoreAsync(fork, depotId)
                    ? fork
                    : null;
        }

        return null;
    }
}
