using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Oms.Central.Storage;

/// <summary>Tables in a SQLite file whose writes share their fsync: answered once they are durable.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class SqliteGroupCommit : ITables
{
    private const int WaitingMax = 4_096;
    private const int BatchMax = 256;

    private readonly Channel<Write> _waiting = Channel.CreateBounded<Write>(WaitingMax);
    private readonly SqliteFile _file;
    private readonly Task _loop;

    private SqliteGroupCommit(SqliteFile file, TaskScheduler scheduler)
    {
        _file = file;
        _loop = Task.Factory.StartNew(
            RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
    }

    /// <exception cref="SqliteException">It cannot be opened, or is damaged.</exception>
    public static SqliteGroupCommit Open(string path, string schema, TaskScheduler scheduler) =>
        new(SqliteFile.Open(path, "FULL", schema), scheduler);

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

            try
            {
                await using var transaction = _file.Writer.BeginTransaction();
                foreach (var write in batch)
                {
                    await write.Change(_file.Writer);
                }

                await transaction.CommitAsync();
                batch.ForEach(write => write.Done.SetResult());
            }
            catch (SqliteException failure)
            {
                // Nothing of the batch was written; each waiting request answers that the store is unavailable.
                Exception told = SqliteFile.Passing(failure) is { } passing ? passing : failure;
                batch.ForEach(write => write.Done.SetException(told));
            }
        }
    }

    private sealed record Write(Func<DbConnection, ValueTask> Change, TaskCompletionSource Done);
}
