using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Runtime;

namespace Oms.Actors.Writing;

/// <summary>Writes one batch at a time: builds the append, has it sealed, and tells every entry what became of
/// it.</summary>
internal sealed class BatchWriter(RuntimeCore core)
{
    /// <summary>Returns once every entry of the batch has been told.</summary>
    public async Task WriteAsync(List<LaneEntry> batch)
    {
        // A batch that breaks a rule is split: by shard, by entity, by entry. Nothing of it was written before.
        Stack<List<LaneEntry>> parts = new([batch]);
        var whole = true;
        while (parts.TryPop(out var part))
        {
            foreach (var next in await WritePartAsync(part, whole))
            {
                parts.Push(next);
                whole = false;
            }
        }

        // Only now: with a part left, a lower ticket of the same shard could still be undecided.
        Confirm(batch);
    }

    private static void Confirm(List<LaneEntry> entries)
    {
        foreach (var entry in entries)
        {
            entry.Shard.CommittedUpTo(entry.Ticket, entry.Generation);
        }
    }

    /// <returns>What is still to be written, the last part first.</returns>
    private async Task<IReadOnlyList<List<LaneEntry>>> WritePartAsync(List<LaneEntry> part, bool whole)
    {
        var live = Sift(part);
        var drafts = ShardDraft.Of(live);
        if (drafts.Count == 0)
        {
            Succeed(live, [], whole);
            return [];
        }

        var rows = drafts.Sum(draft => draft.Records.Count);
        var started = core.Timestamp;
        try
        {
            await AppendAsync(drafts);
        }
        catch (JournalFencedException fenced)
        {
            core.Metrics.Fenced();
            var lost = core.Shards[fenced.Shard];
            if (!drafts.Exists(draft => draft.Shard == lost))
            {
                FailAll(drafts, live, fenced, Refusal.Unknown, rows);
                return [];
            }

            core.Log.ShardFenced(fenced.Shard, fenced.Epoch);
            _ = lost.Lane.End(lost, ShardStatus.Lost, Refusal.NotOwner);
            return await RecoverSealersAsync(drafts, live, rows) ? [live] : [];
        }
        catch (DuplicateCommandException duplicate)
        {
            core.Log.DuplicateFound(duplicate.CommandId, duplicate.Address);
            return await RecoverSealersAsync(drafts, live, rows) ? Split(live) : [];
        }
        catch (JournalUnavailableException failure)
        {
            FailAll(drafts, live, failure, Refusal.Unavailable, rows);
            return [];
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            // Whatever it was, only the log can tell what was written.
            FailAll(drafts, live, failure, Refusal.Unknown, rows);
            return [];
        }

        core.Metrics.Appended(rows, core.Waits.GetElapsedTime(started));
        Succeed(live, drafts, whole);
        return [];
    }

    private async Task AppendAsync(List<ShardDraft> drafts)
    {
        if (core.Services.Sealer is { } sealer)
        {
            foreach (var draft in drafts.Where(draft => draft.Records.Count > 0))
            {
                draft.Seal(await sealer.SealAsync(draft.Records));
            }
        }

        var append = core.Journal.AppendAsync(new AppendBatch([.. drafts.Select(draft => draft.ToAppend())]));
        if (append.IsCompletedSuccessfully)
        {
            return;
        }

        await append.WaitAsync(core.Options.AppendWait.ToTimeSpan(), core.Waits);
    }

    /// <summary>Drops entries decided on a state that was given up.</summary>
    private static List<LaneEntry> Sift(List<LaneEntry> part)
    {
        List<LaneEntry> live = new(part.Count);
        foreach (var entry in part)
        {
            if (entry.Generation != entry.Shard.Generation)
            {
                entry.Refuse(entry.Shard.RefusalNow);
            }
            else if (!entry.StandsByItsCell)
            {
                entry.DecideAgain();
            }
            else
            {
                live.Add(entry);
            }
        }

        return live;
    }

    private void Succeed(List<LaneEntry> live, List<ShardDraft> drafts, bool whole)
    {
        foreach (var draft in drafts.Where(draft => draft.IsCurrent))
        {
            draft.Shard.Head = draft.Head;
        }

        if (whole)
        {
            Confirm(live);
        }

        // Answers first, then the consumers: a client waits, a consumer follows.
        foreach (var entry in live)
        {
            if (entry.LastOffset > 0)
            {
                entry.Cell?.LastOffset = entry.LastOffset;
            }

            entry.Committed(entry.LastOffset);
        }

        foreach (var draft in drafts)
        {
            draft.Publish(core);
        }
    }

    private void FailAll(List<ShardDraft> drafts, List<LaneEntry> live, Exception failure, Refusal refusal, int rows)
    {
        core.Metrics.AppendFailed();
        core.Log.AppendFailed(failure, rows, drafts.Count);
        foreach (var draft in drafts)
        {
            var term = draft.Shard.Term with { Head = draft.Shard.Head };
            var generation = draft.Shard.Lane.End(draft.Shard, ShardStatus.Acquiring, refusal);
            _ = core.Start(() => ReferenceEquals(refusal, Refusal.Unavailable)
                ? ShardAcquisition.GoOnAsync(core, draft.Shard, generation, term)
                : ShardAcquisition.AcquireAsync(core, draft.Shard, generation));
        }

        foreach (var entry in live)
        {
            if (entry.Generation == entry.Shard.Generation)
            {
                // A bare answer of a shard that wrote nothing in this batch: all before it is durable.
                entry.Committed(lastOffset: 0);
            }
            else
            {
                entry.Refuse(refusal);
            }
        }
    }

    /// <summary>After an append that wrote nothing: the sealer keeps no guess, it reads the log again.</summary>
    private async Task<bool> RecoverSealersAsync(List<ShardDraft> drafts, List<LaneEntry> live, int rows)
    {
        if (core.Services.Sealer is not { } sealer)
        {
            return true;
        }

        try
        {
            foreach (var draft in drafts.Where(draft => draft.Shard.Status is ShardStatus.Owned))
            {
                await sealer.RecoverAsync(
                    core.Journal, draft.Shard.Term with { Head = draft.Shard.Head }, core.Stopped);
            }

            return true;
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            FailAll([.. drafts.Where(draft => draft.Shard.Status is ShardStatus.Owned)], live, failure,
                Refusal.Unavailable, rows);
            return false;
        }
    }

    private static List<List<LaneEntry>> Split(List<LaneEntry> live)
    {
        var parts = Parts(live, entry => entry.Shard.Index);
        parts = parts.Count > 1 ? parts : Parts(live, entry => entry.Cell);
        parts = parts.Count > 1 ? parts : [.. live.Select(entry => new List<LaneEntry> { entry })];
        if (live.Count == 1)
        {
            // The duplicate itself. What its entity decided from here on was decided on a wrong state.
            live[0].Cell?.Void();
            live[0].DecideAgain();
            return [];
        }

        parts.Reverse();
        return parts;
    }

    private static List<List<LaneEntry>> Parts<TKey>(List<LaneEntry> entries, Func<LaneEntry, TKey> key) =>
        [.. entries.GroupBy(key).Select(group => group.ToList())];
}
