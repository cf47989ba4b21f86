namespace Oms.Edge.Devices;

/// <summary>What to do with a device that the depot does not know.</summary>
public enum UnknownDevices
{
    /// <summary>Its connection is refused.</summary>
    Refuse,

    /// <summary>It may connect; what it sends is set aside and has no effect.</summary>
    Quarantine,
}
