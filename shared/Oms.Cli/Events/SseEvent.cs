namespace Oms.Cli.Events;

/// <summary>One event of a stream.</summary>
/// <param name="Id">The cursor after it; null where the stream has named none yet.</param>
/// <param name="Data">Null where the stream only says how far it is.</param>
internal sealed record SseEvent(string? Id, string? Data);
