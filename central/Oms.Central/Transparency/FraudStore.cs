using Oms.Central.Storage;
using Oms.Transparency;

namespace Oms.Central.Transparency;

/// <summary>Fraud proofs, kept for ever.</summary>
internal sealed class FraudStore(ITables tables)
{
    /// <summary>Its table.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS frauds(
          id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, depot TEXT NOT NULL, proof BLOB NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>Keeps a proof that was verified; one that is known already changes nothing.</summary>
    /// <param name="depot">The depot that it is of, or whose gateway found it.</param>
    /// <returns>False when too many writes wait.</returns>
    public Task<bool> StoreAsync(FraudProof proof, string depot) => tables.WriteAsync(async connection =>
        await connection.RunAsync(
            "INSERT INTO frauds VALUES(@id, @kind, @depot, @proof) ON CONFLICT DO NOTHING",
            ("@id", proof.Id),
            ("@kind", proof.Kind),
            ("@depot", depot),
            ("@proof", proof.Encode())));

    public async Task<IReadOnlyList<FraudView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var reader = await tables.OpenReaderAsync(cancellationToken);
        return await reader.ManyAsync(
            "SELECT id, kind, depot FROM frauds ORDER BY id",
            row => new FraudView(row.GetString(0), row.GetString(1), row.GetString(2)));
    }

    public async Task<byte[]?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var reader = await tables.OpenReaderAsync(cancellationToken);
        return await reader.OneAsync("SELECT proof FROM frauds WHERE id = @id", row => row.Bytes(0), ("@id", id));
    }
}

/// <summary>A fraud proof in a list.</summary>
/// <param name="Id">Also the file's name before <c>.fraud</c>.</param>
internal sealed record FraudView(string Id, string Kind, string Depot);
