namespace Oms.Cli.Checking;

/// <summary>Something that a check found wrong.</summary>
/// <param name="Code">Its kind, in kebab case; scripts rely on it.</param>
/// <param name="Place">Where: a line, a row, a member; empty where it is the whole.</param>
/// <param name="Message">What is wrong and what would be right, as a sentence.</param>
internal sealed record Finding(string Code, string Place, string Message);
