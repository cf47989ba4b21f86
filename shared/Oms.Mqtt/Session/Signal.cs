namespace Oms.Mqtt.Session;

/// <summary>Wakes one waiter; signals that come while nobody waits count as one.</summary>
/// <threadsafety>Any thread may set; one loop waits.</threadsafety>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0, 1);
    private int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _semaphore.Release();
        }
    }

    public async Task WaitAsync()
    {
        await _semaphore.WaitAsync();
        Interlocked.Exchange(ref _isSet, 0);
    }

    public void Dispose() => _semaphore.Dispose();
}
