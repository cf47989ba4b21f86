namespace Oms.Cli.Checking;

/// <summary>What a check has to say of its input.</summary>
/// <param name="Lines">What was looked at and what came out, a line each; what was asked for, when nothing else
/// was.</param>
/// <param name="Findings">What is wrong; empty when all is well.</param>
internal sealed record CheckReport(IReadOnlyList<string> Lines, IReadOnlyList<Finding> Findings);
