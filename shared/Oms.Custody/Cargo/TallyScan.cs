using NodaTime;

namespace Oms.Custody.Cargo;

/// <summary>One scan of a count.</summary>
/// <param name="Raw">The code as it was read.</param>
/// <param name="Device">The scanner.</param>
/// <param name="At">Device time.</param>
/// <param name="IsDamaged">Whether the person who scanned says that what bears the label is damaged.</param>
public sealed record TallyScan(string Raw, string Device, Instant At, bool IsDamaged = false);
