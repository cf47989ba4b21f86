using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Oms.Central.Storage;

/// <summary>A small database beside the journal whose writes share their fsync: answered once they are
/// durable.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class GroupCommitStore : IAsyncDisposable
{
    private const int WaitingMax = 4_096;
    private const int BatchMax = 256;

    private readonly Channel<Write> _waiting = Channel.CreateBounded<Write>(WaitingMax);
    private readonly SqliteConnection _writer;
    private readonly string _readText;
    private readonly Task _loop;

    private GroupCommitStore(SqliteConnection writer, string readText, TaskScheduler scheduler)
    {
        (_writer, _readText) = (writer, readText);
        _loop = Task.Factory.StartNew(
            RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
    }

    /// <exception cref="SqliteException">It cannot be opened, or is damaged.</exception>
    public static GroupCommitStore Open(string path, string schema, TaskScheduler scheduler)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Pooling = false };
        var writer = new SqliteConnection(text.ToString());
        try
        {
            writer.Open();
            _ = writer.Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + schema);
        }
        catch (SqliteException)
        {
            writer.Dispose();
            throw;
        }

        (text.Mode, text.Pooling) = (SqliteOpenMode.ReadOnly, true);
        return new GroupCommitStore(writer, text.ToString(), scheduler);
    }

    /// <summary>A connection that only reads; the caller disposes it.</summary>
    public SqliteConnection OpenReader()
    {
        var reader = new SqliteConnection(_readText);
        reader.Open();
        return reader;
    }

    /// <summary>Writes and waits until it is durable.</summary>
    /// <returns>False when too many writes wait, and nothing was written.</returns>
    public async Task<bool> WriteAsync(Action<SqliteConnection> change)
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
        await _writer.DisposeAsync();
        using var reader = new SqliteConnection(_readText);
        SqliteConnection.ClearPool(reader);
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
                using var transaction = _writer.BeginTransaction();
                batch.ForEach(write => write.Change(_writer));
                transaction.Commit();
                batch.ForEach(write => write.Done.SetResult());
            }
            catch (SqliteException failure)
            {
                // Nothing of the batch was written; each waiting request answers that the store is unavailable.
                batch.ForEach(write => write.Done.SetException(failure));
            }
        }
    }

    private sealed record Write(Action<SqliteConnection> Change, TaskCompletionSource Done);
}
