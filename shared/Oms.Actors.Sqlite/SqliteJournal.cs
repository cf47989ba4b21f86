using NodaTime;
using Oms.Actors.Journal;
using Oms.Entities;
using SQLitePCL;

namespace Oms.Actors.Sqlite;

/// <summary>A journal in one SQLite file, for one process: the default of an edge and of a single central
/// node.</summary>
/// <remarks>Write-ahead log with synchronous=FULL: an append returns after fsync. Readers never wait for the
/// writer.</remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed partial class SqliteJournal : IJournal
{
    private readonly SqliteJournalOptions _options;
    private readonly FileStream _lock;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private bool _disposed;

    private SqliteJournal(SqliteJournalOptions options, FileStream directoryLock, Database database)
    {
        (_options, _lock) = (options, directoryLock);
        ShardCount = (int)database.ReadInt64("select count(*) from shard");
        Life = SqliteSchema.ReadLife(database);
        _writer = new SqliteWriter(database);
        _readers = new SqliteReaders(options);
    }

    public int ShardCount { get; }

    public long Life { get; }

    /// <summary>Opens the journal, or makes a new one in an empty directory.</summary>
    /// <exception cref="SqliteJournalException">It cannot be used; the message names the path and the way
    /// out.</exception>
    public static SqliteJournal Open(SqliteJournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ShardCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.ShardCount, 256);
        var directoryLock = DirectoryLock.Take(options);
        Database? database = null;
        try
        {
            database = Database.Open(options.DatabasePath, forWriting: true, options.CacheKibibytes);
            SqliteSchema.Prepare(database, options);
            SqliteSchema.MustBeSound(database, options.DatabasePath);
            return new SqliteJournal(options, directoryLock, database);
        }
        catch (Exception failure)
        {
            database?.Dispose();
            directoryLock.Dispose();
            if (failure is SqliteStatementException statement)
            {
                throw Explain(statement, options);
            }

            throw;
        }
    }

    public Task<ShardTerm> AcquireAsync(int shard, Guid owner)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, ShardCount);
        return _writer.AcquireAsync(shard, owner);
    }

    public Task AppendAsync(AppendBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _writer.AppendAsync(batch);
    }

    public Task<IReadOnlyList<JournalRecord>> ReadShardAsync(
        int shard, long afterOffset, int recordsMax, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<JournalRecord>>(
            database => Records(
                database.Prepared(
                    $"""
                    select {JournalRows.Columns} from journal join entity on entity.number = journal.entity
                    where position > ?1 and position <= ?2 order by position limit ?3
                    """)
                    .Bind(1, JournalRows.Position(shard, afterOffset))
                    .Bind(2, JournalRows.Position(shard + 1, 0) - 1)
                    .Bind(3, recordsMax)),
            cancellationToken);

    public Task<IReadOnlyList<JournalRecord>> ReadEntityAsync(
        EntityAddress address, long afterSeq, int recordsMax, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<JournalRecord>>(
            database => ReadEntity(database, address, afterSeq, recordsMax), cancellationToken);

    public Task<IReadOnlyList<JournalRecord>> FindCommandAsync(
        EntityAddress address, CommandId commandId, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<JournalRecord>>(
            database => FindCommand(database, address, commandId), cancellationToken);

    public Task<long> ReadHeadAsync(int shard, CancellationToken cancellationToken) => _readers.ReadAsync(
        database => Single(
            database.Prepared("select head from shard where shard = ?1").Bind(1, shard),
            row => row.Int64(0)),
        cancellationToken);

    public Task<IReadOnlyDictionary<int, long>> ReadEpochsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shards);
        return _readers.ReadAsync<IReadOnlyDictionary<int, long>>(
            database => shards.ToDictionary(shard => shard, shard => Single(
                database.Prepared("select epoch from shard where shard = ?1").Bind(1, shard), row => row.Int64(0))),
            cancellationToken);
    }

    public Task<SnapshotRow?> ReadSnapshotAsync(EntityAddress address, CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            database => Single(
                OfEntity(
                    database,
                    "select seq, schema_version, payload from snapshot where entity = {0}",
                    address),
                row => new SnapshotRow(address, row.Int64(0), (int)row.Int64(1), row.Blob(2))),
            cancellationToken);

    public Task<IReadOnlyList<ReminderRow>> ReadRemindersAsync(
        int shard, Instant dueAtOrBefore, int rowsMax, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<ReminderRow>>(
        database => Rows(
            database.Prepared(
                """
                select tenant, kind, id, name, due_at, version from reminder
                join entity on entity.number = reminder.entity
                where shard = ?1 and due_at <= ?2 order by due_at, entity, name limit ?3
                """)
                .Bind(1, shard).Bind(2, JournalRows.Stored(dueAtOrBefore)).Bind(3, rowsMax),
            row => new ReminderRow(
                EntityAddress.Of(row.Text(0), row.Text(1), row.Text(2)),
                row.Text(3),
                JournalRows.Instant(row.Int64(4)),
                row.Int64(5))),
        cancellationToken);

    public Task<Instant?> ReadNextReminderAsync(int shard, CancellationToken cancellationToken) => _readers.ReadAsync(
        database => Single<Instant?>(
            database.Prepared("select min(due_at) from reminder where shard = ?1").Bind(1, shard),
            row => row.IsNull(0) ? null : JournalRows.Instant(row.Int64(0))),
        cancellationToken);

    public Task<long> ReadCursorAsync(int shard, string consumer, CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            database => Single(
                database.Prepared("select offset from cursor where shard = ?1 and consumer = ?2")
                    .Bind(1, shard).Bind(2, consumer),
                row => row.Int64(0)),
            cancellationToken);

    public Task<IReadOnlyList<QuarantineRow>> ReadQuarantineAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<QuarantineRow>>(
            database => Rows(
                database.Prepared(
                    """
                    select tenant, kind, id, reason, at_seq, since from quarantine
                    join entity on entity.number = quarantine.entity order by since, entity
                    """),
                row => new QuarantineRow(
                    EntityAddress.Of(row.Text(0), row.Text(1), row.Text(2)),
                    row.Text(3),
                    row.Int64(4),
                    JournalRows.Instant(row.Int64(5)))),
            cancellationToken);

    /// <summary>What a shard holds besides its records and snapshots, which are made again; for a move into another
    /// journal, while nothing is appended.</summary>
    public Task<ShardCopy> ReadCopyAsync(int shard, CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            database =>
            {
                var (epoch, head) = Single(
                    database.Prepared("select epoch, head from shard where shard = ?1").Bind(1, shard),
                    row => (row.Int64(0), row.Int64(1)));
                var cursors = Rows(
                    database.Prepared("select consumer, offset from cursor where shard = ?1").Bind(1, shard),
                    row => new CursorRow(row.Text(0), row.Int64(1)));
                var reminders = Rows(
                    database.Prepared(
                        """
                        select tenant, kind, id, name, due_at, version from reminder
                        join entity on entity.number = reminder.entity where shard = ?1
                        """)
                        .Bind(1, shard),
                    row => new ReminderRow(
                        EntityAddress.Of(row.Text(0), row.Text(1), row.Text(2)),
                        row.Text(3),
                        JournalRows.Instant(row.Int64(4)),
                        row.Int64(5)));
                var quarantine = Rows(
                    database.Prepared(
                        """
                        select tenant, kind, id, reason, at_seq, since from quarantine
                        join entity on entity.number = quarantine.entity
                        """),
                    row => new QuarantineRow(
                        EntityAddress.Of(row.Text(0), row.Text(1), row.Text(2)),
                        row.Text(3),
                        row.Int64(4),
                        JournalRows.Instant(row.Int64(5))));
                return new ShardCopy(
                    shard, epoch, head, cursors, reminders,
                    [.. quarantine.Where(row => row.Address.Shard() % ShardCount == shard)]);
            },
            cancellationToken);

    /// <summary>Ends the append in flight, copies the write-ahead log into the database, and lets go of the
    /// lock.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            _readers.Dispose();
            _writer.Dispose();
            _lock.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static List<JournalRecord> ReadEntity(
        Database database, EntityAddress address, long afterSeq, int recordsMax) => Records(
        OfEntity(
            database,
            $"select {JournalRows.Columns} from journal join entity on entity.number = journal.entity "
                + "where entity = {0} and seq > ?4 order by seq limit ?5",
            address)
            .Bind(4, afterSeq).Bind(5, recordsMax));

    private static List<JournalRecord> FindCommand(
        Database database, EntityAddress address, CommandId commandId)
    {
        Span<byte> uuid = stackalloc byte[16];
        commandId.Value.TryWriteBytes(uuid, bigEndian: true, out _);
        var seq = Single(
            OfEntity(database, "select seq from journal where command_id = ?4 and entity = {0}", address).Bind(4, uuid),
            row => row.Int64(0));
        if (seq == 0)
        {
            return [];
        }

        // A command's records end where the next command's first one stands.
        const int AtOnce = 64;
        List<JournalRecord> found = [];
        while (true)
        {
            var read = ReadEntity(database, address, seq - 1 + found.Count, AtOnce);
            foreach (var record in read)
            {
                if (found.Count > 0 && record.CommandId is not null)
                {
                    return found;
                }

                found.Add(record);
            }

            if (read.Count < AtOnce)
            {
                return found;
            }
        }
    }

    private static Statement OfEntity(Database database, string sql, EntityAddress address) =>
        database.Prepared(sql.Replace(
            "{0}",
            "(select number from entity where tenant = ?1 and kind = ?2 and id = ?3)",
            StringComparison.Ordinal))
            .Bind(1, address.Tenant).Bind(2, address.Kind).Bind(3, address.Id);

    private static List<JournalRecord> Records(Statement statement) => Rows(statement, JournalRows.Record);

    private static List<T> Rows<T>(Statement statement, Func<Statement, T> read)
    {
        List<T> rows = [];
        try
        {
            while (statement.Step())
            {
                rows.Add(read(statement));
            }
        }
        finally
        {
            statement.Reset();
        }

        return rows;
    }

    private static T? Single<T>(Statement statement, Func<Statement, T> read)
    {
        try
        {
            return statement.Step() ? read(statement) : default;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static SqliteJournalException Explain(SqliteStatementException failure, SqliteJournalOptions options)
    {
        var path = options.DatabasePath;
        return failure.Code switch
        {
            raw.SQLITE_NOTADB => new SqliteJournalException(
                SqliteJournalFault.NotAJournal,
                path,
                $"{path} is no database. Move it away, or restore a backup in its place.",
                failure),
            raw.SQLITE_CORRUPT => SqliteSchema.Corrupt(path, failure.Message, failure),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new SqliteJournalException(
                SqliteJournalFault.Locked,
                path,
                $"Another program holds {path} open for writing. Close it first.",
                failure),
            _ => DirectoryLock.NotWritable(options.Directory, failure),
        };
    }
}
