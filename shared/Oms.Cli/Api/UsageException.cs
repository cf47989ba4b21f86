namespace Oms.Cli.Api;

/// <summary>The command line is wrong in a way that parsing cannot find.</summary>
internal sealed class UsageException(string message) : Exception(message);
