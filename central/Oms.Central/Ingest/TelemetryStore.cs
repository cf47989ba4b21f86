using Oms.Central.Storage;

namespace Oms.Central.Ingest;

/// <summary>Raw readings by their digest, each verified against one that the depot's log sealed.</summary>
internal sealed class TelemetryStore(ITables tables, TimeProvider time)
{
    /// <summary>Its tables.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS frames(
          sha256 TEXT NOT NULL PRIMARY KEY, depot TEXT NOT NULL, device TEXT NOT NULL, window_no INTEGER NOT NULL,
          frame BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS frames_device ON frames(depot, device, window_no);
        """;

    private const int CreditMin = 1;
    private const int CreditMax = 200;

    private readonly Intake _intake = new(CreditMin, CreditMax, time);

    /// <summary>How many frames a gateway may send in the next second.</summary>
    public int Credit => _intake.Credit;

    /// <returns>False when too many writes wait.</returns>
    public async Task<bool> StoreAsync(string sha256, string depot, string device, long window, byte[] frame)
    {
        var begun = _intake.Begin();
        var isStored = await tables.WriteAsync(async connection => await connection.RunAsync(
            "INSERT INTO frames VALUES(@sha256, @depot, @device, @window, @frame) ON CONFLICT DO NOTHING",
            ("@sha256", sha256),
            ("@depot", depot),
            ("@device", device),
            ("@window", window),
            ("@frame", frame)));
        _intake.End(begun);
        return isStored;
    }

    public async Task<byte[]?> FindAsync(string sha256)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.OneAsync(
            "SELECT frame FROM frames WHERE sha256 = @sha256", row => row.Bytes(0), ("@sha256", sha256));
    }
}
