namespace Oms.Actors.Sqlite;

/// <summary>Where a SQLite journal lies and how much it may use.</summary>
/// <param name="Directory">The data directory; it is created if it does not exist.</param>
public sealed record SqliteJournalOptions(string Directory)
{
    /// <summary>How many shards a new journal gets: 256 at the centre, 1 at an edge. An existing one keeps its
    /// own.</summary>
    public int ShardCount { get; init; } = 256;

    /// <summary>The page cache of the writer, KiB.</summary>
    public int CacheKibibytes { get; init; } = 64 << 10;

    /// <summary>The write-ahead log is copied into the database after this many pages of 4 KiB. The more there are, the
    /// fewer copies of one page are written there.</summary>
    public int CheckpointPages { get; init; } = 16_000;

    /// <summary>Connections for reading that are kept open; more are opened when more read at once.</summary>
    public int ReadersMax { get; init; } = 4;

    /// <summary>The database file.</summary>
    public string DatabasePath => Path.Combine(Directory, "journal.db");

    /// <summary>The file whose lock says that a process uses the journal.</summary>
    public string LockPath => Path.Combine(Directory, "journal.lock");
}
