using Oms.Custody.CheckOuts;

namespace Oms.Edge.Gateway.Options;

/// <summary>Who may sign in at the kiosk, as a file.</summary>
internal sealed record PeopleFile(IReadOnlyList<PersonEntry> People);

internal sealed record PersonEntry(string Id, string Name, Role Role)
{
    public string? BadgeSha256 { get; init; }

    public string? PinHash { get; init; }

    public string? HomeTerminalZone { get; init; }
}
