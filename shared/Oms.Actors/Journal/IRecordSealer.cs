namespace Oms.Actors.Journal;

/// <summary>Adds a proof to each record just before it is appended: hash links, a signature.</summary>
/// <remarks>
/// The shard's writer calls it for one batch at a time, in log order. After an append that did not succeed the writer
/// recovers it again from the log, so it keeps no guess of what was written.
/// </remarks>
public interface IRecordSealer
{
    /// <summary>Takes up where the log ends; called after each acquire and before the first batch.</summary>
    Task RecoverAsync(IJournal journal, ShardTerm term, CancellationToken cancellationToken);

    /// <summary>Returns the records with payload in the form that was sealed, and with their seal, in the same
    /// order.</summary>
    ValueTask<IReadOnlyList<JournalRecord>> SealAsync(IReadOnlyList<JournalRecord> batch);
}
