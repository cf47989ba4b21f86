using System.Threading.Channels;

namespace Oms.Mqtt.Session;

/// <summary>Wakes one waiter; signals that come while nobody waits count as one.</summary>
/// <remarks>Holds nothing to dispose of, so that a late signal to a connection that is gone does no harm.</remarks>
/// <threadsafety>Any thread may set; one loop waits.</threadsafety>
internal sealed class Signal
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _set.Writer.TryWrite(true);

    public async Task WaitAsync() => await _set.Reader.ReadAsync();
}
