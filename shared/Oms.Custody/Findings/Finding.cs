namespace Oms.Custody.Findings;

/// <summary>Something that a check found wrong, or could not prove right.</summary>
/// <param name="Code">Its kind, in kebab case; stable, since records and scripts rely on it.</param>
/// <param name="Place">What it is about: a field, a line, a report; empty for the whole.</param>
/// <param name="Message">What is wrong and what would be right, as a sentence in English.</param>
/// <param name="Section">The rule it comes from, such as <c>49 CFR 172.202(b)</c>; null for a rule of the
/// house.</param>
public sealed record Finding(string Code, string Place, string Message, string? Section = null);
