using SQLitePCL;

namespace Oms.Actors.Sqlite;

/// <summary>One connection and its prepared statements. One thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _database;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 database) => _database = database;

    /// <summary>Whether no transaction is open: after a rollback it says that nothing is left of it.</summary>
    public bool IsOutsideTransaction => raw.sqlite3_get_autocommit(_database) != 0;

    internal sqlite3 Handle => _database;

    /// <exception cref="SqliteStatementException">The file cannot be opened.</exception>
    public static Database Open(string path, bool forWriting, int cacheKibibytes)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX
            | (forWriting ? raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE : raw.SQLITE_OPEN_READWRITE);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, vfs: null);
        if (code != raw.SQLITE_OK)
        {
            var message = raw.sqlite3_errmsg(handle).utf8_to_string();
            handle.Dispose();
            throw new SqliteStatementException(code, message);
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, 5_000);
        var database = new Database(handle);
        try
        {
            database.Run($"pragma cache_size = -{cacheKibibytes}");
            if (!forWriting)
            {
                database.Run("pragma query_only = 1");
            }

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A statement that stays prepared.</summary>
    public Statement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements.Add(sql, statement = new Statement(_database, sql));
        }

        return statement;
    }

    public void Run(string sql)
    {
        using var statement = new Statement(_database, sql);
        while (statement.Step())
        {
        }
    }

    public long ReadInt64(string sql)
    {
        using var statement = new Statement(_database, sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public string ReadText(string sql)
    {
        using var statement = new Statement(_database, sql);
        return statement.Step() ? statement.Text(0) : string.Empty;
    }

    /// <summary>Undoes the open transaction, if SQLite has not done so itself.</summary>
    /// <returns>Whether it is certain that nothing of it remains.</returns>
    public bool TryRollback()
    {
        if (!IsOutsideTransaction)
        {
            _ = raw.sqlite3_exec(_database, "rollback");
        }

        return IsOutsideTransaction;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _database.Dispose();
    }
}
