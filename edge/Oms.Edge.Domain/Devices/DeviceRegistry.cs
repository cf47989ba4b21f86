using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Edge.Messages;

namespace Oms.Edge.Devices;

/// <summary>The devices and badges of one depot. Immutable.</summary>
public sealed class DeviceRegistry
{
    private readonly FrozenDictionary<string, Device> _devices;
    private readonly FrozenDictionary<string, Badge> _badges;
    private readonly FrozenDictionary<string, string> _reefersByVehicle;

    private DeviceRegistry(IReadOnlyList<Device> devices, IReadOnlyList<Badge> badges)
    {
        _devices = devices.ToFrozenDictionary(device => device.Id, StringComparer.Ordinal);
        _badges = badges.ToFrozenDictionary(badge => badge.TokenSha256, StringComparer.Ordinal);
        _reefersByVehicle = devices
            .Where(device => device is { Kind: DeviceKind.Reefer, Vehicle: not null })
            .ToFrozenDictionary(device => device.Vehicle!, device => device.Id, StringComparer.Ordinal);
    }

    public static DeviceRegistry Empty { get; } = new([], []);

    public IEnumerable<Device> Devices => _devices.Values.OrderBy(device => device.Id, StringComparer.Ordinal);

    /// <summary>Builds a registry.</summary>
    /// <returns>The registry, or what is wrong with the list; exactly one of them.</returns>
    public static (DeviceRegistry? Registry, string? Fault) Of(
        IReadOnlyList<Device> devices, IReadOnlyList<Badge> badges)
    {
        var fault = devices.Select(Check).FirstOrDefault(wrong => wrong is not null)
            ?? badges.Select(Check).FirstOrDefault(wrong => wrong is not null)
            ?? Twice("device id", devices.Select(device => device.Id))
            ?? Twice("badge token", badges.Select(badge => badge.TokenSha256))
            ?? Twice("reefer of vehicle", devices
                .Where(device => device is { Kind: DeviceKind.Reefer, Vehicle: not null })
                .Select(device => device.Vehicle!));
        return fault is null ? (new DeviceRegistry(devices, badges), null) : (null, fault);
    }

    public Device? Find(string id) => _devices.GetValueOrDefault(id);

    public string? ReeferOf(string vehicle) => _reefersByVehicle.GetValueOrDefault(vehicle);

    /// <summary>Whose badge a token is; null for nobody's.</summary>
    public Badge? FindBadge(string token) => _badges.GetValueOrDefault(HashOf(token));

    /// <summary>The roles that a person has a badge for; none for a person without one.</summary>
    public IReadOnlySet<Role> RolesOf(string person) =>
        _badges.Values.Where(badge => badge.Person == person).Select(badge => badge.Role).ToHashSet();

    /// <summary>Whether a password is the device's; takes the same time for every wrong one.</summary>
    public bool Admits(string id, ReadOnlySpan<byte> password)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(password, given);
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        var known = Find(id) is { SecretSha256: { } hash }
            && Convert.FromHexString(hash, expected, out _, out _) == System.Buffers.OperationStatus.Done;
        return CryptographicOperations.FixedTimeEquals(given, expected) && known;
    }

    /// <summary>Lower-case hex of the SHA-256 of a text.</summary>
    public static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string? Check(Device device) =>
        device is null ? "A device is null."
        : !DeviceTopic.IsName(device.Id) ? $"Device id '{device.Id}' is not 1 to 64 of A-Z a-z 0-9 . _ -."
        : !DeviceKind.All.Contains(device.Kind, StringComparer.Ordinal)
            ? $"Device '{device.Id}' has the unknown kind '{device.Kind}'."
        : device.Band is { } band && band.MinMilliC > band.MaxMilliC
            ? $"The band of device '{device.Id}' has its lowest above its highest."
        : device.Door is { Length: 0 or > 40 } ? $"The door of device '{device.Id}' has not 1 to 40 characters."
        : device.SecretSha256 is { } hash && !IsDigest(hash)
            ? $"secret_sha256 of device '{device.Id}' is not 64 lower-case hexadecimal digits."
        : null;

    private static string? Check(Badge badge) =>
        badge is null ? "A badge is null."
        : !IsDigest(badge.TokenSha256) ? $"token_sha256 of the badge of '{badge.Person}' is not a SHA-256."
        : badge.Person.Length is 0 or > CheckOutBounds.NameCharsMax ? "A badge names no person."
        : badge.Role is Role.System ? $"The badge of '{badge.Person}' is for a person, who has no role 'system'."
        : null;

    private static bool IsDigest(string? text) => Digest.TryParse(text, out _);

    private static string? Twice(string what, IEnumerable<string> ids)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return ids.FirstOrDefault(id => !seen.Add(id)) is { } twice ? $"The {what} '{twice}' is there twice." : null;
    }
}
