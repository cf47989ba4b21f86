using Oms.Actors.Codecs;
using Oms.Actors.Journal;
using Oms.Actors.Runtime;
using Oms.Entities;

namespace Oms.Actors.Processes;

/// <summary>Completes records that were read from the journal.</summary>
internal static class EventDecoder
{
    /// <summary>Stands for a meta that has not been decoded yet.</summary>
    public static RecordMeta NoMeta { get; } = new(new Principal(PrincipalKind.System, "none"));

    /// <summary>The record with its meta and event.</summary>
    /// <exception cref="InvalidDataException">It cannot be decoded.</exception>
    public static RecordedEvent Decode(RuntimeCore core, RecordedEvent raw)
    {
        if (!ReferenceEquals(raw.Meta, NoMeta))
        {
            return raw;
        }

        var record = raw.Record;
        var meta = RecordMetaJson.Read(record.Meta.Span);
        return ReservedEvents.IsReserved(record)
            ? new RecordedEvent(record, meta, Event: null)
            : new RecordedEvent(record, meta, DecodeEvent(core, record));
    }

    private static object? DecodeEvent(RuntimeCore core, JournalRecord record)
    {
        if (!core.Regions.TryGetValue(record.Address.Kind, out var region))
        {
            return null;
        }

        try
        {
            return region.Decode(record);
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            throw new InvalidDataException(
                $"Record {record.Shard}-{record.Offset} of {record.Address} cannot be decoded.", failure);
        }
    }
}
