using System.Text.Json;
using NodaTime;
using Oms.Actors;
using Oms.Actors.Codecs;
using Oms.Actors.Journal;

namespace Oms.Central.Events;

/// <summary>An event as the API shows it.</summary>
/// <param name="Cursor">What to give to go on after it.</param>
/// <param name="Data">The stored payload; null where it holds secrets or whole batches of records.</param>
internal sealed record EventView(
    string Cursor,
    string Type,
    int Version,
    string Kind,
    string Id,
    long Seq,
    string Position,
    Instant RecordedAt,
    string Principal,
    JsonElement? Data)
{
    public static EventView Of(JournalRecord record, string cursor) => new(
        cursor,
        record.EventType,
        record.EventVersion,
        record.Address.Kind,
        record.Address.Id,
        record.Seq,
        new ShardPosition(record.Shard, record.Offset).ToString(),
        record.RecordedAt,
        RecordMetaJson.Read(record.Meta.Span).Principal.ToString(),
        HasPublicData(record) ? JsonElement.Parse(record.Payload.Span) : null);

    /// <summary>Whether readers of the feed get the record at all.</summary>
    public static bool IsPublic(JournalRecord record, string? kind) =>
        !ReservedEvents.IsReserved(record) && (kind is null || record.Address.Kind == kind);

    private static bool HasPublicData(JournalRecord record) =>
        record.Address.Kind is not (Access.ApiKey.Kind or Transparency.CustodyLog.Kind)
        && record.EventType is not ("depot.records-accepted" or "depot.batch-quarantined"
            or "depot.enrolment-code-issued");
}
