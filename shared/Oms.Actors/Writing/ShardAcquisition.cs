using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Runtime;

namespace Oms.Actors.Writing;

/// <summary>Takes a shard and makes it ready to serve; repeats until it succeeds or another owner stands in the
/// way.</summary>
internal static class ShardAcquisition
{
    public static async Task AcquireAsync(RuntimeCore core, Shard shard)
    {
        for (var attempt = 1; !core.Stopped.IsCancellationRequested; attempt++)
        {
            try
            {
                await AcquireOnceAsync(core, shard, isFirst: false);
                return;
            }
            catch (JournalFencedException fenced)
            {
                core.Log.ShardFenced(shard.Index, fenced.Epoch);
                shard.NotYet(ShardStatus.Lost);
                return;
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                shard.NotYet(ShardStatus.Away);
                if (core.Stopped.IsCancellationRequested)
                {
                    return;
                }

                core.Log.AcquireFailed(failure, shard.Index, attempt);
            }

            await core.PauseAsync(core.BackOff(attempt));
        }
    }

    /// <param name="isFirst">Whether another node may have moved the consumers' cursors since they were read.</param>
    public static async Task AcquireOnceAsync(RuntimeCore core, Shard shard, bool isFirst)
    {
        var term = await core.Journal.AcquireAsync(shard.Index, core.Services.Owner);
        if (core.Services.Sealer is { } sealer)
        {
            await sealer.RecoverAsync(core.Journal, term, core.Stopped);
        }

        foreach (var pump in isFirst ? shard.Pumps : [])
        {
            await pump.LoadAsync(core.Stopped);
        }

        shard.Begin(term);
        core.Log.ShardAcquired(shard.Index, term.Epoch, term.Head);
        shard.Reminders.Wake();
        foreach (var pump in shard.Pumps)
        {
            pump.Wake();
        }
    }
}
