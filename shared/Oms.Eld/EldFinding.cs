namespace Oms.Eld;

/// <summary>Something that the reader or the check-out found.</summary>
/// <param name="Code">Its kind, one of <see cref="EldFindingCodes"/>; others rely on it.</param>
/// <param name="Line">The line in the file, from 1; 0 where it is about the file as a whole or several lines.</param>
/// <param name="Field">The field's name in the standard, with the record's sequence id where there is no line; empty
/// where it is about the line as a whole.</param>
/// <param name="Message">What is wrong and what would be right, as sentences.</param>
/// <param name="Source">Where the rule stands.</param>
public sealed record EldFinding(
    string Code, EldSeverity Severity, int Line, string Field, string Message, string Source);
