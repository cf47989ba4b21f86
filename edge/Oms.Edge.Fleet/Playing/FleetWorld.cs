using System.Collections.Concurrent;
using Oms.Edge.Fleet.Centre;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Gateways;

namespace Oms.Edge.Fleet.Playing;

/// <summary>The running system as a scenario's actors meet it.</summary>
/// <param name="Gateways">By depot.</param>
/// <param name="Connect">Opens a device's way to its gateway; nothing is sent before the first message.</param>
/// <param name="Clock">The scaled clock that all processes share.</param>
/// <param name="RealTime">For waiting between questions: it is processes that are waited for.</param>
/// <param name="Board">Where the actors say what they do.</param>
public sealed record FleetWorld(
    CentreClient Centre,
    IReadOnlyDictionary<string, GatewayClient> Gateways,
    Func<DeviceIdentity, IDeviceLink> Connect,
    TimeProvider Clock,
    TimeProvider RealTime,
    PlayBoard Board)
{
    /// <summary>The files that drivers handed in at their check-outs, by their names.</summary>
    public ConcurrentDictionary<string, byte[]> HandedIn { get; } = new(StringComparer.Ordinal);
}
