using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
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
                await AcquireOnceAsync(core, shard, generation, isFirst: false);
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

    /// <param name="isFirst">Whether another node may have moved the consumers' cursors since they were read.</param>
    public static async Task AcquireOnceAsync(RuntimeCore core, Shard shard, int generation, bool isFirst)
    {
        var term = await core.Journal.AcquireAsync(shard.Index, core.Services.Owner);
        foreach (var pump in isFirst ? shard.Pumps : [])
        {
            await pump.LoadAsync(core.Stopped);
        }

        await BeginAsync(core, shard, generation, term);
        core.Log.ShardAcquired(shard.Index, term.Epoch, term.Head);
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

        shard.Reminders.Wake();
        foreach (var pump in shard.Pumps)
        {
            pump.Wake();
        }
    }
}
