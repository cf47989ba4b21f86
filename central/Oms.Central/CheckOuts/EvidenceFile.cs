using System.Data.Common;
using System.Text.Json;
using Oms.Central.Hosting;
using Oms.Central.Storage;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Central.CheckOuts;

/// <summary>Puts an evidence file together from the read models.</summary>
internal static class EvidenceFile
{
    /// <summary>Writes the file, or says what is missing yet.</summary>
    /// <param name="lastSeq">The custody seq of the last record that the check-out has.</param>
    public static Task<(byte[]? File, string? Missing)> WriteAsync(
        CentralNode node, string checkOut, long lastSeq, CancellationToken cancellationToken) =>
        node.Model.ReadAtOneMomentAsync(
            reader => WriteAsync(node, reader, checkOut, lastSeq, cancellationToken), cancellationToken);

    private static async Task<(byte[]? File, string? Missing)> WriteAsync(
        CentralNode node, DbConnection reader, string checkOut, long lastSeq, CancellationToken cancellationToken)
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

        var checkpoint = await reader.OneAsync(
            "SELECT size, note FROM log_checkpoints ORDER BY size DESC LIMIT 1",
            row => (Size: row.GetInt64(0), Note: row.GetString(1)));
        if (checkpoint.Note is null || rows.Any(row => row.LogIndex is null || row.LogIndex >= checkpoint.Size))
        {
            return (null, "No checkpoint covers its last record yet.");
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
            certificates.Add(await CertificateOfAsync(reader, row));
        }

        return (
            EvidenceWriter.Write(new EvidenceParts(
                [.. rows.Select(row => row.Record)],
                proofs,
                certificates,
                checkpoint.Note,
                node.Keys.RootSpki,
                node.Keys.LogVkey)),
            null);
    }

    /// <summary>The certificate of the key that signed a record: each incarnation has its own.</summary>
    private static async Task<DepotKeyCertificate> CertificateOfAsync(DbConnection reader, Row record) =>
        await reader.OneAsync(
            """
            SELECT certificate FROM certificates
            WHERE depot = @depot AND device = @device AND incarnation = @incarnation
            """,
            row =>
            {
                using var document = JsonDocument.Parse(row.Bytes(0));
                var statement = DepotKeyStatement.TryDecode(
                    System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(
                        document.RootElement.GetProperty("statement")).ToArray());
                return new DepotKeyCertificate(
                    statement ?? throw new InvalidDataException(
                        $"A certificate of depot {record.Depot} cannot be read."),
                    document.RootElement.GetProperty("sig").GetBytesFromBase64());
            },
            ("@depot", record.Depot),
            ("@device", record.Device),
            ("@incarnation", record.Incarnation))
        ?? throw new InvalidDataException(
            $"Gateway {record.Device}, incarnation {record.Incarnation}, has no certificate.");

    private sealed record Row(
        string Depot, string Device, string Kind, SignedRecord Record, long? LogIndex, string Incarnation);
}
