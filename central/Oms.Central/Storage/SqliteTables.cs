using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Oms.Central.Storage;

/// <summary>Tables in a SQLite file that can be rebuilt from the journal.</summary>
/// <remarks>
/// One writer at a time. A power cut may lose the last transactions, with the position in them, so they are applied
/// again: hence no fsync for each.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class SqliteTables : ITables
{
    private readonly SqliteFile _file;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private SqliteTables(SqliteFile file) => _file = file;

    /// <summary>Opens the database, and makes it where it is not there.</summary>
    /// <exception cref="SqliteException">It cannot be opened, or is damaged.</exception>
    public static SqliteTables Open(string path, string schema) => new(SqliteFile.Open(path, "NORMAL", schema));

    public ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken) => _file.OpenReaderAsync();

    public Task<T> ReadAtOneMomentAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken) =>
        _file.ReadAtOneMomentAsync(read);

    public async Task<bool> WriteAsync(Func<DbConnection, ValueTask> change)
    {
        await _turn.WaitAsync();
        try
        {
            await using var transaction = _file.Writer.BeginTransaction();
            await change(_file.Writer);
            await transaction.CommitAsync();
            return true;
        }
        catch (SqliteException failure) when (SqliteFile.Passing(failure) is { } passing)
        {
            throw passing;
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _turn.Dispose();
    }
}
