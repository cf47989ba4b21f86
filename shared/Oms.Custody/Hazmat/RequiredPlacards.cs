namespace Oms.Custody.Hazmat;

/// <summary>The placards that a load asks for.</summary>
/// <param name="Names">Those that must be displayed, in the order of their classes.</param>
/// <param name="ReplaceableByDangerous">Those of them for which DANGEROUS may be displayed instead.</param>
public sealed record RequiredPlacards(
    IReadOnlyList<string> Names, IReadOnlyList<string> ReplaceableByDangerous);
