namespace Oms.Custody;

/// <summary>Whose chain it is.</summary>
/// <param name="Depot">The depot, 1 to 120 printable ASCII characters.</param>
/// <param name="Device">The gateway, 1 to 120 printable ASCII characters.</param>
/// <param name="Incarnation">The device's journal.</param>
public sealed record DeviceIdentity(string Depot, string Device, Guid Incarnation);
