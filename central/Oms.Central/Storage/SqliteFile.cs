using System.Data.Common;
using Microsoft.Data.Sqlite;
using Oms.Actors.Journal;
using SQLitePCL;

namespace Oms.Central.Storage;

/// <summary>One SQLite file: a connection that writes, and a pool of those that only read.</summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    /// <summary>What the writer keeps of the file in memory, at most.</summary>
    private const int CacheKibibytes = 16 << 10;

    /// <summary>After so many pages of 4 KiB the write-ahead log is copied into the file: a page that changes again and
    /// again is copied once.</summary>
    private const int CheckpointPages = 8_000;

    private readonly string _readText;

    private SqliteFile(SqliteWriterConnection writer, string readText) => (Writer, _readText) = (writer, readText);

    /// <summary>The only connection that writes; who uses it sees to it that nobody else does.</summary>
    public SqliteWriterConnection Writer { get; }

    /// <summary>Opens the file, and makes it where it is not there.</summary>
    /// <param name="synchronous">What a commit waits for: <c>NORMAL</c> or <c>FULL</c>.</param>
    /// <exception cref="SqliteException">It cannot be opened, or is damaged.</exception>
    public static SqliteFile Open(string path, string synchronous, string schema)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Pooling = false };
        var writer = new SqliteWriterConnection(text.ToString());
        try
        {
            writer.Open();
            using var command = writer.CreateCommand();
            command.CommandText = $"""
                PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA cache_size=-{CacheKibibytes};
                PRAGMA wal_autocheckpoint={CheckpointPages};

                """ + schema;
            _ = command.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            writer.Dispose();
            throw;
        }

        (text.Mode, text.Pooling) = (SqliteOpenMode.ReadOnly, true);
        return new SqliteFile(writer, text.ToString());
    }

    /// <summary>A connection that only reads; the caller disposes it.</summary>
    public ValueTask<DbConnection> OpenReaderAsync()
    {
        var reader = new SqliteConnection(_readText);
        reader.Open();
        return ValueTask.FromResult<DbConnection>(reader);
    }

    /// <summary>Reads in one transaction, which in SQLite is one moment.</summary>
    public async Task<T> ReadAtOneMomentAsync<T>(Func<DbConnection, Task<T>> read)
    {
        await using var reader = new SqliteConnection(_readText);
        reader.Open();
        await using var moment = reader.BeginTransaction(deferred: true);
        return await read(reader);
    }

    /// <summary>The failure as one that passes, if it is one: no room, or another holds the file.</summary>
    public static JournalUnavailableException? Passing(SqliteException failure) =>
        failure.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_BUSY
            ? new JournalUnavailableException(failure.Message, failure)
            : null;

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await using var reader = new SqliteConnection(_readText);
        SqliteConnection.ClearPool(reader);
    }
}
