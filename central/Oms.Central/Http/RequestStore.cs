using System.Data.Common;
using NodaTime;
using Oms.Central.Storage;

namespace Oms.Central.Http;

/// <summary>What keyed requests were answered, for 24 hours; effects themselves are remembered by the
/// journal.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class RequestStore(ITables tables, IClock clock)
{
    /// <summary>Its tables.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS requests(
          id BLOB NOT NULL PRIMARY KEY, fingerprint TEXT NOT NULL, at INTEGER NOT NULL,
          status INTEGER, type TEXT, position TEXT, location TEXT, body BLOB) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS requests_at ON requests(at);
        """;

    // Each purge drops more than came since the one before.
    private const int PurgeEvery = 50;

    private static readonly Duration Kept = Duration.FromHours(24);

    private int _intended;

    public async Task<StoredRequest?> FindAsync(Guid id)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await FindAsync(reader, id);
    }

    /// <summary>Remembers what a key stands for, before its effect; and drops what is too old.</summary>
    /// <returns>False when too many requests wait.</returns>
    public Task<bool> IntendAsync(Guid id, string fingerprint) =>
        tables.WriteAsync(async connection =>
        {
            if ((uint)Interlocked.Increment(ref _intended) % PurgeEvery == 0)
            {
                await PurgeAsync(connection);
            }

            _ = await InsertAsync(connection, id, fingerprint, null);
        });

    /// <summary>Remembers an answer; a client that asks again gets the same, and so does one that asks two nodes at
    /// once: the answer that comes first holds.</summary>
    /// <returns>What holds: this answer, or the one that was remembered before it; null when too many requests
    /// wait.</returns>
    public async Task<StoredRequest?> AnswerAsync(Guid id, string fingerprint, Answer answer)
    {
        var holds = new StoredRequest(fingerprint, answer);
        return await tables.WriteAsync(async connection =>
        {
            if (await InsertAsync(connection, id, fingerprint, answer) == 0)
            {
                holds = await FindAsync(connection, id) ?? holds;
            }
        })
            ? holds
            : null;
    }

    private long Oldest => (clock.GetCurrentInstant() - Kept).ToUnixTimeTicks();

    private ValueTask<StoredRequest?> FindAsync(DbConnection connection, Guid id) =>
        connection.OneAsync(
            """
            SELECT fingerprint, status, type, position, location, body FROM requests WHERE id = @id AND at >= @oldest
            """,
            row => new StoredRequest(
                row.GetString(0),
                row.IsDBNull(1)
                    ? null
                    : new Answer(row.GetInt32(1), row.Bytes(5), row.GetString(2))
                    {
                        Position = row.IsDBNull(3) ? null : row.GetString(3),
                        Location = row.IsDBNull(4) ? null : row.GetString(4),
                    }),
            ("@id", id.ToByteArray()),
            ("@oldest", Oldest));

    /// <returns>How many rows were changed: none where the key was answered before.</returns>
    private ValueTask<int> InsertAsync(DbConnection connection, Guid id, string fingerprint, Answer? answer) =>
        connection.RunAsync(
            """
            INSERT INTO requests VALUES(@id, @fingerprint, @at, @status, @type, @position, @location, @body)
            ON CONFLICT(id) DO UPDATE SET fingerprint = @fingerprint, at = @at, status = @status, type = @type,
              position = @position, location = @location, body = @body
            WHERE requests.status IS NULL OR requests.at < @oldest
            """,
            ("@id", id.ToByteArray()),
            ("@fingerprint", fingerprint),
            ("@at", clock.GetCurrentInstant().ToUnixTimeTicks()),
            ("@status", answer?.Status),
            ("@type", answer?.ContentType),
            ("@position", answer?.Position),
            ("@location", answer?.Location),
            ("@body", answer?.Body),
            ("@oldest", Oldest));

    private async ValueTask PurgeAsync(DbConnection connection) =>
        await connection.RunAsync(
            "DELETE FROM requests WHERE id IN (SELECT id FROM requests WHERE at < @oldest ORDER BY at LIMIT 100)",
            ("@oldest", Oldest));
}

/// <param name="Answer">Null while the request has not been answered.</param>
internal sealed record StoredRequest(string Fingerprint, Answer? Answer);
