using Oms.Custody.CheckOuts;

namespace Oms.Edge.Devices;

/// <summary>A device that the depot knows.</summary>
/// <param name="Id">1 to 64 of <c>A-Z a-z 0-9 . _ -</c>; unique over all kinds.</param>
/// <param name="Kind">One of <see cref="DeviceKind"/>.</param>
/// <param name="Dock">The dock it stands at; null when it moves.</param>
/// <param name="Vehicle">The vehicle it is built into; null when it has none.</param>
/// <param name="Band">For a reefer: the band to hold when no manifest gives one; null for none.</param>
/// <param name="SecretSha256">Lower-case hex of the SHA-256 of its password; null when it has none and may not
/// connect.</param>
public sealed record Device(
    string Id, string Kind, string? Dock, string? Vehicle, TemperatureBand? Band, string? SecretSha256)
{
    /// <summary>For a seal: the door whose circuit it is, as manifests and steps name it; null where its messages
    /// say.</summary>
    public string? Door { get; init; }
}
