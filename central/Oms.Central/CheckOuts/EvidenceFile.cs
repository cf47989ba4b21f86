using System.Data.Common;
using Oms.Central.Hosting;
using Oms.Central.Storage;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Central.CheckOuts;

/// <summary>Puts an evidence file together from the read models.</summary>
internal static class EvidenceFile
{
    /// <summary>Writes the file, or says what is missing yet.</summary>
    /// <param name="lastSeq">The custody seq of the last record that the check-out has.</param>
    /// <param name="witnesses">How many witnesses must have signed the checkpoint.</param>
    public static Task<(byte[]? File, string? Missing)> WriteAsync(
        CentralNode node, string checkOut, long lastSeq, int witnesses, CancellationToken cancellationToken) =>
        node.Model.ReadAtOneMomentAsync(
            reader => WriteAsync(node, reader, checkOut, lastSeq, witnesses, cancellationToken), cancellationToken);

    private static async Task<(byte[]? File, string? Missing)> WriteAsync(
        CentralNode node,
        DbConnection reader,
        string checkOut,
        long lastSeq,
        int witnesses,
        CancellationToken cancellationToken)
    {
        var rows = await reader.ManyAsync(
            """
            SELECT r.depot, r.device, r.kind, r.leaf, r.sig, r.body, i.number, r.incarnation
            FROM records r LEFT JOIN log_index i ON i.hash = r.hash
            WHERE r.custody = @custody ORDER BY r.custody_seq
            """,
            row => new Row(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                new SignedRecord(row.Bytes(3), row.Bytes(4), row.Bytes(5)),
                row.IsDBNull(6) ? null : row.GetInt64(6),
                row.GetString(7)),
            ("@custody", checkOut));
        if (rows.Count < lastSeq || rows.Count == 0)
        {
            return (null, "The read model has not all of its records yet.");
        }

        if (!ClosingKinds.Contains(rows[^1].Kind))
        {
            return (null, "The check-out has not ended.");
        }

        var newest = await WitnessEndpoints.NewestAsync(reader);
        if (newest.Note is null || rows.Any(row => row.LogIndex is null || row.LogIndex >= newest.Size))
        {
            return (null, "No checkpoint covers its last record yet.");
        }

        var checkpoint = await CheckpointAsync(
            node, reader, (newest.Size, newest.Note), rows.Max(row => row.LogIndex!.Value) + 1, cancellationToken);
        if (checkpoint.Vkeys.Count < witnesses)
        {
            return (null, $"So far {checkpoint.Vkeys.Count} witnesses have signed a checkpoint that covers it.");
        }

        var log = await TileTable.OpenLogAsync(reader, cancellationToken);
        var proofs = new List<RecordProof>(rows.Count);
        foreach (var row in rows)
        {
            var hashes = await log.ProveInclusionAsync(row.LogIndex!.Value, checkpoint.Size, cancellationToken);
            proofs.Add(new RecordProof(row.LogIndex.Value, checkpoint.Size, hashes));
        }

        var certificates = new List<DepotKeyCertificate>();
        foreach (var row in rows.DistinctBy(row => (row.Device, row.Incarnation)))
        {
            certificates.AddRange(await KeyCertificates.OfAsync(reader, row.Depot, row.Device, row.Incarnation));
        }

        return (
            EvidenceWriter.Write(new EvidenceParts(
                [.. rows.Select(row => row.Record)],
                proofs,
                certificates,
                checkpoint.Note,
                node.Keys.RootSpki,
                node.Keys.LogVkey)
            {
                Witnesses = checkpoint.Vkeys,
                EpcisNames = node.EpcisNames,
            }),
            null);
    }

    /// <summary>The checkpoint that most witnesses signed, of those that cover the records; the newest of
    /// these.</summary>
    internal static async Task<(long Size, string Note, IReadOnlyList<string> Vkeys)> CheckpointAsync(
        CentralNode node,
        DbConnection reader,
        (long Size, string Note) newest,
        long from,
        CancellationToken cancellationToken)
    {
        var sizes = await node.Witnesses.SizesAsync(from, cancellationToken);
        foreach (var (size, _) in sizes.Where(one => one.Size <= newest.Size))
        {
            if (await WitnessEndpoints.CheckpointAsync(reader, size) is { } note)
            {
                var (cosigned, vkeys) = await node.Witnesses.CosignedAsync(note, size, cancellationToken);
                return (size, cosigned, vkeys);
            }
        }

        return (newest.Size, newest.Note, []);
    }

    private sealed record Row(
        string Depot, string Device, string Kind, SignedRecord Record, long? LogIndex, string Incarnation);
}
