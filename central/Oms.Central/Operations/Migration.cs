using System.Data.Common;
using System.Runtime.CompilerServices;
using Oms.Actors.Journal;
using Oms.Actors.Postgres;
using Oms.Actors.Sqlite;
using Oms.Central.Customers;
using Oms.Central.Hosting;
using Oms.Central.Storage;

namespace Oms.Central.Operations;

/// <param name="DataDirectory">The centre's files.</param>
/// <param name="ConnectionString">An empty database.</param>
/// <param name="LogOrigin">The transparency log's name, as the centre has it.</param>
internal sealed record MigrationSettings(string DataDirectory, string ConnectionString, string LogOrigin)
{
    /// <exception cref="StartException">An option is missing; the message names it.</exception>
    public static MigrationSettings From(IConfiguration configuration) => new(
        configuration["Data:Directory"] is { } data && Directory.Exists(data)
            ? data
            : throw new StartException("Name the directory of the centre to be moved: --data DIRECTORY."),
        configuration["Journal:ConnectionString"]
            ?? throw new StartException("Name an empty database: --connection TEXT."),
        configuration["Log:Origin"] ?? new CentralOptions().LogOrigin);
}

/// <summary>Takes a centre of one node, while it stands still, into a PostgreSQL database, and compares the two record
/// by record.</summary>
/// <remarks>The read models are not copied: the first node fills them from the journal. The files stay as they
/// are.</remarks>
internal static class Migration
{
    private const int RecordsAtOnce = 500;
    private const int RowsAtOnce = 500;

    private static readonly string[] RequestColumns =
        ["id", "fingerprint", "at", "status", "type", "position", "location", "body"];

    private static readonly string[] FrameColumns = ["sha256", "depot", "device", "window_no", "frame"];
    private static readonly string[] CosignatureColumns = ["size", "vkey", "line", "at"];
    private static readonly string[] CustomerKeyColumns = ["customer", "wrapped", "erased"];
    private static readonly string[] CustomerLookupColumns = ["entry", "hash", "customer"];
    private static readonly string[] FraudColumns = ["id", "kind", "depot", "proof"];

    private static readonly string[] ImportColumns =
    [
        "id", "principal", "kind", "request_key", "content_type", "dry", "replaces", "sha256", "state", "total",
        "created", "updated", "owner", "lease", "problem", "content",
    ];

    private static readonly string[] ImportResultColumns = ["entry", "job", "number", "name", "outcome", "doc"];

    private static readonly string[] ReconciliationColumns =
        ["id", "state", "revision", "drift", "closed", "created", "updated", "owner", "lease", "doc"];

    private static readonly string[] ReconciledRowColumns =
        ["entry", "job", "number", "name", "ref", "outcome", "doc"];

    /// <summary>Copies, compares, and says what it did.</summary>
    /// <exception cref="InvalidDataException">The database is not empty, or the copy is not the same.</exception>
    public static async Task RunAsync(
        MigrationSettings options, TextWriter output, CancellationToken cancellationToken)
    {
        var target = new PostgresJournalOptions(options.ConnectionString);

        // Its lock keeps the centre from being started meanwhile.
        await using var source = SqliteJournal.Open(new SqliteJournalOptions(options.DataDirectory));
        var records = await CopyJournalAsync(source, target, cancellationToken);
        await output.WriteLineAsync($"Journal: {records} records copied.");
        await CompareAsync(source, target, cancellationToken);
        await output.WriteLineAsync($"Journal: {records} records compared, all the same.");

        await using var files = CentralStores.OpenFiles(options.DataDirectory, TaskScheduler.Default);
        await using var tables = await CentralStores.OpenPostgresAsync(
            options.ConnectionString, cancellationToken);
        await ClusterIdentity.AgreeAsync(tables.Requests, CentralKeys.LoadOrCreate(
            Path.Combine(options.DataDirectory, "keys"), options.LogOrigin));
        var answers = await CopyRowsAsync(
            files.Requests, tables.Requests, "requests", RequestColumns, cancellationToken);
        var frames = await CopyRowsAsync(
            files.Telemetry, tables.Telemetry, "frames", FrameColumns, cancellationToken);
        _ = await CopyRowsAsync(
            files.Telemetry, tables.Telemetry, "cosignatures", CosignatureColumns, cancellationToken);
        _ = await CopyRowsAsync(files.Telemetry, tables.Telemetry, "frauds", FraudColumns, cancellationToken);
        _ = await CopyRowsAsync(files.Telemetry, tables.Telemetry, "import_jobs", ImportColumns, cancellationToken);
        _ = await CopyRowsAsync(
            files.Telemetry, tables.Telemetry, "import_results", ImportResultColumns, cancellationToken);
        _ = await CopyRowsAsync(
            files.Telemetry, tables.Telemetry, "reconciliations", ReconciliationColumns, cancellationToken);
        _ = await CopyRowsAsync(
            files.Telemetry, tables.Telemetry, "reconciled_rows", ReconciledRowColumns, cancellationToken);
        var customers = await CopyRowsAsync(
            files.CustomerKeys, tables.CustomerKeys, "customer_keys", CustomerKeyColumns, cancellationToken);
        _ = await CopyRowsAsync(
            files.CustomerKeys, tables.CustomerKeys, "customer_lookups", CustomerLookupColumns, cancellationToken);
        await output.WriteLineAsync(
            $"Keys of customers: {customers}. Copy {ErasureLedger.FileName}, where there is one, into the data "
            + "directory of a node.");
        await output.WriteLineAsync($"Answers of keyed requests: {answers}. Windows of raw readings: {frames}.");
        await output.WriteLineAsync(
            "Done. Start the nodes with Journal:Kind postgres and the keys of this centre (option Keys:Directory); do "
            + "not start this centre with its files again: what happens from now on is in the database alone.");
    }

