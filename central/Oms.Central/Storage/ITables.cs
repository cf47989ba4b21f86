using System.Data.Common;
using Oms.Actors.Journal;

namespace Oms.Central.Storage;

/// <summary>A database of tables beside the journal. The same statements run on SQLite and on PostgreSQL.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal interface ITables : IAsyncDisposable
{
    /// <summary>A connection that only reads, and sees the last committed state; the caller disposes it.</summary>
    ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken);

    /// <summary>Reads as of one moment, whatever is written meanwhile.</summary>
    Task<T> ReadAtOneMomentAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Runs one transaction: all of it is stored, or nothing.</summary>
    /// <returns>False when too many writes wait, and nothing was written.</returns>
    /// <exception cref="JournalUnavailableException">The store can take nothing now: full, busy or away.</exception>
    Task<bool> WriteAsync(Func<DbConnection, ValueTask> change);
}
