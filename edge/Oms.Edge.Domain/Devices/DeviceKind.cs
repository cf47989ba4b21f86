namespace Oms.Edge.Devices;

/// <summary>The kinds of device that a depot has, by their names in topics.</summary>
public static class DeviceKind
{
    public const string Reefer = "reefer";
    public const string Eld = "eld";
    public const string Scanner = "scanner";
    public const string Badge = "badge";
    public const string DockDoor = "dock-door";

    /// <summary>The circuit of an electronic seal or of a door's contact on a vehicle.</summary>
    public const string Seal = "seal";

    public static IReadOnlyList<string> All { get; } = [Reefer, Eld, Scanner, Badge, DockDoor, Seal];
}
