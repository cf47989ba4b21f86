using System.Data.Common;
using System.Threading.Channels;

namespace Oms.Central.Storage;

/// <summary>Writes that wait together share a commit, and each is answered after it.</summary>
/// <remarks>
/// Where one of them fails nothing of the commit is kept, and each is made again by itself: so a change may run more
/// than once, and what one did wrong is no other's.
/// </remarks>
/// <param name="batchMax">The most that share one.</param>
/// <param name="commit">Makes some in one transaction: why nothing of it was written, or it is not known whether it
/// was; null where all of it was.</param>
/// <param name="isOfAll">Whether a failure is not of one of them, and none need be made again.</param>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class WriteQueue(
    int batchMax,
    Func<IReadOnlyList<Func<DbConnection, ValueTask>>, Task<Exception?>> commit,
    Func<Exception, bool> isOfAll)
{
    private const int WaitingMax = 4_096;

    private readonly Channel<Write> _waiting = Channel.CreateBounded<Write>(WaitingMax);

    /// <returns>False when too many wait, and nothing was written.</returns>
    public async Task<bool> WriteAsync(Func<DbConnection, ValueTask> change)
    {
        var write = new Write(change, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_waiting.Writer.TryWrite(write))
        {
            return false;
        }

        await write.Done.Task;
        return true;
    }

    /// <summary>Takes no more; runs end once what waits is written.</summary>
    public void End() => _waiting.Writer.TryComplete();

    /// <summary>Commits what waits until <see cref="End"/>; several may run at once.</summary>
    public async Task RunAsync()
    {
        var batch = new List<Write>(batchMax);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < batchMax && _waiting.Reader.TryRead(out var write))
            {
                batch.Add(write);
            }

            var failure = batch.Count == 0 ? null : await commit([.. batch.Select(write => write.Change)]);
            if (batch.Count == 1 || failure is null || isOfAll(failure))
            {
                batch.ForEach(write => write.End(failure));
                continue;
            }

            foreach (var write in batch)
            {
                write.End(await commit([write.Change]));
            }
        }
    }

    private sealed record Write(Func<DbConnection, ValueTask> Change, TaskCompletionSource Done)
    {
        public void End(Exception? failure)
        {
            if (failure is null)
            {
                Done.SetResult();
            }
            else
            {
                Done.SetException(failure);
            }
        }
    }
}
