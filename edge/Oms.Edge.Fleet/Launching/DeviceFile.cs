using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Oms.Custody.CheckOuts;
using Oms.Edge.Fleet.Devices;

namespace Oms.Edge.Fleet.Launching;

/// <summary>A gateway's device file: whom it lets in, and whose badges it knows.</summary>
internal sealed record DeviceFile(
    IReadOnlyList<DeviceFile.Device> Devices, IReadOnlyList<DeviceFile.Badge> Badges)
{
    public static void Write(
        string file,
        IEnumerable<DeviceIdentity> devices,
        IEnumerable<(string Token, string Driver)> badges,
        string runSecret)
    {
        var content = new DeviceFile(
            [
                .. devices.Select(device => new Device(
                    device.Id, device.Kind, device.Dock, device.Vehicle, device.Band, Hash(device.Secret(runSecret)))),
            ],
            [.. badges.Select(badge => new Badge(Hash(badge.Token), badge.Driver, "driver"))]);
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(content, LaunchJson.Default.DeviceFile));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    internal sealed record Device(
        string Id, string Kind, string? Dock, string? Vehicle, TemperatureBand? Band, string SecretSha256);

    internal sealed record Badge(string TokenSha256, string Person, string Role);
}
