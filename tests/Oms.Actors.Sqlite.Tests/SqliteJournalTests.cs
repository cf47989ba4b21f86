using Microsoft.Data.Sqlite;
using Oms.Actors.Journal;
using Oms.Journal.Conformance;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Sqlite.Tests;

public sealed class SqliteJournalTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly TempDirectory _other = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SqliteJournalOptions Options => new(_directory.Path) { ShardCount = 4 };

    [Fact]
    public async Task A_second_process_is_told_which_file_holds_it_off()
    {
        await using var first = SqliteJournal.Open(Options);

        var refused = Assert.Throws<SqliteJournalException>(() => SqliteJournal.Open(Options));

        Assert.Equal(SqliteJournalFault.Locked, refused.Fault);
        Assert.Contains(Options.LockPath, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await SqliteJournal.Open(Options).DisposeAsync();
        Execute("pragma user_version = 2");

        var refused = Assert.Throws<SqliteJournalException>(() => SqliteJournal.Open(Options));

        Assert.Equal(SqliteJournalFault.NewerSchema, refused.Fault);
        Assert.Contains(Options.DatabasePath, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_database_is_refused()
    {
        Execute("create table recipes (name text)");

        Assert.Equal(
            SqliteJournalFault.NotAJournal,
            Assert.Throws<SqliteJournalException>(() => SqliteJournal.Open(Options)).Fault);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(Options.DatabasePath, string.Concat(Enumerable.Repeat("not a database ", 1_000)));

        Assert.Equal(
            SqliteJournalFault.NotAJournal,
            Assert.Throws<SqliteJournalException>(() => SqliteJournal.Open(Options)).Fault);
    }

    [Fact]
    public async Task A_log_that_does_not_end_where_its_head_says_is_refused()
    {
        await WriteAsync(count: 3);
        Execute("delete from journal where position = (select max(position) from journal)");

        var refused = Assert.Throws<SqliteJournalException>(() => SqliteJournal.Open(Options));

        Assert.Equal(SqliteJournalFault.Corrupt, refused.Fault);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(_directory.Path, "file");
        File.WriteAllText(file, "in the way");

        var refused = Assert.Throws<SqliteJournalException>(
            () => SqliteJournal.Open(Options with { Directory = Path.Combine(file, "data") }));

        Assert.Equal(SqliteJournalFault.NotWritable, refused.Fault);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_refuses_an_append_and_nothing_of_it_remains_and_space_heals_it()
    {
        await using var journal = SqliteJournal.Open(Options);
        var driver = new JournalDriver(journal, 4);
        await driver.AcquireAsync(0);
        await driver.AppendAsync(driver.EntityIn(0), count: 1);
        await LimitPagesAsync(journal, extraPages: 0);
        var large = driver.Next(driver.EntityIn(0), driver.NewId()) with { Payload = new byte[1 << 20] };

        await Assert.ThrowsAsync<JournalUnavailableException>(() => driver.WriteAsync(large));
        Assert.Equal(1, await journal.ReadHeadAsync(0, Cancelled));
        await LimitPagesAsync(journal, extraPages: 1 << 20);
        await driver.WriteAsync(large);

        Assert.Equal(2, await journal.ReadHeadAsync(0, Cancelled));
        Assert.Empty(await journal.CheckAsync(Cancelled));
    }

    [Fact]
    public async Task A_backup_taken_under_load_opens_as_a_sound_journal()
    {
        var backup = Path.Combine(_other.Path, "backup");
        await using var journal = SqliteJournal.Open(Options);
        var driver = new JournalDriver(journal, 4);
        await driver.AcquireAsync(0);
        await driver.AppendAsync(driver.EntityIn(0), count: 500);

        var copying = journal.BackupAsync(backup, Cancelled);
        await driver.AppendAsync(driver.EntityIn(0), count: 500);
        await copying;

        await using var copy = SqliteJournal.Open(new SqliteJournalOptions(backup));
        Assert.InRange(await copy.ReadHeadAsync(0, Cancelled), 500, 1_000);
        Assert.Empty(await copy.CheckAsync(Cancelled));
        Assert.Equal(
            SqliteJournalFault.NotWritable,
            (await Assert.ThrowsAsync<SqliteJournalException>(() => journal.BackupAsync(backup, Cancelled))).Fault);
    }

    [Theory]
    [InlineData("update journal set epoch = 9 where rowid = (select min(position) from journal)", "epoch")]
    [InlineData("update journal set seq = 77 where rowid = (select max(position) from journal)", "sequence number")]
    [InlineData("delete from journal where position = (select min(position) from journal)", "offset")]
    [InlineData("update shard set head = head + 1", "heads")]
    [InlineData("delete from entity", "address")]
    public async Task A_check_finds_what_was_tampered_with(string tampering, string finding)
    {
        await WriteAsync(count: 3);
        await using var journal = SqliteJournal.Open(Options);
        Assert.Empty(await journal.CheckAsync(Cancelled));

        Execute(tampering);

        Assert.Contains(
            await journal.CheckAsync(Cancelled), found => found.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_export_holds_every_record_in_order()
    {
        await WriteAsync(count: 1_200);
        await using var journal = SqliteJournal.Open(Options);
        List<long> offsets = [];
        await foreach (var record in journal.ExportAsync(Cancelled))
        {
            offsets.Add(record.Offset);
        }

        Assert.Equal(Enumerable.Range(1, 1_200).Select(offset => (long)offset), offsets);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
        _other.Dispose();
    }

    /// <summary>Lets the file grow by so many pages at most, as a full disk would.</summary>
    private static Task LimitPagesAsync(SqliteJournal journal, long extraPages) => journal.MaintainAsync(database =>
        database.Run($"pragma max_page_count = {database.ReadInt64("pragma page_count") + extraPages}"));

    private async Task WriteAsync(int count)
    {
        await using var journal = SqliteJournal.Open(Options);
        var driver = new JournalDriver(journal, 4);
        await driver.AcquireAsync(0);
        await driver.AppendAsync(driver.EntityIn(0), count);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Options.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
