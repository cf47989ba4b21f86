using Oms.Actors.Journal;

namespace Oms.Actors.Sqlite;

/// <summary>A few connections that only read, each for one caller at a time.</summary>
internal sealed class SqliteReaders(SqliteJournalOptions options) : IDisposable
{
    private const int CacheKibibytes = 8 << 10;

    private readonly Stack<Database> _idle = new();
    private bool _closed;

    /// <summary>Reads at once on the caller's thread: a read takes microseconds, and never waits for the
    /// writer.</summary>
    public Task<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            var database = Take();
            try
            {
                return Task.FromResult(read(database));
            }
            finally
            {
                Return(database);
            }
        }
        catch (SqliteStatementException failure)
        {
            return Task.FromException<T>(new JournalUnavailableException(failure.Message, failure));
        }
        catch (Exception failure) when (failure is JournalUnavailableException or ArgumentException)
        {
            return Task.FromException<T>(failure);
        }
    }

    public void Dispose()
    {
        lock (_idle)
        {
            _closed = true;
            while (_idle.TryPop(out var database))
            {
                database.Dispose();
            }
        }
    }

    private Database Take()
    {
        lock (_idle)
        {
            if (_closed)
            {
                throw new JournalUnavailableException("The journal is closed.");
            }

            if (_idle.TryPop(out var database))
            {
                return database;
            }
        }

        return Database.Open(options.DatabasePath, forWriting: false, CacheKibibytes);
    }

    private void Return(Database database)
    {
        lock (_idle)
        {
            if (!_closed && _idle.Count < options.ReadersMax)
            {
                _idle.Push(database);
                return;
            }
        }

        database.Dispose();
    }
}
