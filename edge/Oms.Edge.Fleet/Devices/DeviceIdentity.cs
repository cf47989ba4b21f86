using System.Security.Cryptography;
using System.Text;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Fleet.Devices;

/// <summary>A device as its gateway's device file names it.</summary>
/// <param name="Kind">Such as <c>reefer</c>.</param>
/// <param name="Id">Unique at its depot; also its MQTT user name.</param>
/// <param name="Dock">The dock it stands at; null for one that travels.</param>
/// <param name="Vehicle">The vehicle it is built into; null for one at a dock.</param>
/// <param name="Band">What a refrigeration unit keeps where no manifest says otherwise; null for others.</param>
public sealed record DeviceIdentity(
    string Depot, string Kind, string Id, string? Dock, string? Vehicle = null, TemperatureBand? Band = null)
{
    public const string Reefer = "reefer";
    public const string Eld = "eld";
    public const string Scanner = "scanner";
    public const string Badge = "badge";
    public const string DockDoor = "dock-door";

    /// <summary>Its topics begin so.</summary>
    public string TopicRoot => $"oms/v1/{Depot}/{Kind}/{Id}";

    /// <summary>Its password: made from the run's secret, so that a restarted fleet still knows it.</summary>
    public string Secret(string runSecret)
    {
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(runSecret), Encoding.UTF8.GetBytes($"{Depot}/{Id}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }
}
