namespace Oms.Cli.Tests.Doubles;

/// <summary>A request that a server got.</summary>
internal sealed record Asked(string Line, string? Key, string? Authorization, string? LastEventId, string Body);
