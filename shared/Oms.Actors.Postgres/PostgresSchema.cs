using System.Reflection;
using Npgsql;

namespace Oms.Actors.Postgres;

/// <summary>Brings a database to the tables that this version knows, and checks them before they may be used.</summary>
internal static class PostgresSchema
{
    /// <summary>The version of the tables; a higher one is refused. Each has a file in the folder Migrations.</summary>
    public const int Version = 4;

    // "OmsJourn" in ASCII: any number that is the same in all versions. Those who start at once come one after another.
    private const long MigrationLock = 0x4F6D_734A_6F75_726E;

    /// <returns>The cluster that the database belongs to.</returns>
    /// <exception cref="PostgresJournalException">It is not a journal, or a newer one, or another cell.</exception>
    public static async Task<Guid> PrepareAsync(
        NpgsqlDataSource source, string database, PostgresJournalOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, $"select pg_advisory_xact_lock({MigrationLock})", cancellationToken);
        try
        {
            await RunAsync(
                connection,
                """
                create table if not exists schema_version (
                  version integer primary key, applied_at timestamptz not null default clock_timestamp())
                """,
                cancellationToken);
            var version = await VersionAsync(connection, cancellationToken);
            if (version > Version)
            {
                throw new PostgresJournalException(
                    PostgresJournalFault.NewerSchema,
                    database,
                    $"{database} has schema version {version}, and this version knows {Version}. Install the newer "
                        + "version that wrote it, or restore a backup made before.");
            }

            for (var next = version + 1; next <= Version; next++)
            {
                await RunAsync(connection, Migration(next), cancellationToken);
                await RunAsync(connection, $"insert into schema_version (version) values ({next})", cancellationToken);
            }

            if (version == 0)
            {
                await RunAsync(
                    connection,
                    $"insert into shard (shard_id) select generate_series(0, {options.ShardCount - 1})",
                    cancellationToken);
            }
        }
        catch (PostgresException failure) when (failure.SqlState
            is PostgresErrorCodes.DuplicateTable
            or PostgresErrorCodes.DuplicateFunction
            or PostgresErrorCodes.UndefinedColumn)
        {
            throw new PostgresJournalException(
                PostgresJournalFault.NotAJournal,
                database,
                $"{database} holds tables of something else: {failure.MessageText}. Name a database of its own.",
                failure);
        }

        var cluster = await ClaimAsync(connection, database, options, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return cluster;
    }

    /// <summary>The number by which readers tell that a journal was restored (<c>IJournal.Life</c>).</summary>
    public static async Task<long> ReadLifeAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select id from life");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Counts the shards, and checks at each start that each one's head is its newest record.</summary>
    /// <exception cref="PostgresJournalException">They contradict each other.</exception>
    public static async Task<int> CountShardsAsync(
        NpgsqlDataSource source, string database, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select count(*)::integer, (count(*) filter (where head <> coalesce(
              (select max(j.shard_seq) from journal j where j.shard_id = shard.shard_id), 0)))::integer from shard
            """);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetInt32(1) is var wrong and not 0
            ? throw new PostgresJournalException(
                PostgresJournalFault.Corrupt,
                database,
                $"{database} is damaged: {wrong} shards do not end where their heads say. Stop all nodes, keep the "
                    + "database, and restore the newest backup; records of depots can be fetched from them again.")
            : row.GetInt32(0);
    }

    private static async Task<Guid> ClaimAsync(
        NpgsqlConnection connection, string database, PostgresJournalOptions options,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select * from cell_claim($1, $2)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<short> { TypedValue = (short)options.Cell },
                new NpgsqlParameter { Value = options.Cluster is { } wanted ? wanted : DBNull.Value },
            },
        };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            && row.GetInt16(0) == options.Cell && row.GetGuid(1) is var cluster
            && (options.Cluster ?? cluster) == cluster
            ? cluster
            : throw new PostgresJournalException(
                PostgresJournalFault.OtherCell,
                database,
                $"{database} is not cell {options.Cell} of this cluster: it is another one, belongs to another "
                    + "cluster, or was used before. Name the databases in the order in which they were first named, "
                    + "and a new one last and empty.");
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(max(version), 0) from schema_version", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Migration(int version)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{version:D4}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
