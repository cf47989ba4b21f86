namespace Oms.Actors.Journal;

/// <summary>What a journal holds of a shard besides its records: to be carried into another journal.</summary>
/// <param name="Epoch">That of the last acquire; the copy goes on above it, so that none is ever given twice.</param>
/// <param name="Head">The newest offset.</param>
public sealed record ShardCopy(
    int Shard,
    long Epoch,
    long Head,
    IReadOnlyList<CursorRow> Cursors,
    IReadOnlyList<ReminderRow> Reminders,
    IReadOnlyList<QuarantineRow> Quarantine);
