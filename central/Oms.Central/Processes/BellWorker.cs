using System.Collections.Concurrent;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Storage;

namespace Oms.Central.Processes;

/// <summary>Does what is due of entities: at once where the bell rings for one, and now and then what it did not ring
/// for.</summary>
/// <param name="atOnceMax">Entities that are worked on together.</param>
internal abstract class BellWorker(CentralNode node, Bell bell, int atOnceMax)
{
    private const int PageRows = 200;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, byte> _underWay = new(StringComparer.Ordinal);

    protected CentralNode Node { get; } = node;

    /// <summary>How often all are looked at of which something may be due.</summary>
    protected virtual TimeSpan SweepEvery => TimeSpan.FromSeconds(1);

    /// <summary>Works until stopped, on the scheduler that it is started on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
            [
                SweepAsync(cancellationToken),
                .. Enumerable.Range(0, atOnceMax).Select(_ => ListenAsync(cancellationToken)),
            ]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    /// <summary>Entities of which something may be due.</summary>
    protected abstract Task<ViewPage> PageAsync(ViewCursor? after, int rows);

    /// <summary>Does what is due of one; nobody else of this worker is at it.</summary>
    protected abstract Task LookAsync(string id, CancellationToken cancellationToken);

    /// <summary>Says why something was not done, and will be.</summary>
    protected abstract void Paused(string reason);

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (await bell.WaitAsync(cancellationToken))
        {
            while (bell.TryTake(out var id))
            {
                _ = await TryAsync(() => LookOnceAsync(id, cancellationToken), cancellationToken);
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = await TryAsync(RingForAllAsync, cancellationToken) ? SweepEvery : AfterFailure;
            await Task.Delay(pause, Node.Time, cancellationToken);
        }
    }

    private async Task<bool> TryAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is System.Data.Common.DbException or IOException or EntityUnavailableException
                or InvalidDataException or OperationCanceledException)
        {
            Paused(failure.Message);
            return false;
        }
    }

    /// <summary>Has every entity looked at of which something may be due; what does not fit is found the next
    /// time.</summary>
    private async Task RingForAllAsync()
    {
        ViewCursor? after = null;
        do
        {
            var page = await PageAsync(after, PageRows);
            foreach (var row in page.Rows)
            {
                bell.Ring(row.Id);
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private async Task LookOnceAsync(string id, CancellationToken cancellationToken)
    {
        if (!_underWay.TryAdd(id, 0))
        {
            return;
        }

        try
        {
            await LookAsync(id, cancellationToken);
        }
        finally
        {
            _ = _underWay.TryRemove(id, out _);
        }
    }
}
