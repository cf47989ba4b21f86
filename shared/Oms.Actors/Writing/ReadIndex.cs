using Oms.Actors.Diagnostics;
using Oms.Actors.Runtime;

namespace Oms.Actors.Writing;

/// <summary>Confirms strict reads of a lane's shards: that the epoch on which an answer was computed still is the
/// newest.</summary>
/// <remarks>
/// One question to the journal at a time, for all reads that wait when it is sent. A read never joins a question that
/// is under way: its answer may be newer than that question.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class ReadIndex(RuntimeCore core)
{
    private readonly Lock _gate = new();
    private List<Read> _waiting = [];
    private bool _running;

    /// <summary>How many wait for the next question.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <returns>Null when the answer may be given; otherwise why not.</returns>
    public Task<Refusal?> ConfirmAsync(int shard, long epoch)
    {
        var read = new Read(shard, epoch, core.NewSource<Refusal?>());
        lock (_gate)
        {
            if (_waiting.Count >= core.Options.StrictReadsMax)
            {
                return Task.FromResult<Refusal?>(Refusal.MailboxFull);
            }

            _waiting.Add(read);
            if (_running)
            {
                return read.Confirmed.Task;
            }

            _running = true;
        }

        _ = core.Start(RunAsync);
        return read.Confirmed.Task;
    }

    private async Task RunAsync()
    {
        while (Take() is { } reads)
        {
            IReadOnlyDictionary<int, long>? epochs = null;
            try
            {
                epochs = await core.Journal
                    .ReadEpochsAsync([.. reads.Select(read => read.Shard).Distinct()], core.Stopped)
                    .WaitAsync(core.Options.AppendWait.ToTimeSpan(), core.Waits);
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                core.Log.ReadsUnconfirmed(failure, reads.Count);
            }

            core.Metrics.Confirmed(reads.Count);
            foreach (var read in reads)
            {
                read.Confirmed.TrySetResult(
                    epochs is null ? Refusal.Unavailable
                    : epochs.TryGetValue(read.Shard, out var epoch) && epoch == read.Epoch ? null
                    : Refusal.NotOwner);
            }
        }
    }

    private List<Read>? Take()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _running = false;
                return null;
            }

            (var reads, _waiting) = (_waiting, []);
            return reads;
        }
    }

    private readonly record struct Read(int Shard, long Epoch, TaskCompletionSource<Refusal?> Confirmed);
}
