using NodaTime;
using Oms.Custody.Findings;
using Oms.Custody.Seals;

namespace Oms.Edge.Gateway.Api;

/// <summary>What is known of the doors of a visit's trailer: what its seals step starts from.</summary>
internal sealed record SealsAnswer(IReadOnlyList<DoorAnswer> Doors);

/// <param name="Expected">The number that the manifest says; null where it says none.</param>
/// <param name="Number">Of the seal that is on the door by the records; null for none.</param>
/// <param name="Circuit">Null without hardware.</param>
/// <param name="Findings">What is wrong; openings only once a break step may not come any more.</param>
internal sealed record DoorAnswer(
    string Door,
    string? Expected,
    string? Number,
    SealClass? Class,
    string? AppliedBy,
    Instant? AppliedAt,
    SealCondition? Condition,
    CircuitState? Circuit,
    Instant? CircuitAt,
    IReadOnlyList<Finding> Findings)
{
    public static DoorAnswer Of(string name, string? expected, SealedDoor door, Instant since, Instant now) => new(
        name,
        expected,
        door.Seal?.Number,
        door.Seal?.Class,
        door.Seal?.By,
        door.Seal?.At,
        door.LastInspection?.Condition,
        door.Circuit?.State,
        door.Circuit?.At,
        door.Check(since, now));
}
