using System.Threading.Channels;

namespace Oms.Actors.Postgres.Peers;

/// <summary>What waits for a stream's one writer. It is bounded: who comes when it is full is turned away.</summary>
/// <threadsafety>Any thread may add and complete; one writes.</threadsafety>
internal sealed class FrameQueue<T>(int capacity)
{
    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(
        new BoundedChannelOptions(capacity) { SingleReader = true });

    public bool TryAdd(T item) => _waiting.Writer.TryWrite(item);

    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Writes what comes until the queue is completed; flushes whenever it is empty.</summary>
    /// <param name="put">Puts one into the output.</param>
    public async Task WriteAllAsync(FrameOutput output, Action<T> put, CancellationToken cancellationToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_waiting.Reader.TryRead(out var item))
            {
                put(item);
                if (output.IsFull)
                {
                    await output.WriteAsync(cancellationToken);
                }
            }

            await output.FlushAsync(cancellationToken);
        }
    }
}
