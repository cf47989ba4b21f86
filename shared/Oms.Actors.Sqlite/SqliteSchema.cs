namespace Oms.Actors.Sqlite;

/// <summary>The tables of a journal, and the checks before it may be used.</summary>
internal static class SqliteSchema
{
    /// <summary>The version of the tables; a higher one is refused.</summary>
    public const int Version = 1;

    /// <summary>Shows in the file's header that it is a journal ("OmsJ").</summary>
    private const int ApplicationId = 0x4F6D_734A;

    private const int PageBytes = 4_096;

    // An entity's address is stored once and named by a number elsewhere: the unique indexes stay small, and it is
    // their
    // scattered pages that cost most. A position packs shard and offset, so that the log is a plain rowid table.
    private static readonly string[] Tables =
    [
        "create table shard (shard integer primary key, epoch integer not null, head integer not null, owner blob)",
        """
        create table entity (number integer primary key, tenant text not null, kind text not null, id text not null,
          unique (tenant, kind, id))
        """,
        """
        create table journal (position integer primary key, entity integer not null, seq integer not null,
          epoch integer not null, command_id blob, event_type text not null, event_version integer not null,
          recorded_at integer not null, meta blob, payload blob, seal blob)
        """,
        "create unique index journal_entity_seq on journal (entity, seq)",
        "create unique index journal_command on journal (entity, command_id) where command_id is not null",
        """
        create table snapshot (entity integer primary key, seq integer not null, schema_version integer not null,
          payload blob)
        """,
        """
        create table reminder (entity integer not null, name text not null, shard integer not null,
          due_at integer not null, version integer not null, primary key (entity, name)) without rowid
        """,
        "create index reminder_due on reminder (shard, due_at)",
        """
        create table cursor (shard integer not null, consumer text not null, offset integer not null,
          primary key (shard, consumer)) without rowid
        """,
        """
        create table quarantine (entity integer primary key, reason text not null, at_seq integer not null,
          since integer not null)
        """,
        """
        create view log as select position >> 48 as shard, position & 281474976710655 as offset, tenant, kind, id, seq,
          epoch, lower(hex(command_id)) as command_id, event_type, event_version, recorded_at,
          cast(meta as text) as meta, cast(payload as text) as payload, cast(seal as text) as seal
          from journal join entity on entity.number = journal.entity
        """,
    ];

    /// <summary>Brings a file into the form that the journal needs.</summary>
    /// <exception cref="SqliteJournalException">It is not a journal, or a newer one.</exception>
    public static void Prepare(Database database, SqliteJournalOptions options)
    {
        var path = options.DatabasePath;
        var version = database.ReadInt64("pragma user_version");
        var application = database.ReadInt64("pragma application_id");
        if (version == 0 && database.ReadInt64("select count(*) from sqlite_master") == 0)
        {
            Create(database, options);
        }
        else if (application != ApplicationId)
        {
            throw new SqliteJournalException(
                SqliteJournalFault.NotAJournal,
                path,
                $"{path} is a database but no journal. Choose another data directory, or move the file away.");
        }
        else if (version > Version)
        {
            throw new SqliteJournalException(
                SqliteJournalFault.NewerSchema,
                path,
                $"{path} has schema version {version}, and this version knows {Version}. Install the newer version "
                    + "that wrote it, or restore a backup made before.");
        }

        Tune(database, options);
    }

    /// <summary>The number by which readers tell that a journal was restored (<c>IJournal.Life</c>).</summary>
    /// <remarks>Its table came later and is no new version: programs that do not know it need not.</remarks>
    public static long ReadLife(Database database)
    {
        database.Run("create table if not exists life (id integer not null)");
        database.Run("insert into life select 0 where not exists (select 1 from life)");
        return database.ReadInt64("select id from life");
    }

    /// <summary>Cheap checks at each start: the pages, and that each shard's head is its newest record.</summary>
    /// <exception cref="SqliteJournalException">They contradict each other.</exception>
    public static void MustBeSound(Database database, string path)
    {
        var wrong = database.ReadInt64(
            """
            select count(*) from shard where head <>
              coalesce((select max(position) & 281474976710655 from journal
                where position between shard.shard << 48 and (shard.shard << 48) | 281474976710655), 0)
            """);
        if (wrong != 0)
        {
            throw Corrupt(path, $"{wrong} shards do not end where their heads say");
        }
    }

    /// <summary>Reads every page of the file.</summary>
    public static void MustHaveSoundPages(Database database, string path)
    {
        var answer = database.ReadText("pragma quick_check(1)");
        if (answer != "ok")
        {
            throw Corrupt(path, answer);
        }
    }

    public static SqliteJournalException Corrupt(string path, string what, Exception? cause = null) => new(
        SqliteJournalFault.Corrupt,
        path,
        $"{path} is damaged: {what}. Stop the service, keep the file, and restore the newest backup; "
            + "records that left this node can be fetched from the other end again.",
        cause);

    private static void Create(Database database, SqliteJournalOptions options)
    {
        database.Run($"pragma page_size = {PageBytes}");
        database.Run("pragma journal_mode = wal");
        database.Run("pragma synchronous = full");
        database.Run("begin immediate");
        foreach (var table in Tables)
        {
            database.Run(table);
        }

        for (var shard = 0; shard < options.ShardCount; shard++)
        {
            database.Run($"insert into shard values ({shard}, 0, 0, null)");
        }

        database.Run($"pragma application_id = {ApplicationId}");
        database.Run($"pragma user_version = {Version}");
        database.Run("commit");
    }

    private static void Tune(Database database, SqliteJournalOptions options)
    {
        database.Run("pragma journal_mode = wal");
        database.Run("pragma synchronous = full");
        database.Run($"pragma wal_autocheckpoint = {options.CheckpointPages}");
        database.Run($"pragma journal_size_limit = {(long)options.CheckpointPages * PageBytes * 2}");
        database.Run("pragma temp_store = memory");

        // Read back: a build or a file that cannot give them would lose what was acknowledged.
        MustBeDurable(database, options.DatabasePath);
    }

    /// <summary>Checks that a commit on this connection returns only after it was synced.</summary>
    /// <exception cref="SqliteJournalException">It may return before.</exception>
    public static void MustBeDurable(Database database, string path)
    {
        const int Full = 2;
        if (database.ReadText("pragma journal_mode") != "wal" || database.ReadInt64("pragma synchronous") < Full)
        {
            throw new SqliteJournalException(
                SqliteJournalFault.NotDurable,
                path,
                $"{path} cannot be used with a write-ahead log and synchronous=FULL; "
                    + "without them an acknowledged record could be lost. Use a local file system.");
        }
    }
}
