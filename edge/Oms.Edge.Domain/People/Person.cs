using Oms.Custody.CheckOuts;

namespace Oms.Edge.People;

/// <summary>Somebody who may sign in at the kiosk.</summary>
/// <param name="Id">As check-outs name them: 1 to 64 printable ASCII characters without a space.</param>
/// <param name="Name">As the screen shows it, 1 to 120 characters.</param>
/// <param name="BadgeSha256">Lower-case hex of the SHA-256 of what a reader reads; null without a badge.</param>
/// <param name="PinHash">See <see cref="People.PinHash"/>; null for somebody who has no PIN.</param>
public sealed record Person(string Id, string Name, Role Role, string? BadgeSha256, string? PinHash)
{
    /// <summary>The time zone of a driver's home terminal, as in the IANA database; null for the depot's.</summary>
    public string? HomeTerminalZone { get; init; }
}
