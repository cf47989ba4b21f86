using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Oms.Actors.Journal;
using Oms.Actors.Postgres;

namespace Oms.Central.Storage;

/// <summary>Tables in the cluster's PostgreSQL database, in a schema of their own, shared by all nodes.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class PostgresTables : ITables
{
    private const string Schema = "central";
    private const int ConnectionsMax = 16;
    private const int WritesAtOnce = 6;
    private const int BatchMax = 16;
    private const int PatienceSeconds = 10;
    private const int StatementsPrepared = 100;
    private const int PrepareAttemptsMax = 20;

    // "OmsTable" in ASCII: nodes that start at once make the tables one after another.
    private const long SetupLock = 0x4F6D_7354_6162_6C65;

    private static readonly TimeSpan PrepareAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _made;
    private readonly NpgsqlDataSource _source;
    private readonly WriteQueue _writes;
    private readonly Task[] _loops;

    private PostgresTables(PrimarySource source)
    {
        (_made, _source) = (source.Made, source.Source);

        // Each by itself where the server said what is wrong with one of them: one that is away is so for all.
        _writes = new WriteQueue(
            BatchMax, CommitAsync,
            isOfAll: failure => failure is JournalUnavailableException { InnerException: not PostgresException });
        _loops = [.. Enumerable.Range(0, WritesAtOnce).Select(_ => _writes.RunAsync())];
    }

    /// <param name="tables">The tables, in SQLite's words; PostgreSQL's other names for types are put in.</param>
    /// <param name="rebuildable">Whether a commit need not wait for the disk: what a crash loses is applied
    /// again.</param>
    /// <exception cref="NpgsqlException">The database cannot be reached or changed.</exception>
    public static async Task<PostgresTables> OpenAsync(
        string connectionString, string tables, bool rebuildable, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var text = builder.ConnectionStringBuilder;
        text.ApplicationName = "oms central tables";
        text.Options = $"{text.Options} -c search_path={Schema} -c client_min_messages=warning -c statement_timeout=0"
            + " -c idle_in_transaction_session_timeout=10000 -c client_connection_check_interval=1000"
            + (rebuildable ? " -c synchronous_commit=off" : "");
        (text.MaxPoolSize, text.MaxAutoPrepare, text.AutoPrepareMinUsages) = (ConnectionsMax, StatementsPrepared, 2);
        (text.Timeout, text.CommandTimeout) = (PatienceSeconds, PatienceSeconds);
        (text.NoResetOnClose, text.Enlist) = (true, false);

        // A write that is called back while it waits for a standby returns as if it had succeeded; so none is.
        text.CancellationTimeout = -1;
        var made = new PostgresTables(PrimarySource.Build(builder));
        try
        {
            await made.PrepareAsync(tables, cancellationToken);
            return made;
        }
        catch (NpgsqlException)
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    public async Task<T> ReadAtOneMomentAsync<T>(
        Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var moment = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead, cancellationToken);
        return await read(connection);
    }

    public Task<bool> WriteAsync(Func<DbConnection, ValueTask> change) => _writes.WriteAsync(change);

    public async ValueTask DisposeAsync()
    {
        _writes.End();
        await Task.WhenAll(_loops);
        await _made.DisposeAsync();
    }

    private async Task<Exception?> CommitAsync(IReadOnlyList<Func<DbConnection, ValueTask>> changes)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync();
            string? warning = null;
            connection.Notice += (_, told) => warning = told.Notice.SqlState.StartsWith("01", StringComparison.Ordinal)
                ? told.Notice.MessageText
                : warning;
            await using var transaction = await connection.BeginTransactionAsync();
            foreach (var change in changes)
            {
                await change(connection);
            }

            await transaction.CommitAsync();
            return warning is null ? null : new JournalUnavailableException(warning);
        }
        catch (NpgsqlException failure) when (failure.IsTransient || failure is not PostgresException)
        {
            // Also where the outcome is not known: every change can be made again, or finds out that it was made.
            return new JournalUnavailableException(failure.Message, failure);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure;
        }
    }

    /// <summary>Makes the tables, once for all nodes and starts: what makes one locks it against those who write at
    /// other nodes, who may hold another.</summary>
    private async Task PrepareAsync(string tables, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TryPrepareAsync(Translated(tables), cancellationToken);
                return;
            }
            catch (PostgresException failure)
                when (failure.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < PrepareAttemptsMax)
            {
                await Task.Delay(PrepareAgainAfter * attempt, TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task TryPrepareAsync(string tables, CancellationToken cancellationToken)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tables)));
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var first = connection.CreateCommand())
        {
            first.CommandText = $"""
                SELECT pg_advisory_xact_lock({SetupLock});
                CREATE SCHEMA IF NOT EXISTS {Schema};
                CREATE TABLE IF NOT EXISTS prepared(digest text NOT NULL PRIMARY KEY)
                """;
            _ = await first.ExecuteNonQueryAsync(cancellationToken);
        }

        if (await connection.RunAsync(
            "INSERT INTO prepared(digest) VALUES(@digest) ON CONFLICT DO NOTHING", ("@digest", digest)) > 0)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = tables;
            _ = await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Texts are ordered by their bytes, as SQLite and the keyset cursors do.</summary>
    private static string Translated(string tables) => tables
        .Replace(" WITHOUT ROWID", "", StringComparison.Ordinal)
        .Replace(" INTEGER", " bigint", StringComparison.Ordinal)
        .Replace(" TEXT", " text COLLATE \"C\"", StringComparison.Ordinal)
        .Replace(" BLOB", " bytea", StringComparison.Ordinal);
}
