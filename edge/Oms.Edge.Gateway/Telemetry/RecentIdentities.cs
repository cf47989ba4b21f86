namespace Oms.Edge.Gateway.Telemetry;

/// <summary>The last messages that were taken, so that one sent again has one effect. Not thread-safe.</summary>
internal sealed class RecentIdentities(int max)
{
    private readonly Dictionary<UInt128, Task> _known = [];
    private readonly Queue<UInt128> _order = [];

    /// <summary>The durable write of a message that came before; null for a new one.</summary>
    public Task? Find(UInt128 identity) => _known.GetValueOrDefault(identity);

    public void Add(UInt128 identity, Task durable)
    {
        if (_known.TryAdd(identity, durable))
        {
            _order.Enqueue(identity);
            if (_order.Count > max)
            {
                _ = _known.Remove(_order.Dequeue());
            }
        }
        else
        {
            _known[identity] = durable;
        }
    }
}
