using NodaTime;

namespace Oms.Edge.Gateway.Ingest;

/// <summary>What a device published.</summary>
/// <param name="Device">The id under which it connected.</param>
/// <param name="Received">The gateway's time.</param>
/// <param name="Payload">A copy that nobody changes.</param>
internal sealed record DevicePublication(string Device, string Topic, Instant Received, byte[] Payload);
