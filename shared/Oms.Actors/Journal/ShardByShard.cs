using Oms.Actors.Runtime;

namespace Oms.Actors.Journal;

/// <summary>Takes shards each by itself, for a journal that cannot take several in one step.</summary>
public static class ShardByShard
{
    /// <inheritdoc cref="IJournal.AcquireAllAsync"/>
    public static async Task<IReadOnlyList<ShardTerm>> AcquireAsync(
        IJournal journal, IReadOnlyCollection<int> shards, Guid owner)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(shards);
        var attempts = await Task.WhenAll(shards.Select(TryAsync));
        ShardTerm[] taken = [.. attempts.Select(attempt => attempt.Term).OfType<ShardTerm>()];
        return taken.Length == 0 && Array.Find(attempts, attempt => attempt.Failure is not null).Failure is { } failure
            ? throw new JournalUnavailableException(failure.Message, failure)
            : taken;

        async Task<(ShardTerm? Term, Exception? Failure)> TryAsync(int shard)
        {
            try
            {
                return (await journal.AcquireAsync(shard, owner), null);
            }
            catch (JournalFencedException)
            {
                return (null, null);
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                // One that waits for somebody's lock must not keep the others from being served.
                return (null, failure);
            }
        }
    }
}
