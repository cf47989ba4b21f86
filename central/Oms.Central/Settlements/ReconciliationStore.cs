using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Central.Payments;
using Oms.Central.Storage;

namespace Oms.Central.Settlements;

/// <summary>Reconciliations, their rows and how far each is: what no journal holds.</summary>
/// <remarks>
/// A step and the rows that it gives an outcome are one transaction, so whoever goes on after a crash goes on there.
/// Only one reconciliation is worked on at a time, the oldest first: what is doubled is judged by what came before.
/// Reconciliations are kept for 400 days.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class ReconciliationStore(ITables tables, IClock clock)
{
    /// <summary>Its tables.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS reconciliations(
          id TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL, revision INTEGER NOT NULL, drift INTEGER NOT NULL,
          closed INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, owner TEXT,
          lease INTEGER NOT NULL, doc BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS reconciliations_created ON reconciliations(created, id);
        CREATE INDEX IF NOT EXISTS reconciliations_state ON reconciliations(state, created, id);
        CREATE TABLE IF NOT EXISTS reconciled_rows(
          entry TEXT NOT NULL PRIMARY KEY, job TEXT NOT NULL, number INTEGER NOT NULL, name TEXT, ref TEXT NOT NULL,
          outcome TEXT NOT NULL, doc BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS reconciled_rows_job ON reconciled_rows(job, number);
        CREATE INDEX IF NOT EXISTS reconciled_rows_outcome ON reconciled_rows(job, outcome, number);
        CREATE INDEX IF NOT EXISTS reconciled_rows_name ON reconciled_rows(name) WHERE name IS NOT NULL;
        CREATE INDEX IF NOT EXISTS reconciled_rows_open ON reconciled_rows(entry) WHERE outcome = 'in_doubt';
        """;

    /// <summary>How long another node waits for one that has a reconciliation and says nothing.</summary>
    public static readonly Duration Lease = Duration.FromSeconds(30);

    private const string AllRows =
        "SELECT doc FROM reconciled_rows WHERE job = @id AND number > @after ORDER BY number LIMIT @limit";

    private static readonly string[] OutcomeNames =
        [.. Enum.GetValues<SettlementOutcome>().Select(each => $"@outcome{(int)each}")];

    private static readonly string RowsOfOutcomes = $"""
        SELECT doc FROM reconciled_rows WHERE job = @id AND number > @after
          AND outcome IN ({string.Join(", ", OutcomeNames)}) ORDER BY number LIMIT @limit
        """;

    private const string Working = "('reading', 'judging', 'comparing')";
    private static readonly Duration Kept = Duration.FromDays(400);
    private static readonly Duration UploadKept = Duration.FromDays(1);

    /// <summary>Stores a reconciliation, unless there is one of that id.</summary>
    /// <returns>The one that is stored; null when too many writes wait.</returns>
    /// <exception cref="JournalUnavailableException">The store can take nothing now.</exception>
    public async Task<Reconciliation?> AddAsync(Reconciliation job)
    {
        var written = await tables.WriteAsync(async connection =>
        {
            const string Old = """
                (state IN ('done', 'failed') AND updated < @oldest) OR (state = 'receiving' AND updated < @broken)
                """;
            (string, object?)[] ages = [("@oldest", Ticks(Now - Kept)), ("@broken", Ticks(Now - UploadKept))];
            _ = await connection.RunAsync(
                $"DELETE FROM reconciled_rows WHERE job IN (SELECT id FROM reconciliations WHERE {Old})", ages);
            _ = await connection.RunAsync($"DELETE FROM reconciliations WHERE {Old}", ages);
            _ = await connection.RunAsync(
                """
                INSERT INTO reconciliations(id, state, revision, drift, closed, created, updated, owner, lease, doc)
                VALUES(@id, @state, @revision, 0, 0, @now, @now, NULL, 0, @doc) ON CONFLICT(id) DO NOTHING
                """,
                ("@id", job.Id),
                ("@state", CentralViews.Snake(job.State)),
                ("@revision", job.Revision),
                ("@now", Ticks(job.CreatedAt)),
                ("@doc", Doc(job)));
        });
        return written ? await FindAsync(job.Id) : null;
    }

    /// <summary>A reconciliation; null when there is none of that id.</summary>
    public async Task<Reconciliation?> FindAsync(string id)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.OneAsync("SELECT doc FROM reconciliations WHERE id = @id", Read, ("@id", id));
    }

    /// <summary>The newest ones, after one that was read.</summary>
    /// <param name="state">Of what state; null for all.</param>
    public async Task<List<Reconciliation>> PageAsync(string? state, ViewCursor? after, int limit)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        (string Name, object? Value)[] values =
        [
            ("@state", state), ("@created", after?.Created), ("@id", after?.Id), ("@limit", limit),
        ];
        return await reader.ManyAsync(
            "SELECT doc FROM reconciliations WHERE 1 = 1"
                + (state is null ? "" : " AND state = @state")
                + (after is null ? "" : " AND (created, id) < (@created, @id)")
                + " ORDER BY created DESC, id DESC LIMIT @limit",
            Read,
            [.. values.Where(value => value.Value is not null)]);
    }

    /// <summary>Changes a reconciliation that is as it was read, and its rows with it.</summary>
    /// <param name="seen">As it was read.</param>
    /// <param name="next">As it is to be; its revision and time follow by themselves.</param>
    /// <param name="rows">Rows that are new or have another outcome.</param>
    /// <param name="owner">Who must have it; null for anybody.</param>
    /// <param name="fresh">Whether all rows that there were are destroyed first.</param>
    /// <returns>As it is stored; null when it was changed meanwhile, or the store is busy: nothing was stored then.
    /// </returns>
    public async Task<Reconciliation?> ChangeAsync(
        Reconciliation seen,
        Reconciliation next,
        IReadOnlyCollection<ReconciledRow> rows,
        string? owner = null,
        bool fresh = false)
    {
        var stored = next with { Revision = seen.Revision + 1, UpdatedAt = Now };
        var kept = 0;
        var written = await tables.WriteAsync(async connection =>
        {
            kept = await connection.RunAsync(
                $"""
                UPDATE reconciliations SET state = @state, revision = @revision, drift = @drift, closed = @closed,
                  updated = @now, lease = @lease, doc = @doc
                WHERE id = @id AND revision = @seen {(owner is null ? "" : "AND owner = @owner")}
                """,
                [
                    ("@state", CentralViews.Snake(stored.State)),
                    ("@revision", stored.Revision),
                    ("@drift", stored.Drift),
                    ("@closed", stored.Closed is null ? 0 : 1),
                    ("@now", Ticks(stored.UpdatedAt)),
                    ("@lease", owner is null ? 0 : Ticks(Now + Lease)),
                    ("@doc", Doc(stored)),
                    ("@id", seen.Id),
                    ("@seen", seen.Revision),
                    .. owner is null ? Array.Empty<(string, object?)>() : [("@owner", owner)],
                ]);
            if (kept > 0 && fresh)
            {
                _ = await connection.RunAsync("DELETE FROM reconciled_rows WHERE job = @id", ("@id", seen.Id));
            }

            await connection.RunEachAsync(
                """
                INSERT INTO reconciled_rows(entry, job, number, name, ref, outcome, doc)
                VALUES(@entry, @job, @number, @name, @ref, @outcome, @doc)
                ON CONFLICT(entry) DO UPDATE SET outcome = @outcome, doc = @doc
                """,
                kept == 0 ? [] : rows.Select(row => RowOf(seen.Id, row)));
        });
        return written && kept > 0 ? stored : null;
    }

    /// <summary>Destroys a reconciliation that is as it was read, with its rows.</summary>
    public Task RemoveAsync(Reconciliation seen) =>
        tables.WriteAsync(async connection =>
        {
            var gone = await connection.RunAsync(
                "DELETE FROM reconciliations WHERE id = @id AND revision = @seen",
                ("@id", seen.Id),
                ("@seen", seen.Revision));
            if (gone > 0)
            {
                _ = await connection.RunAsync("DELETE FROM reconciled_rows WHERE job = @id", ("@id", seen.Id));
            }
        });

    /// <summary>Takes the oldest reconciliation that is not done.</summary>
    /// <param name="owner">Who takes it.</param>
    /// <param name="isAlone">Whether nobody else can be working on one, however lately it was taken.</param>
    /// <returns>Null when there is none, or somebody else has it.</returns>
    public async Task<Reconciliation?> TakeAsync(string owner, bool isAlone)
    {
        Reconciliation? taken = null;
        _ = await tables.WriteAsync(async connection =>
        {
            taken = null;
            var next = await connection.OneAsync(
                $"SELECT id FROM reconciliations WHERE state IN {Working} ORDER BY created, id LIMIT 1",
                row => row.GetString(0));
            if (next is null)
            {
                return;
            }

            // Of two nodes that found the same one the second finds its lease taken.
            var mine = await connection.RunAsync(
                $"""
                UPDATE reconciliations SET owner = @owner, lease = @lease
                WHERE id = @id AND state IN {Working} AND (lease <= @now OR owner = @owner OR @alone = 1)
                """,
                ("@id", next),
                ("@owner", owner),
                ("@now", Ticks(Now)),
                ("@lease", Ticks(Now + Lease)),
                ("@alone", isAlone ? 1 : 0));
            taken = mine == 0
                ? null
                : await connection.OneAsync("SELECT doc FROM reconciliations WHERE id = @id", Read, ("@id", next));
        });
        return taken;
    }

    /// <summary>Rows in their order, from the one after a number.</summary>
    /// <param name="outcomes">Of what outcomes; empty for all.</param>
    public async Task<List<ReconciledRow>> RowsAsync(
        string id, int after, int limit, IReadOnlyCollection<string> outcomes)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            outcomes.Count == 0 ? AllRows : RowsOfOutcomes,
            ReadRow,
            [
                ("@id", id), ("@after", after), ("@limit", limit),
                .. outcomes.Count == 0 ? [] : OutcomeNames.Index().Select(
                    name => (name.Item, (object?)outcomes.ElementAtOrDefault(name.Index) ?? string.Empty)),
            ]);
    }

    /// <summary>Which rows have a transaction that an earlier row has, of the same report or, as another row of the
    /// provider's, of a report that came before.</summary>
    public async Task<IReadOnlyList<bool>> DoubledAsync(string id, IReadOnlyCollection<ReconciledRow> rows)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        var found = await reader.OneOfEachAsync(
            """
            SELECT entry FROM reconciled_rows WHERE name = @name
              AND ((job = @job AND number < @number)
                OR (job <> @job AND ref <> @ref AND outcome NOT IN ('unread', 'missing', 'late'))) LIMIT 1
            """,
            row => row.GetString(0),
            [
                .. rows.Select(row => new (string, object?)[]
                {
                    ("@name", row.Said.Name ?? string.Empty), ("@job", id), ("@number", row.Number),
                    ("@ref", row.Said.Ref),
                }),
            ]);
        return [.. found.Select(entry => entry is not null)];
    }

    /// <summary>Which movements some report has.</summary>
    public async Task<IReadOnlyList<bool>> ReportedAsync(IReadOnlyCollection<string> names)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        var found = await reader.OneOfEachAsync(
            """
            SELECT entry FROM reconciled_rows
            WHERE name = @name AND outcome NOT IN ('unread', 'missing', 'late') LIMIT 1
            """,
            row => row.GetString(0),
            [.. names.Select(name => new (string, object?)[] { ("@name", name) })]);
        return [.. found.Select(entry => entry is not null)];
    }

    /// <summary>The rows of other reconciliations where movements of these names are missing.</summary>
    public async Task<List<(string Job, ReconciledRow Row)>> MissingAsync(IReadOnlyCollection<string> names)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        var found = await reader.OneOfEachAsync(
            "SELECT job, doc FROM reconciled_rows WHERE name = @name AND outcome = 'missing' LIMIT 1",
            row => ((string, ReconciledRow)?)(row.GetString(0), ReadRow(row.Bytes(1))),
            [.. names.Select(name => new (string, object?)[] { ("@name", name) })]);
        return [.. found.OfType<(string, ReconciledRow)>()];
    }

    /// <summary>Rows in doubt, of all reconciliations that are done.</summary>
    public async Task<List<(string Job, ReconciledRow Row)>> DoubtsAsync(string after, int limit)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            """
            SELECT r.job, r.doc FROM reconciled_rows r JOIN reconciliations j ON j.id = r.job
            WHERE r.outcome = 'in_doubt' AND j.state = 'done' AND r.entry > @after
            ORDER BY r.entry LIMIT @limit
            """,
            row => (row.GetString(0), ReadRow(row.Bytes(1))),
            ("@after", after),
            ("@limit", limit));
    }

    /// <summary>How many differences there are in reconciliations that nobody has closed.</summary>
    public async Task<long> DriftAsync()
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.OneAsync(
            "SELECT CAST(COALESCE(SUM(drift), 0) AS BIGINT) FROM reconciliations WHERE state = 'done' AND closed = 0",
            row => row.GetInt64(0));
    }

    /// <summary>The place of a row among all rows.</summary>
    public static string EntryOf(string job, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{job}/{number:D7}");

    private Instant Now => clock.GetCurrentInstant();

    private static long Ticks(Instant at) => at.ToUnixTimeTicks();

    private static byte[] Doc(Reconciliation job) =>
        JsonSerializer.SerializeToUtf8Bytes(job, ReconciliationJson.Default.Reconciliation);

    private static Reconciliation Read(DbDataReader row) =>
        JsonSerializer.Deserialize(row.Bytes(0), ReconciliationJson.Default.Reconciliation)!;

    private static ReconciledRow ReadRow(DbDataReader row) => ReadRow(row.Bytes(0));

    private static ReconciledRow ReadRow(byte[] doc) =>
        JsonSerializer.Deserialize(doc, ReconciliationJson.Default.ReconciledRow)!;

    private static (string Name, object? Value)[] RowOf(string job, ReconciledRow row) =>
    [
        ("@entry", EntryOf(job, row.Number)),
        ("@job", job),
        ("@number", row.Number),
        ("@name", row.Said.Name),
        ("@ref", row.Said.Ref),
        ("@outcome", CentralViews.Snake(row.Outcome)),
        ("@doc", JsonSerializer.SerializeToUtf8Bytes(row, ReconciliationJson.Default.ReconciledRow)),
    ];
}
