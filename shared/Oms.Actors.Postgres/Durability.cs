using Npgsql;

namespace Oms.Actors.Postgres;

/// <summary>What a server must be set to, so that what it has committed survives a power cut and a
/// fail-over.</summary>
internal static class Durability
{
    private const string Question =
        """
        select current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
          current_setting('synchronous_standby_names')
        """;

    /// <exception cref="PostgresJournalException">A setting could lose what was acknowledged.</exception>
    public static void Demand(NpgsqlConnection connection, string database)
    {
        using var command = new NpgsqlCommand(Question, connection);
        using var row = command.ExecuteReader();
        row.Read();
        Demand(row, database);
    }

    /// <exception cref="PostgresJournalException">A setting could lose what was acknowledged.</exception>
    public static async Task DemandAsync(NpgsqlConnection connection, string database)
    {
        await using var command = new NpgsqlCommand(Question, connection);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        Demand(row, database);
    }

    private static void Demand(NpgsqlDataReader row, string database)
    {
        var (fsync, pages, commit, standbys) = (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
        var wrong = (fsync, pages, commit, standbys) switch
        {
            ("off", _, _, _) => "fsync is off: a power cut would damage it. Set fsync = on in postgresql.conf",
            (_, "off", _, _) =>
                "full_page_writes is off: a power cut could tear pages. Set full_page_writes = on in postgresql.conf",
            (_, _, "off", _) =>
                "synchronous_commit is off: what was acknowledged could be lost. Set synchronous_commit = on for the "
                + "server, the database and the role",
            (_, _, "local", { Length: > 0 }) =>
                "synchronous_commit is local though synchronous_standby_names names a standby: what was acknowledged "
                + "could be missing after a fail-over. Set synchronous_commit = on for the server, the database and "
                + "the role",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new PostgresJournalException(
                PostgresJournalFault.NotDurable, database, $"{database} cannot hold a journal: {wrong}.");
        }
    }
}
