using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;

namespace Oms.Central.Imports;

/// <summary>Files that were left to be imported, their progress and the results of their rows.</summary>
/// <remarks>
/// A file holds what is personal, so it is stored encrypted (AES-GCM, a key that follows from the centre's own secret)
/// and destroyed once every row has its result. Results hold keys and problems, and are kept for 30 days.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class ImportStore(ITables tables, CentralKeys keys, IClock clock)
{
    /// <summary>Its tables.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS import_jobs(
          id TEXT NOT NULL PRIMARY KEY, principal TEXT NOT NULL, kind TEXT NOT NULL, request_key TEXT NOT NULL,
          content_type TEXT NOT NULL, dry INTEGER NOT NULL, replaces INTEGER NOT NULL, sha256 TEXT NOT NULL,
          state TEXT NOT NULL, total INTEGER, created INTEGER NOT NULL, updated INTEGER NOT NULL, owner TEXT,
          lease INTEGER NOT NULL, problem BLOB, content BLOB) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS import_jobs_state ON import_jobs(state, created);
        CREATE TABLE IF NOT EXISTS import_results(
          entry TEXT NOT NULL PRIMARY KEY, job TEXT NOT NULL, number INTEGER NOT NULL, name TEXT,
          outcome TEXT NOT NULL, doc BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS import_results_job ON import_results(job, number);
        """;

    /// <summary>How long another node waits for one that has a job and says nothing.</summary>
    public static readonly Duration Lease = Duration.FromSeconds(30);

    private const string Columns =
        "id, principal, kind, request_key, content_type, dry, replaces, sha256, state, total, created, updated";

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private static readonly Duration Kept = Duration.FromDays(30);

    private readonly byte[] _secret = keys.Derive("imports/v1");

    /// <summary>Stores a job with its file, unless there is one of that id.</summary>
    /// <returns>The job as it is stored; null when too many writes wait.</returns>
    /// <exception cref="JournalUnavailableException">The store can take nothing now.</exception>
    public async Task<ImportJob?> AddAsync(ImportJob job, byte[] content)
    {
        var sealedContent = Encrypt(job.Id, content);
        var written = await tables.WriteAsync(async connection =>
        {
            _ = await connection.RunAsync(
                """
                DELETE FROM import_results WHERE job IN
                  (SELECT id FROM import_jobs WHERE state IN ('done', 'failed') AND updated < @oldest)
                """,
                ("@oldest", Ticks(Now - Kept)));
            _ = await connection.RunAsync(
                "DELETE FROM import_jobs WHERE state IN ('done', 'failed') AND updated < @oldest",
                ("@oldest", Ticks(Now - Kept)));
            _ = await connection.RunAsync(
                """
                INSERT INTO import_jobs VALUES(@id, @principal, @kind, @key, @type, @dry, @replaces, @sha256, 'queued',
                  NULL, @now, @now, NULL, 0, NULL, @content) ON CONFLICT(id) DO NOTHING
                """,
                ("@id", job.Id),
                ("@principal", job.Principal),
                ("@kind", job.Kind),
                ("@key", job.Key),
                ("@type", job.ContentType),
                ("@dry", job.IsDry ? 1 : 0),
                ("@replaces", job.Replaces ? 1 : 0),
                ("@sha256", job.Sha256),
                ("@now", Ticks(Now)),
                ("@content", sealedContent));
        });
        return written ? await FindAsync(job.Id) : null;
    }

    /// <summary>A job; null when there is none of that id.</summary>
    public async Task<ImportJob?> FindAsync(string id)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.OneAsync($"SELECT {Columns} FROM import_jobs WHERE id = @id", Read, ("@id", id));
    }

    /// <summary>A job with its counts as the API shows it; null when there is none of that id.</summary>
    public async Task<ImportJobView?> ViewAsync(string id)
    {
        if (await FindAsync(id) is not { } job)
        {
            return null;
        }

        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        var outcomes = await reader.ManyAsync(
            "SELECT outcome, count(*) FROM import_results WHERE job = @id GROUP BY outcome ORDER BY outcome",
            row => KeyValuePair.Create(row.GetString(0), (int)row.GetInt64(1)),
            ("@id", id));
        var problem = await reader.OneAsync(
            "SELECT problem FROM import_jobs WHERE id = @id AND problem IS NOT NULL", row => row.Bytes(0), ("@id", id));
        return new ImportJobView(
            job.Id, job.Kind, job.State, job.IsDry, job.Rows, outcomes.Sum(each => each.Value),
            outcomes.ToDictionary(), job.CreatedAt, job.UpdatedAt,
            problem is null ? null : JsonSerializer.Deserialize(problem, CentralJson.Default.ProblemBody));
    }

    /// <summary>Takes the oldest job that nobody works on.</summary>
    /// <param name="owner">Who takes it.</param>
    /// <param name="isAlone">Whether nobody else can be working on one, however lately it was taken.</param>
    /// <returns>The job and its file; null when there is none.</returns>
    public async Task<(ImportJob Job, byte[] Content)?> TakeAsync(string owner, bool isAlone)
    {
        (ImportJob Job, byte[] Content)? taken = null;
        _ = await tables.WriteAsync(async connection =>
        {
            taken = null;
            var next = await connection.OneAsync(
                """
                SELECT id FROM import_jobs
                WHERE state IN ('queued', 'running') AND (lease <= @now OR @alone = 1) ORDER BY created, id LIMIT 1
                """,
                row => row.GetString(0),
                ("@now", Ticks(Now)),
                ("@alone", isAlone ? 1 : 0));
            if (next is null)
            {
                return;
            }

            // Of two nodes that found the same one the second finds its lease taken.
            var mine = await connection.RunAsync(
                """
                UPDATE import_jobs SET owner = @owner, lease = @lease, state = 'running', updated = @now
                WHERE id = @id AND state IN ('queued', 'running') AND (lease <= @now OR @alone = 1)
                """,
                ("@id", next),
                ("@owner", owner),
                ("@now", Ticks(Now)),
                ("@lease", Ticks(Now + Lease)),
                ("@alone", isAlone ? 1 : 0));
            taken = mine == 0
                ? null
                : await connection.OneAsync(
                    $"SELECT {Columns}, content FROM import_jobs WHERE id = @id",
                    row => ((ImportJob, byte[])?)(Read(row), Decrypt(row.GetString(0), row.Bytes(12))),
                    ("@id", next));
        });
        return taken;
    }

    /// <summary>Stores results, and goes on having the job.</summary>
    /// <param name="rows">How many rows the file has.</param>
    /// <returns>False when somebody else has it: then nothing was stored.</returns>
    public async Task<bool> ProgressAsync(
        string id, string owner, int rows, IReadOnlyList<ImportRowView> results, bool isDone)
    {
        var kept = 0;
        var written = await tables.WriteAsync(async connection =>
        {
            kept = await connection.RunAsync(
                $"""
                UPDATE import_jobs SET total = @rows, lease = @lease, updated = @now
                  {(isDone ? ", state = 'done', content = NULL" : "")}
                WHERE id = @id AND owner = @owner AND state = 'running'
                """,
                ("@id", id),
                ("@owner", owner),
                ("@rows", rows),
                ("@now", Ticks(Now)),
                ("@lease", Ticks(Now + Lease)));
            await connection.RunEachAsync(
                """
                INSERT INTO import_results VALUES(@entry, @job, @number, @name, @outcome, @doc)
                ON CONFLICT(entry) DO NOTHING
                """,
                kept == 0 ? [] : results.Select(result => RowOf(id, result)));
        });
        return written && kept > 0;
    }

    /// <summary>Notes that the file as a whole cannot be read.</summary>
    public Task FailAsync(string id, Answer problem) =>
        tables.WriteAsync(async connection => await connection.RunAsync(
            """
            UPDATE import_jobs SET state = 'failed', problem = @problem, content = NULL, updated = @now WHERE id = @id
            """,
            ("@id", id),
            ("@problem", problem.Body),
            ("@now", Ticks(Now))));

    /// <summary>Results of rows in their order, from the one after a number.</summary>
    public async Task<List<ImportRowView>> ResultsAsync(string id, int after, int limit)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            "SELECT doc FROM import_results WHERE job = @id AND number > @after ORDER BY number LIMIT @limit",
            row => JsonSerializer.Deserialize(row.Bytes(0), CentralJson.Default.ImportRowView)!,
            ("@id", id),
            ("@after", after),
            ("@limit", limit));
    }

    private Instant Now => clock.GetCurrentInstant();

    private static long Ticks(Instant at) => at.ToUnixTimeTicks();

    private static (string Name, object? Value)[] RowOf(string job, ImportRowView result) =>
    [
        ("@entry", string.Create(CultureInfo.InvariantCulture, $"{job}/{result.Row:D6}")),
        ("@job", job),
        ("@number", result.Row),
        ("@name", result.Key),
        ("@outcome", result.Outcome),
        ("@doc", JsonSerializer.SerializeToUtf8Bytes(result, CentralJson.Default.ImportRowView)),
    ];

    private static ImportJob Read(System.Data.Common.DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetInt64(5) == 1,
        row.GetInt64(6) == 1,
        row.GetString(7),
        Enum.Parse<ImportState>(row.GetString(8), ignoreCase: true),
        row.IsDBNull(9) ? null : (int)row.GetInt64(9),
        Instant.FromUnixTimeTicks(row.GetInt64(10)),
        Instant.FromUnixTimeTicks(row.GetInt64(11)));

    private byte[] Encrypt(string id, byte[] content)
    {
        var output = new byte[NonceBytes + content.Length + TagBytes];
        RandomNumberGenerator.Fill(output.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(_secret, TagBytes);
        cipher.Encrypt(
            output.AsSpan(0, NonceBytes),
            content,
            output.AsSpan(NonceBytes, content.Length),
            output.AsSpan(NonceBytes + content.Length),
            Encoding.UTF8.GetBytes(id));
        return output;
    }

    private byte[] Decrypt(string id, byte[] stored)
    {
        var content = new byte[stored.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(_secret, TagBytes);
        cipher.Decrypt(
            stored.AsSpan(0, NonceBytes),
            stored.AsSpan(NonceBytes, content.Length),
            stored.AsSpan(NonceBytes + content.Length),
            content,
            Encoding.UTF8.GetBytes(id));
        return content;
    }
}
