using Oms.Actors.Journal;
using Oms.Testing;

namespace Oms.Benchmarks.Postgres;

/// <summary>A journal, and how often it was appended to.</summary>
internal sealed class CountedAppends
{
    private int _appends;

    public CountedAppends(IJournal journal) =>
        Journal = new FaultyJournal(journal, call =>
        {
            _ = call is JournalCall.Append ? Interlocked.Increment(ref _appends) : 0;
            return Task.FromResult(JournalFault.None);
        });

    public IJournal Journal { get; }

    public int Appends => Volatile.Read(ref _appends);
}
