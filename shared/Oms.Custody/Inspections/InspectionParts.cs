using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Oms.Custody.Inspections;

/// <summary>The parts that a driver vehicle inspection report covers at least: 49 CFR 396.11(a)(1)(i) to
/// (xi).</summary>
public static class InspectionParts
{
    /// <summary>What the list does not name, such as a refrigeration unit or a lift gate.</summary>
    public const string Other = "other";

    /// <summary>The eleven parts in the order of the regulation.</summary>
    public static IReadOnlyList<InspectionPart> Required { get; } =
    [
        new("service-brakes", "Service brakes, including trailer brake connections", "49 CFR 396.11(a)(1)(i)"),
        new("parking-brake", "Parking brake", "49 CFR 396.11(a)(1)(ii)"),
        new("steering-mechanism", "Steering mechanism", "49 CFR 396.11(a)(1)(iii)"),
        new("lighting-devices-and-reflectors", "Lighting devices and reflectors", "49 CFR 396.11(a)(1)(iv)"),
        new("tires", "Tires", "49 CFR 396.11(a)(1)(v)"),
        new("horn", "Horn", "49 CFR 396.11(a)(1)(vi)"),
        new("windshield-wipers", "Windshield wipers", "49 CFR 396.11(a)(1)(vii)"),
        new("rear-vision-mirrors", "Rear-vision mirrors", "49 CFR 396.11(a)(1)(viii)"),
        new("coupling-devices", "Coupling devices", "49 CFR 396.11(a)(1)(ix)"),
        new("wheels-and-rims", "Wheels and rims", "49 CFR 396.11(a)(1)(x)"),
        new("emergency-equipment", "Emergency equipment", "49 CFR 396.11(a)(1)(xi)"),
    ];

    private static readonly FrozenSet<string> Names =
        Required.Select(part => part.Name).Append(Other).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a defect may name this part: one of the eleven, or <see cref="Other"/>.</summary>
    public static bool IsPart([NotNullWhen(true)] string? name) => name is not null && Names.Contains(name);
}
