using NodaTime;
using Oms.Central.Storage;
using Oms.Transparency;

namespace Oms.Central.Transparency;

/// <summary>Cosignatures of gateways on checkpoints, durable before they are acknowledged.</summary>
/// <remarks>
/// Witnesses ask when it suits them, so one checkpoint stays open for all of them: the newest that any of them signed,
/// until every one that was here lately has signed it or it is old. Only then is a newer one offered. So checkpoints
/// gather cosignatures, however fast the log grows.
/// </remarks>
internal sealed class WitnessStore(ITables tables, IClock clock)
{
    /// <summary>Its table.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS cosignatures(
          size INTEGER NOT NULL, vkey TEXT NOT NULL, line TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY(size, vkey)) WITHOUT ROWID;
        """;

    /// <summary>Checkpoints whose cosignatures are kept; evidence takes one of the newest.</summary>
    private const int SizesMax = 256;

    private static readonly Duration OpenFor = Duration.FromSeconds(5);
    private static readonly Duration ActiveFor = Duration.FromMinutes(1);

    /// <summary>Whether a witness should be shown a checkpoint now.</summary>
    /// <param name="vkey">The witness.</param>
    /// <param name="oldSize">The size of the last checkpoint it signed.</param>
    /// <param name="newest">The size of the newest checkpoint.</param>
    /// <returns>The size of the checkpoint to show; null for none.</returns>
    public async Task<long?> OfferAsync(
        string vkey, long oldSize, long newest, CancellationToken cancellationToken)
    {
        await using var reader = await tables.OpenReaderAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var open = await reader.ManyAsync(
            "SELECT vkey, size, at FROM cosignatures WHERE size = (SELECT max(size) FROM cosignatures)",
            row => (Vkey: row.GetString(0), Size: row.GetInt64(1), At: Instant.FromUnixTimeSeconds(row.GetInt64(2))));
        if (open.Count == 0 || newest < open[0].Size)
        {
            return newest;
        }

        // A gateway is one witness, with whichever of its keys it signs.
        var signed = open.Select(row => NoteKey.NameOf(row.Vkey)).ToHashSet(StringComparer.Ordinal);
        if (!signed.Contains(NoteKey.NameOf(vkey)) && oldSize <= open[0].Size)
        {
            return open[0].Size;
        }

        var active = await reader.ManyAsync(
            "SELECT DISTINCT vkey FROM cosignatures WHERE at > @since",
            row => NoteKey.NameOf(row.GetString(0)),
            ("@since", (now - ActiveFor).ToUnixTimeSeconds()));
        return newest > open[0].Size && (active.TrueForAll(signed.Contains) || open.Min(row => row.At) + OpenFor < now)
            ? newest
            : newest < oldSize ? newest : null;
    }

    /// <summary>Stores a cosignature that was verified.</summary>
    /// <returns>False when too many writes wait.</returns>
    public Task<bool> StoreAsync(long size, string vkey, NoteSignature signature) => tables.WriteAsync(
        async connection =>
    {
        _ = await connection.RunAsync(
            // Of a witness that changed its key the signature that came first counts: it is one witness.
            """
            INSERT INTO cosignatures SELECT @size, @vkey, @line, @at
            WHERE NOT EXISTS (SELECT 1 FROM cosignatures
              WHERE size = @size AND substr(vkey, 1, length(@owner)) = @owner)
            ON CONFLICT DO NOTHING
            """,
            ("@size", size),
            ("@owner", NoteKey.NameOf(vkey) + "+"),
            ("@vkey", vkey),
            ("@line", Convert.ToBase64String(signature.Signature.Span)),
            ("@at", clock.GetCurrentInstant().ToUnixTimeSeconds()));
        _ = await connection.RunAsync(
            """
            DELETE FROM cosignatures WHERE size < coalesce(
              (SELECT min(size) FROM
                (SELECT DISTINCT size FROM cosignatures ORDER BY size DESC LIMIT @count) AS newest), 0)
            """,
            ("@count", SizesMax));
    });

    /// <summary>The sizes with cosignatures from one on, the most cosignatures first, then the largest.</summary>
    public async Task<IReadOnlyList<(long Size, int Count)>> SizesAsync(
        long from, CancellationToken cancellationToken)
    {
        await using var reader = await tables.OpenReaderAsync(cancellationToken);
        return await reader.ManyAsync(
            """
            SELECT size, count(*) FROM cosignatures WHERE size >= @from GROUP BY size ORDER BY count(*) DESC, size DESC
            """,
            row => (row.GetInt64(0), row.GetInt32(1)),
            ("@from", from));
    }

    /// <summary>A checkpoint with the cosignatures that it has, and who they are by, in ordinal order.</summary>
    public async Task<(string Note, IReadOnlyList<string> Vkeys)> CosignedAsync(
        string note, long size, CancellationToken cancellationToken)
    {
        await using var reader = await tables.OpenReaderAsync(cancellationToken);
        var rows = await reader.ManyAsync(
            "SELECT vkey, line FROM cosignatures WHERE size = @size",
            row => (Vkey: row.GetString(0), Line: row.GetString(1)),
            ("@size", size));
        var signed = SignedNote.TryParse(note)
            ?? throw new InvalidDataException($"The checkpoint of {size} entries is no note.");
        rows.Sort((one, other) => string.CompareOrdinal(one.Vkey, other.Vkey));
        var cosigned = signed with
        {
            Signatures =
            [
                .. signed.Signatures,
                .. rows.Select(row =>
                {
                    var verifier = NoteKey.Parse(row.Vkey);
                    using var held = verifier as IDisposable;
                    return new NoteSignature(verifier.Name, verifier.KeyId, Convert.FromBase64String(row.Line));
                }),
            ],
        };
        return (cosigned.ToString(), [.. rows.Select(row => row.Vkey)]);
    }

    /// <summary>Everybody who cosigned one of the checkpoints that are kept.</summary>
    public async Task<IReadOnlyList<string>> WitnessesAsync(CancellationToken cancellationToken)
    {
        await using var reader = await tables.OpenReaderAsync(cancellationToken);
        return await reader.ManyAsync(
            "SELECT DISTINCT vkey FROM cosignatures ORDER BY vkey", row => row.GetString(0));
    }
}
