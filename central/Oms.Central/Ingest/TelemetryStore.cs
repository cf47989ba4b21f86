using Oms.Central.Storage;

namespace Oms.Central.Ingest;

/// <summary>Raw readings by their digest, each verified against one that the depot's log sealed.</summary>
internal sealed class TelemetryStore(string path, TaskScheduler scheduler, TimeProvider time) : IAsyncDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS frames(
          sha256 TEXT NOT NULL PRIMARY KEY, depot TEXT NOT NULL, device TEXT NOT NULL, window INTEGER NOT NULL,
          frame BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS frames_device ON frames(depot, device, window);
        """;

    private const int CreditMin = 1;
    private const int CreditMax = 200;

    private readonly Intake _intake = new(CreditMin, CreditMax, time);
    private readonly GroupCommitStore _store = GroupCommitStore.Open(path, Schema, scheduler);

    /// <summary>How many frames a gateway may send in the next second.</summary>
    public int Credit => _intake.Credit;

    /// <returns>False when too many writes wait.</returns>
    public async Task<bool> StoreAsync(string sha256, string depot, string device, long window, byte[] frame)
    {
        var begun = _intake.Begin();
        var isStored = await _store.WriteAsync(connection => connection.Run(
            "INSERT OR IGNORE INTO frames VALUES(@sha256, @depot, @device, @window, @frame)",
            ("@sha256", sha256),
            ("@depot", depot),
            ("@device", device),
            ("@window", window),
            ("@frame", frame)));
        _intake.End(begun);
        return isStored;
    }

    public byte[]? Find(string sha256)
    {
        using var reader = _store.OpenReader();
        return reader.One("SELECT frame FROM frames WHERE sha256 = @sha256", row => row.Bytes(0), ("@sha256", sha256));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
