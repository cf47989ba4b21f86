using FsCheck;
using FsCheck.Fluent;
using Oms.Actors.Journal;
using Oms.Journal.Conformance;
using Oms.Testing;
using SQLitePCL;
using Xunit;

namespace Oms.Actors.Sqlite.Tests;

public sealed class SqliteJournalConformanceTests : JournalConformance, IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly TempDirectory _copy = new();
    private Func<Action<Database>, Task>? _maintain;
    private bool _losesAnswer;

    [Fact]
    public void Any_steps_leave_the_log_that_the_model_has() =>
        Prop.ForAll(JournalSteps.Arbitrary, steps =>
        {
            using var directory = new TempDirectory();
            using var journal = new Disposing(JournalIn(directory));
            new JournalModel(journal.Journal).RunAsync(steps).GetAwaiter().GetResult();
        }).QuickCheckThrowOnFailure();

    public void Dispose()
    {
        _directory.Dispose();
        _copy.Dispose();
    }

    protected override Task<IJournal> OpenAsync()
    {
        var journal = JournalIn(_directory);
        _maintain = journal.MaintainAsync;
        return Task.FromResult<IJournal>(new FaultyJournal(journal, call =>
        {
            var loses = call is JournalCall.Append && _losesAnswer;
            _losesAnswer &= !loses;
            return Task.FromResult(loses ? JournalFault.UnknownWithEffect : JournalFault.None);
        }));
    }

    // Without effect: the commit itself fails. With effect: it succeeds, and its caller never learns of it.
    protected override Task LoseNextAppendAsync(bool withEffect)
    {
        _losesAnswer = withEffect;
        var fails = !withEffect;
        return _maintain!(database => raw.sqlite3_commit_hook(
            database.Handle,
            _ =>
            {
                var now = fails;
                fails = false;
                return now ? 1 : 0;
            },
            v: null));
    }

    protected override Task<IJournal> OpenWhatIsLeftAsync()
    {
        // The files as they are, with the write-ahead log that the killed process did not copy back.
        foreach (var file in Directory.EnumerateFiles(_directory.Path, "journal.db*"))
        {
            if (!file.EndsWith("-shm", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(_copy.Path, Path.GetFileName(file)));
            }
        }

        return Task.FromResult<IJournal>(JournalIn(_copy));
    }

    private static SqliteJournal JournalIn(TempDirectory directory) =>
        SqliteJournal.Open(new SqliteJournalOptions(directory.Path) { ShardCount = Shards });

    private sealed class Disposing(SqliteJournal journal) : IDisposable
    {
        public SqliteJournal Journal => journal;

        public void Dispose() => journal.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}

internal static class JournalSteps
{
    public static Arbitrary<JournalStep[]> Arbitrary { get; } = Gen.Choose(0, 1_000).ArrayOf(4)
        .Select(n => new JournalStep(n[0], n[1], n[2], n[3])).ArrayOf().ToArbitrary();
}
