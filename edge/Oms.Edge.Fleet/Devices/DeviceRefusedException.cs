namespace Oms.Edge.Fleet.Devices;

/// <summary>A gateway does not let a device say what the scenario has it say.</summary>
public sealed class DeviceRefusedException(string device, string topic, string reason)
    : Exception($"{device} may not publish to {topic}: {reason}")
{
    public string Device { get; } = device;

    public string Topic { get; } = topic;
}
