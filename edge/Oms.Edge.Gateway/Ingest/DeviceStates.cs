using NodaTime;
using Oms.Edge.Readings;

namespace Oms.Edge.Gateway.Ingest;

/// <summary>What was last heard of each device; for people, in memory only.</summary>
internal sealed class DeviceStates
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeviceState> _states = new(StringComparer.Ordinal);

    public void Heard(string device, Instant at) => Change(device, state => state with { HeardAt = at });

    public void Read(string device, Reading reading) => Change(device, state =>
        reading.At >= (state.Reading?.At ?? Instant.MinValue) ? state with { Reading = reading } : state);

    public DeviceState Of(string device)
    {
        lock (_gate)
        {
            return _states.GetValueOrDefault(device) ?? new DeviceState();
        }
    }

    private void Change(string device, Func<DeviceState, DeviceState> change)
    {
        lock (_gate)
        {
            _states[device] = change(_states.GetValueOrDefault(device) ?? new DeviceState());
        }
    }
}

/// <summary>What was last heard of a device.</summary>
internal sealed record DeviceState
{
    public Instant? HeardAt { get; init; }

    public Reading? Reading { get; init; }
}
