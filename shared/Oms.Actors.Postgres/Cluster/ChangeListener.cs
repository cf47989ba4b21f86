using Npgsql;
using Oms.Actors.Journal;

namespace Oms.Actors.Postgres.Cluster;

/// <summary>Hears on a connection of its own that the cluster's tables changed.</summary>
/// <remarks>
/// It only saves time: what it misses, and all that happens while its connection is away, is found by looking. It
/// listens from the first wait on, until it is disposed.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class ChangeListener(NpgsqlDataSource source, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ProbeAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BackOffMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _change = NewSource();
    private Task? _listening;
    private bool _closed;

    /// <summary>Waits until the tables may have changed.</summary>
    /// <exception cref="JournalUnavailableException">It is closed.</exception>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _listening ??= ListenAsync();
            }

            return _change.Task.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task listening;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _change.TrySetException(new JournalUnavailableException("The cluster's store is closed."));

            // Perhaps nobody waits.
            _ = _change.Task.Exception;
            listening = _listening ?? Task.CompletedTask;
        }

        await _stop.CancelAsync();
        await listening;
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ListenAsync()
    {
        // Not in the caller's turn, who holds the lock.
        await Task.Yield();
        for (var failures = 0; !_stop.IsCancellationRequested;)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(_stop.Token);

                // The channel that the function cluster_changed notifies.
                await using var listen = new NpgsqlCommand("listen oms_cluster", connection);
                await listen.ExecuteNonQueryAsync(_stop.Token);
                failures = 0;
                await HearAsync(connection);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // Whatever it was, a listener that ended would leave all waits to the poll.
                await PauseAsync(++failures);
            }
        }
    }

    private async Task HearAsync(NpgsqlConnection connection)
    {
        await using var probe = new NpgsqlCommand("select 1", connection);
        while (true)
        {
            // First of all for what was said before it listened.
            Signal();
            while (!await connection.WaitAsync(ProbeAfter, _stop.Token))
            {
                // A peer that is gone says nothing either.
                await probe.ExecuteNonQueryAsync(_stop.Token);
            }
        }
    }

    private void Signal()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _change.TrySetResult();
                _change = NewSource();
            }
        }
    }

    private async Task PauseAsync(int failures)
    {
        var pause = BackOffMin * Math.Pow(2, Math.Min(failures - 1, 10));
        try
        {
            await Task.Delay(pause < BackOffMax ? pause : BackOffMax, time, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The caller sees it at the token.
        }
    }
}
