using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Runtime;

namespace Oms.Actors.Writing;

/// <summary>Takes a shard and makes it ready to serve; repeats until it succeeds or another owner stands in the
/// way.</summary>
internal static class ShardAcquisition
{
    /// <param name="generation">The one that begins with it; when it has ended, somebody gave the shard up.</param>
    public static async Task AcquireAsync(RuntimeCore core, Shard shard, int generation)
    {
        for (var attempt = 1; !core.Stopped.IsCancellationRequested && shard.Generation == generation; attempt++)
        {
            try
            {
                await AcquireOnceAsync(core, shard, generation);
                return;
            }
            catch (JournalFencedException fenced)
            {
                core.Log.ShardFenced(shard.Index, fenced.Epoch);
                shard.NotYet(ShardStatus.Lost, generation);
                return;
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                shard.NotYet(ShardStatus.Away, generation);
                if (core.Stopped.IsCancellationRequested)
                {
                    return;
                }

                core.Log.AcquireFailed(failure, shard.Index, attempt);
            }

            await core.PauseAsync(core.BackOff(attempt));
        }
    }

    /// <summary>Goes on after an append of which nothing was written.</summary>
    /// <remarks>The epoch still stands. An acquire would have to write, and a disk that is full must not keep what is
    /// on it from being read.</remarks>
    public static async Task GoOnAsync(RuntimeCore core, Shard shard, int generation, ShardTerm term)
    {
        try
        {
            await BeginAsync(core, shard, generation, term);
            return;
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            core.Log.AcquireFailed(failure, shard.Index, attempt: 0);
        }

        await AcquireAsync(core, shard, generation);
    }

    /// <summary>Takes a shard that another node may have had: its consumers go on from their stored
    /// positions.</summary>
    /// <param name="quarantine">What is set aside, where that was just read for all shards; null to read it.</param>
    /// <exception cref="JournalUnavailableException">The journal could not be reached.</exception>
    /// <exception cref="JournalFencedException">The shard belongs to another owner.</exception>
    public static async Task TakeAsync(
        RuntimeCore core, Shard shard, IReadOnlyList<QuarantineRow>? quarantine = null)
    {
        if (shard.Status is ShardStatus.Owned)
        {
            return;
        }

        var generation = shard.Lane.End(shard, ShardStatus.Acquiring, Refusal.NotOwner);
        try
        {
            var term = await core.Journal.AcquireAsync(shard.Index, core.Owner);
            core.LoadQuarantine(shard, quarantine ?? await core.Journal.ReadQuarantineAsync(shard.Index, core.Stopped));
            var pumps = core.NewPumps(shard);
            await Task.WhenAll(pumps.Select(pump => pump.LoadAsync(core.Stopped)));
            shard.Renew(pumps);
            await BeginAsync(core, shard, generation, term);
        }
        catch
        {
            shard.NotYet(ShardStatus.Lost, generation);
            throw;
        }
    }

    /// <summary>Takes shards that another node may have had, all in one step where the journal can.</summary>
    /// <remarks>Each serves at once; where its consumers stand is read after that, so that nobody who writes waits for
    /// it.</remarks>
    /// <param name="begun">Told of each that serves.</param>
    /// <exception cref="JournalUnavailableException">The journal could not be reached.</exception>
    public static async Task TakeAllAsync(RuntimeCore core, IReadOnlyCollection<Shard> shards, Action<Shard> begun)
    {
        var generations = shards.ToDictionary(
            shard => shard.Index, shard => shard.Lane.End(shard, ShardStatus.Acquiring, Refusal.NotOwner));
        try
        {
            var terms = await core.Journal.AcquireAllAsync(generations.Keys, core.Owner);

            // Of each part of the journal by itself: one that is away costs its own shards alone.
            await Task.WhenAll(terms.GroupBy(term => core.Journal.CellOf(term.Shard)).Select(async part =>
            {
                var quarantine = await core.Journal.ReadQuarantineAsync(part.First().Shard, core.Stopped);
                await Task.WhenAll(part.Select(term => BeginTakenAsync(term, quarantine)));
            }));
        }
        finally
        {
            foreach (var shard in shards.Where(shard => shard.Status is ShardStatus.Acquiring))
            {
                shard.NotYet(ShardStatus.Lost, generations[shard.Index]);
            }
        }

        async Task BeginTakenAsync(ShardTerm term, IReadOnlyList<QuarantineRow> quarantine)
        {
            var shard = core.Shards[term.Shard];
            core.LoadQuarantine(shard, quarantine);

            // Its own list, so that nobody else's consumers are put in its place.
            var none = new List<ConsumerPump>();
            shard.Renew(none);
            await BeginAsync(core, shard, generations[term.Shard], term);
            if (shard.Status is ShardStatus.Owned)
            {
                begun(shard);
                _ = core.Start(() => ConsumeAsync(core, shard, none));
            }
        }
    }

    /// <summary>Lets the consumers of a shard go on from their stored positions, unless it was given up
    /// meanwhile.</summary>
    private static async Task ConsumeAsync(RuntimeCore core, Shard shard, IReadOnlyList<ConsumerPump> none)
    {
        for (var attempt = 1; ReferenceEquals(shard.Pumps, none) && !core.Stopped.IsCancellationRequested; attempt++)
        {
            try
            {
                var pumps = core.NewPumps(shard);
                await Task.WhenAll(pumps.Select(pump => pump.LoadAsync(core.Stopped)));
                if (shard.TryRenew(none, pumps))
                {
                    foreach (var pump in pumps)
                    {
                        pump.Wake();
                    }
                }

                return;
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                if (!core.Stopped.IsCancellationRequested)
                {
                    core.Log.ConsumersUnread(failure, shard.Index);
                }
            }

            await core.PauseAsync(core.BackOff(attempt));
        }
    }

    /// <summary>Gives a shard up once its batch in flight has ended; its entities answer that this is not the
    /// owner.</summary>
    public static async Task GiveUpAsync(Shard shard)
    {
        var barrier = new RowsEntry(shard, shard.Generation) { WithCursors = true };
        if (shard.Lane.Enqueue(barrier) is Enqueued.Taken)
        {
            await barrier.Done;
        }

        _ = shard.Lane.End(shard, ShardStatus.Lost, Refusal.NotOwner);
        shard.Renew([]);
    }

    private static async Task AcquireOnceAsync(RuntimeCore core, Shard shard, int generation)
    {
        var term = await core.Journal.AcquireAsync(shard.Index, core.Owner);
        await BeginAsync(core, shard, generation, term);
    }

    private static async Task BeginAsync(RuntimeCore core, Shard shard, int generation, ShardTerm term)
    {
        if (core.Services.Sealer is { } sealer)
        {
            await sealer.RecoverAsync(core.Journal, term, core.Stopped);
        }

        if (!shard.TryBegin(term, generation))
        {
            return;
        }

        core.Log.ShardAcquired(shard.Index, term.Epoch, term.Head);
        shard.Reminders.Wake();
        foreach (var pump in shard.Pumps)
        {
            pump.Wake();
        }
    }
}
