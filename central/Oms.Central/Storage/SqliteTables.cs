using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Oms.Central.Storage;

/// <summary>Tables in a SQLite file.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class SqliteTables : ITables
{
    private const int BatchMax = 256;

    private readonly WriteQueue _writes;
    private readonly SqliteFile _file;
    private readonly Task _loop;

    private SqliteTables(SqliteFile file, TaskScheduler scheduler)
    {
        _file = file;
        _writes = new WriteQueue(BatchMax, CommitAsync, isOfAll: _ => false);
        _loop = Task.Factory.StartNew(
            _writes.RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
    }

    /// <summary>Opens the database, and makes it where it is not there.</summary>
    /// <param name="rebuildable">Whether a commit need not wait for the disk: a power cut may then lose the last ones,
    /// with the position in them, and they are applied again.</param>
    /// <param name="scheduler">Where writes run.</param>
    /// <exception cref="SqliteException">It cannot be opened, or is damaged.</exception>
    public static SqliteTables Open(string path, string schema, bool rebuildable, TaskScheduler scheduler) =>
        new(SqliteFile.Open(path, rebuildable ? "NORMAL" : "FULL", schema), scheduler);

    public ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken) => _file.OpenReaderAsync();

    public Task<T> ReadAtOneMomentAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken) =>
        _file.ReadAtOneMomentAsync(read);

    public Task<bool> WriteAsync(Func<DbConnection, ValueTask> change) => _writes.WriteAsync(change);

    public async ValueTask DisposeAsync()
    {
        _writes.End();
        await _loop;
        await _file.DisposeAsync();
    }

    private async Task<Exception?> CommitAsync(IReadOnlyList<Func<DbConnection, ValueTask>> changes)
    {
        try
        {
            await using var transaction = _file.Writer.BeginTransaction();
            foreach (var change in changes)
            {
                await change(_file.Writer);
            }

            await transaction.CommitAsync();
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure is SqliteException told && SqliteFile.Passing(told) is { } passing ? passing : failure;
        }
    }
}
