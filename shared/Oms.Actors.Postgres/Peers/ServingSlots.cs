namespace Oms.Actors.Postgres.Peers;

/// <summary>Bounds how many asks of a stream are served at once.</summary>
/// <threadsafety>Any thread may leave; one, the stream's reader, enters and waits.</threadsafety>
internal sealed class ServingSlots(int max)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _wake;
    private int _wakeAt;
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a slot, when there is one.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        await WaitAsync(max - 1, cancellationToken);
        lock (_gate)
        {
            _taken++;
        }
    }

    public void Leave()
    {
        TaskCompletionSource? wake = null;
        lock (_gate)
        {
            if (--_taken <= _wakeAt)
            {
                (wake, _wake) = (_wake, null);
            }
        }

        wake?.TrySetResult();
    }

    /// <summary>Waits until none is taken.</summary>
    public ValueTask EmptyAsync(CancellationToken cancellationToken) => WaitAsync(0, cancellationToken);

    private ValueTask WaitAsync(int atMost, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_taken <= atMost)
            {
                return ValueTask.CompletedTask;
            }

            _wakeAt = atMost;
            _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_wake.Task.WaitAsync(cancellationToken));
        }
    }
}
