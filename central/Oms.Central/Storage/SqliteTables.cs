using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Oms.Central.Storage;

/// <summary>Tables in a SQLite file. Writes that wait together share a commit, and each is answered after it.</summary>
/// <remarks>
/// Where one of them fails nothing of the commit is kept, and each is made again by itself: so a change may run more
/// than once, and what one did wrong is no other's.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class SqliteTables : ITables
{
    private const int WaitingMax = 4_096;
    private const int BatchMax = 256;

    private readonly Channel<Write> _waiting = Channel.CreateBounded<Write>(WaitingMax);
    private readonly SqliteFile _file;
    private readonly Task _loop;

    private SqliteTables(SqliteFile file, TaskScheduler scheduler)
    {
        _file = file;
        _loop = Task.Factory.StartNew(
            RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
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

    public async Task<bool> WriteAsync(Func<DbConnection, ValueTask> change)
    {
        var write = new Write(change, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_waiting.Writer.TryWrite(write))
        {
            return false;
        }

        await write.Done.Task;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _ = _waiting.Writer.TryComplete();
        await _loop;
        await _file.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var batch = new List<Write>(BatchMax);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchMax && _waiting.Reader.TryRead(out var write))
            {
                batch.Add(write);
            }

            if (await CommitAsync(batch) is not { } failure)
            {
                batch.ForEach(write => write.Done.SetResult());
            }
            else if (batch.Count == 1)
            {
                batch[0].Done.SetException(failure);
            }
            else
            {
                await EachAsync(batch);
            }
        }
    }

    private async Task EachAsync(List<Write> batch)
    {
        foreach (var write in batch)
        {
            if (await CommitAsync([write]) is { } failure)
            {
                write.Done.SetException(failure);
            }
            else
            {
                write.Done.SetResult();
            }
        }
    }

    /// <returns>Why nothing of it was written; null where all of it was.</returns>
    private async Task<Exception?> CommitAsync(List<Write> batch)
    {
        try
        {
            await using var transaction = _file.Writer.BeginTransaction();
            foreach (var write in batch)
            {
                await write.Change(_file.Writer);
            }

            await transaction.CommitAsync();
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure is SqliteException told && SqliteFile.Passing(told) is { } passing ? passing : failure;
        }
    }

    private sealed record Write(Func<DbConnection, ValueTask> Change, TaskCompletionSource Done);
}
