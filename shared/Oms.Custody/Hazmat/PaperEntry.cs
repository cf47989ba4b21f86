namespace Oms.Custody.Hazmat;

/// <summary>One line of a shipping paper, hazardous or not.</summary>
/// <param name="Text">The line as it stands there.</param>
/// <param name="HmColumn">What stands in the column HM: empty, <c>X</c> or <c>RQ</c>; null where the paper has no such
/// column.</param>
/// <param name="IsContrasting">Whether it is written, or on a copy highlighted, in a contrasting colour.</param>
public sealed record PaperEntry(string Text, string? HmColumn = null, bool IsContrasting = false);
