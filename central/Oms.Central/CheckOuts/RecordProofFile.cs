using Oms.Central.Hosting;
using Oms.Central.Storage;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Central.CheckOuts;

/// <summary>The proof that one record of a check-out stands in the log, as a file of its own.</summary>
internal static class RecordProofFile
{
    /// <summary>Writes the file, with the record's log entry as its extra data; or says what is missing yet.</summary>
    /// <param name="seq">The record's custody seq.</param>
    /// <remarks>The checkpoint is the one that most witnesses signed.</remarks>
    public static Task<(string? File, string? Missing)> WriteAsync(
        CentralNode node, string checkOut, long seq, CancellationToken cancellationToken) =>
        node.Model.ReadAtOneMomentAsync<(string? File, string? Missing)>(
            async reader =>
            {
                var rows = await reader.ManyAsync(
                    """
                    SELECT r.leaf, r.sig, i.number FROM records r JOIN log_index i ON i.hash = r.hash
                    WHERE r.custody = @custody AND r.custody_seq = @seq
                    """,
                    row => (Record: new SignedRecord(row.Bytes(0), row.Bytes(1), null), Index: row.GetInt64(2)),
                    ("@custody", checkOut),
                    ("@seq", seq));
                var newest = await WitnessEndpoints.NewestAsync(reader);
                if (rows.Count == 0 || newest.Note is null || rows[0].Index >= newest.Size)
                {
                    return (null, "No checkpoint covers the record yet.");
                }

                var (record, index) = rows[0];
                var checkpoint = await EvidenceFile.CheckpointAsync(
                    node, reader, (newest.Size, newest.Note), index + 1, cancellationToken);
                var log = await TileTable.OpenLogAsync(reader, cancellationToken);
                var hashes = await log.ProveInclusionAsync(index, checkpoint.Size, cancellationToken);
                var note = SignedNote.TryParse(checkpoint.Note)
                    ?? throw new InvalidDataException($"The checkpoint of {checkpoint.Size} entries is no note.");
                return (new TlogProof(index, hashes, note, LogEntry.Encode(record)).ToString(), null);
            },
            cancellationToken);
}
