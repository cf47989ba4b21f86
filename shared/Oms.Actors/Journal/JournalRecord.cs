using NodaTime;
using Oms.Entities;

namespace Oms.Actors.Journal;

/// <summary>One event in a shard's log.</summary>
public sealed record JournalRecord
{
    /// <summary>The shard, 0 to 255.</summary>
    public required int Shard { get; init; }

    /// <summary>The place in the shard's log: 1, 2, 3 ... without gaps, in commit order.</summary>
    public required long Offset { get; init; }

    public required EntityAddress Address { get; init; }

    /// <summary>The place among the entity's own records: 1, 2, 3 ... without gaps.</summary>
    public required long Seq { get; init; }

    /// <summary>The epoch of the writer; it never goes back along a shard's log.</summary>
    public required long Epoch { get; init; }

    /// <summary>The command that caused it; only on the command's first record.</summary>
    public CommandId? CommandId { get; init; }

    /// <summary>The event's released name, such as <c>order.placed</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>The version of the event's schema, from 1.</summary>
    public required int EventVersion { get; init; }

    /// <summary>When the writer decided it, by the writer's clock. Order is <see cref="Offset"/>, never this.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>Principal, causation, correlation, fingerprint: the JSON of <see cref="RecordMeta"/>.</summary>
    public required ReadOnlyMemory<byte> Meta { get; init; }

    /// <summary>The event itself, UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What an <see cref="IRecordSealer"/> added, such as a signed leaf; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Seal { get; init; }
}
