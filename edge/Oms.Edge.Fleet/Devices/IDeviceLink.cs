namespace Oms.Edge.Fleet.Devices;

/// <summary>One device's way to its gateway.</summary>
public interface IDeviceLink : IAsyncDisposable
{
    /// <summary>Publishes with QoS 1 until the gateway has acknowledged, over as many connections as it takes.</summary>
    /// <param name="message">The last part of the topic, such as <c>reading</c>.</param>
    /// <param name="payload">Sent again byte for byte, so that its message id makes a repeat harmless.</param>
    Task PublishAsync(string message, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
