using Microsoft.Data.Sqlite;

namespace Oms.Central.Storage;

/// <summary>The database of the read models. All of it can be rebuilt from the journal.</summary>
/// <remarks>
/// One writer at a time; readers have their own connections and see the last committed state. A power cut may lose the
/// last transactions, with the position in them, so they are applied again: hence no fsync for each.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class ReadModel : IAsyncDisposable
{
    private readonly string _readText;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private ReadModel(SqliteConnection writer, string readText) => (_writer, _readText) = (writer, readText);

    /// <summary>Opens the database, and makes it where it is not there.</summary>
    /// <exception cref="SqliteException">It cannot be opened, or is damaged.</exception>
    public static ReadModel Open(string path)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Pooling = false };
        var writer = new SqliteConnection(text.ToString());
        try
        {
            writer.Open();
            Run(writer, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + ReadModelSchema.Text);
        }
        catch (SqliteException)
        {
            writer.Dispose();
            throw;
        }

        (text.Mode, text.Pooling) = (SqliteOpenMode.ReadOnly, true);
        return new ReadModel(writer, text.ToString());
    }

    /// <summary>A connection that only reads; the caller disposes it.</summary>
    public SqliteConnection OpenReader()
    {
        var reader = new SqliteConnection(_readText);
        reader.Open();
        return reader;
    }

    /// <summary>Runs one transaction: all of it is stored, or nothing.</summary>
    public async Task WriteAsync(Func<SqliteConnection, ValueTask> change)
    {
        await _turn.WaitAsync();
        try
        {
            await using var transaction = _writer.BeginTransaction();
            await change(_writer);
            await transaction.CommitAsync();
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    /// <summary>Copies the whole database, as it is now, into another file.</summary>
    public async Task BackupAsync(string path)
    {
        await _turn.WaitAsync();
        try
        {
            await using var target = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            target.Open();
            _writer.BackupDatabase(target);
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        using (var reader = new SqliteConnection(_readText))
        {
            SqliteConnection.ClearPool(reader);
        }

        _turn.Dispose();
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        _ = command.ExecuteNonQuery();
    }
}
