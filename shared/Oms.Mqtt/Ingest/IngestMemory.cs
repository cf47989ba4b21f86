namespace Oms.Mqtt.Ingest;

/// <summary>Payload bytes with the host over all connections, against one bound.</summary>
internal sealed class IngestMemory(long bytesMax)
{
    private long _bytes;

    public bool IsFull => Interlocked.Read(ref _bytes) >= bytesMax;

    public void Take(int bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Return(int bytes) => Interlocked.Add(ref _bytes, -bytes);
}
