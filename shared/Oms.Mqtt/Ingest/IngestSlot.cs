using System.Buffers;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Ingest;

/// <summary>One message with the host: owns the pooled buffer of its payload until the host is done with it.</summary>
internal sealed class IngestSlot(ushort packetId, MqttQualityOfServiceLevel qos, byte[]? rented, int payloadBytes)
    : InboundSlot(packetId, qos)
{
    private byte[]? _rented = rented;

    public int PayloadBytes { get; } = payloadBytes;

    public Exception? Failure { get; set; }

    public void ReturnBuffer()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
