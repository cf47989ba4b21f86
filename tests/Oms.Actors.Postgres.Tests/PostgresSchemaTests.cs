using Npgsql;
using Oms.Journal.Conformance;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class PostgresSchemaTests(SharedServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_nodes_that_start_at_once_make_the_tables_once()
    {
        var options = await server.NewDatabaseAsync();

        var journals = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => PostgresJournal.OpenAsync(options, Cancelled)));

        Assert.All(journals, journal => Assert.Equal(4, journal.ShardCount));
        Assert.Equal(
            (long)PostgresSchema.Version, await Sql.ScalarAsync(options, "select count(*) from schema_version"));
        Assert.Equal(4L, await Sql.ScalarAsync(options, "select count(*) from shard"));
        foreach (var journal in journals)
        {
            await journal.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        var options = await server.NewDatabaseAsync();
        await (await PostgresJournal.OpenAsync(options, Cancelled)).DisposeAsync();
        await Sql.RunAsync(options, $"insert into schema_version (version) values ({PostgresSchema.Version + 1})");

        var refused = await RefusedAsync(options);

        Assert.Equal(PostgresJournalFault.NewerSchema, refused.Fault);
        Assert.Contains(refused.Database, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Install the newer version", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create table journal (recipe text)")]
    [InlineData("create table schema_version (recipe text)")]
    [InlineData("create table snapshot (recipe text)")]
    public async Task Another_programs_database_is_refused_and_left_as_it_is(string foreign)
    {
        var options = await server.NewDatabaseAsync();
        await Sql.RunAsync(options, foreign);

        Assert.Equal(PostgresJournalFault.NotAJournal, (await RefusedAsync(options)).Fault);
        Assert.Equal(
            1L, await Sql.ScalarAsync(options, "select count(*) from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task A_log_that_does_not_end_where_its_head_says_is_refused()
    {
        var options = await server.NewDatabaseAsync();
        await using (var journal = await PostgresJournal.OpenAsync(options, Cancelled))
        {
            var driver = new JournalDriver(journal, 4);
            await driver.AcquireAsync(0);
            await driver.AppendAsync(driver.EntityIn(0), count: 3);
        }

        await Sql.RunAsync(options, "delete from journal where shard_seq = 3");

        Assert.Equal(PostgresJournalFault.Corrupt, (await RefusedAsync(options)).Fault);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_but_not_the_password()
    {
        var refused = await RefusedAsync(new PostgresJournalOptions(
            "Host=127.0.0.1;Port=1;Username=nobody;Password=geheim;Database=none"));

        Assert.Equal(PostgresJournalFault.Unreachable, refused.Fault);
        Assert.Contains("127.0.0.1:1/none", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update journal set epoch = 9 where shard_seq = 1", "epoch")]
    [InlineData("update journal set seq = 77 where shard_seq = 3", "sequence number")]
    [InlineData("delete from journal where shard_seq = 1", "offset")]
    [InlineData("update shard set head = head + 1", "heads")]
    [InlineData("drop index journal_command; update journal set cmd_id = (select cmd_id from journal "
        + "where shard_seq = 1)", "command ids")]
    public async Task A_check_finds_what_was_tampered_with(string tampering, string finding)
    {
        var options = await server.NewDatabaseAsync();
        await using var journal = await PostgresJournal.OpenAsync(options, Cancelled);
        var driver = new JournalDriver(journal, 4);
        await driver.AcquireAsync(0);
        await driver.AppendAsync(driver.EntityIn(0), count: 3);
        Assert.Empty(await journal.CheckAsync(Cancelled));

        await Sql.RunAsync(options, tampering);

        Assert.Contains(
            await journal.CheckAsync(Cancelled), found => found.Contains(finding, StringComparison.Ordinal));
    }

    private static Task<PostgresJournalException> RefusedAsync(PostgresJournalOptions options) =>
        Assert.ThrowsAsync<PostgresJournalException>(() => PostgresJournal.OpenAsync(options, Cancelled));
}

/// <summary>What a test does to a database behind the journal's back.</summary>
internal static class Sql
{
    public static Task RunAsync(PostgresJournalOptions options, string sql) => ScalarAsync(options, sql);

    public static async Task<object?> ScalarAsync(PostgresJournalOptions options, string sql)
    {
        await using var connection = new NpgsqlConnection(options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
