using System.Diagnostics;
using Oms.Journal.Conformance;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Sqlite.Tests;

/// <summary>What stands in the way of a journal names itself and the way out.</summary>
public sealed class SqliteStartTests : IDisposable
{
    private const string Flock = "/usr/bin/flock";
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SqliteJournalOptions Options => new(_directory.Path) { ShardCount = 4 };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_directory_on_a_read_only_disk_is_named(bool holdsJournal)
    {
        using var disk = SmallDisk.Mount(mebibytes: 8);
        var options = Options with { Directory = disk.Path };
        if (holdsJournal)
        {
            await SqliteJournal.Open(options).DisposeAsync();
        }

        disk.MakeReadOnly();

        var refused = Assert.Throws<SqliteJournalException>(() => SqliteJournal.Open(options));

        Assert.Equal(SqliteJournalFault.NotWritable, refused.Fault);
        Assert.Contains(disk.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("choose another data directory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_on_a_full_disk_opens_or_says_why_not_and_loses_nothing()
    {
        using var disk = SmallDisk.Mount(mebibytes: 8);
        var options = Options with { Directory = disk.Path };
        await using (var before = SqliteJournal.Open(options))
        {
            var writer = new JournalDriver(before, 4);
            await writer.AcquireAsync(0);
            await writer.AppendAsync(writer.EntityIn(0), count: 3);
        }

        disk.Fill();
        var full = await Record.ExceptionAsync(async () => await SqliteJournal.Open(options).DisposeAsync());
        Assert.True(
            full is null or SqliteJournalException { Fault: SqliteJournalFault.NotWritable }, full?.ToString());
        disk.Free();

        await using var journal = SqliteJournal.Open(options);
        Assert.Equal(3, await journal.ReadHeadAsync(0, Cancelled));
        Assert.Empty(await journal.CheckAsync(Cancelled));
    }

    [Theory]
    [InlineData("pragma synchronous = off")]
    [InlineData("pragma synchronous = normal")]
    [InlineData("pragma journal_mode = delete")]
    public async Task A_connection_that_may_answer_before_its_commit_is_synced_is_refused(string pragma)
    {
        await SqliteJournal.Open(Options).DisposeAsync();
        using var database = Database.Open(Options.DatabasePath, forWriting: true, cacheKibibytes: 1_024);
        database.Run("pragma synchronous = full");
        SqliteSchema.MustBeDurable(database, Options.DatabasePath);

        database.Run(pragma);

        var refused = Assert.Throws<SqliteJournalException>(
            () => SqliteSchema.MustBeDurable(database, Options.DatabasePath));
        Assert.Equal(SqliteJournalFault.NotDurable, refused.Fault);
        Assert.Contains(Options.DatabasePath, refused.Message, StringComparison.Ordinal);
        Assert.Contains("local file system", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_writer_commits_into_a_write_ahead_log_with_full_synchronization()
    {
        await using var journal = SqliteJournal.Open(Options);

        await journal.MaintainAsync(database =>
        {
            Assert.Equal("wal", database.ReadText("pragma journal_mode"));
            Assert.Equal(2, database.ReadInt64("pragma synchronous"));
        });
    }

    [Fact]
    public async Task A_second_process_that_holds_the_directory_is_pointed_at_and_its_end_is_the_way_out()
    {
        Assert.SkipUnless(File.Exists(Flock), "flock is not installed.");
        using var holder = Process.Start(new ProcessStartInfo(
            Flock, [Options.LockPath, "/bin/sh", "-c", "echo held; read line"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(Cancelled));

            var refused = Assert.Throws<SqliteJournalException>(() => SqliteJournal.Open(Options));

            Assert.Equal(SqliteJournalFault.Locked, refused.Fault);
            Assert.Contains(Options.LockPath, refused.Message, StringComparison.Ordinal);
            Assert.Contains("Stop it first, or choose another data directory", refused.Message,
                StringComparison.Ordinal);
        }
        finally
        {
            holder.StandardInput.Close();
            await holder.WaitForExitAsync(Cancelled);
        }

        await SqliteJournal.Open(Options).DisposeAsync();
    }
}