    private static async Task<long> CopyJournalAsync(
        SqliteJournal source, PostgresJournalOptions target, CancellationToken cancellationToken)
    {
        await using var import = await JournalImport.OpenAsync(target, cancellationToken);
        var copied = 0L;
        for (var shard = 0; shard < source.ShardCount; shard++)
        {
            var copy = await source.ReadCopyAsync(shard, cancellationToken);
            await import.WriteAsync(copy, RecordsOf(source, shard, cancellationToken), cancellationToken);
            copied += copy.Head;
        }

        return copied;
    }

    private static async Task CompareAsync(
        SqliteJournal source, PostgresJournalOptions options, CancellationToken cancellationToken)
    {
        await using var target = await PostgresJournal.OpenAsync(options, cancellationToken);
        for (var shard = 0; shard < source.ShardCount; shard++)
        {
            await using var copies = RecordsOf(target, shard, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await foreach (var record in RecordsOf(source, shard, cancellationToken))
            {
                if (!await copies.MoveNextAsync() || !IsSame(record, copies.Current))
                {
                    throw new InvalidDataException(
                        $"Record {shard}-{record.Offset} is not the same in the database. Nothing is lost: the files "
                        + "are as they were. Empty the database, and begin again.");
                }
            }

            if (await copies.MoveNextAsync())
            {
                throw new InvalidDataException($"Shard {shard} has more records in the database than in the files.");
            }
        }
    }

    private static bool IsSame(JournalRecord one, JournalRecord other) =>
        one with { Meta = default, Payload = default, Seal = default }
            == other with { Meta = default, Payload = default, Seal = default }
        && one.Meta.Span.SequenceEqual(other.Meta.Span)
        && one.Payload.Span.SequenceEqual(other.Payload.Span)
        && one.Seal.Span.SequenceEqual(other.Seal.Span);

    private static async IAsyncEnumerable<JournalRecord> RecordsOf(
        IJournal journal, int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0L;
        IReadOnlyList<JournalRecord> page;
        do
        {
            page = await journal.ReadShardAsync(shard, after, RecordsAtOnce, cancellationToken);
            foreach (var record in page)
            {
                after = record.Offset;
                yield return record;
            }
        }
        while (page.Count > 0);
    }

    /// <summary>Copies a table by its key, which is its first column; rows that are there already stay.</summary>
    private static async Task<long> CopyRowsAsync(
        ITables from, ITables to, string table, string[] columns, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", columns);
        var values = string.Join(", ", columns.Select(column => $"@{column}"));
        await using var reader = await from.OpenReaderAsync(cancellationToken);
        var copied = 0L;
        object? last = null;
        while (true)
        {
            var after = last is null ? "" : $" WHERE {columns[0]} > @last";
            (string, object?)[] bound = last is null ? [] : [("@last", last)];
            var page = await reader.ManyAsync(
                $"SELECT {names} FROM {table}{after} ORDER BY {columns[0]} LIMIT {RowsAtOnce}",
                row => columns.Index().Select(column => ($"@{column.Item}", Cell(row, column.Index))).ToArray(),
                bound);
            if (page.Count == 0)
            {
                return copied;
            }

            _ = await to.WriteAsync(async connection =>
            {
                foreach (var row in page)
                {
                    _ = await connection.RunAsync(
                        $"INSERT INTO {table}({names}) VALUES({values}) ON CONFLICT DO NOTHING", row);
                }
            });
            copied += page.Count;
            last = page[^1][0].Item2;
        }
    }

    private static object? Cell(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetValue(column);
}
