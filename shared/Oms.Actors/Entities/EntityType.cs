using NodaTime;
using Oms.Actors.Routing;
using Oms.Entities;

namespace Oms.Actors;

/// <summary>Registers a kind of entity.</summary>
/// <param name="Kind">The kind in every address, <c>[a-z][a-z0-9-]*</c>.</param>
/// <param name="Events">How its events are stored.</param>
public sealed record EntityType<TState, TCommand, TEvent, TRejection>(string Kind, IEventCodec<TEvent> Events)
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
{
    /// <summary>How its state is stored as a snapshot; null for none, so that recovery reads all events.</summary>
    public ISnapshotCodec<TState>? Snapshots { get; init; }

    /// <summary>How its messages cross to other nodes; null where one process owns the journal.</summary>
    public EntityWire<TState, TCommand, TRejection>? Wire { get; init; }

    public EntitySettings Settings { get; init; } = new();
}

/// <summary>The bounds of a kind of entity.</summary>
public sealed record EntitySettings
{
    /// <summary>Commands that may wait to be decided, per entity; a further one is refused as overloaded.</summary>
    public int MailboxCapacity { get; init; } = 256;

    /// <summary>Command ids an entity keeps in memory; an older one is looked up in the journal. From 4 to 16
    /// 384.</summary>
    /// <remarks>
    /// An id made before the newest one forgotten must be looked up, so this should be a few times the mailbox bound:
    /// commands that overtake each other on their way are then still in memory.
    /// </remarks>
    public int CommandIdsMax { get; init; } = 1_024;

    /// <summary>An entity idle for this long leaves memory.</summary>
    public Duration PassivateAfter { get; init; } = Duration.FromSeconds(120);

    /// <summary>A snapshot is written after this many events, and not before they are as many bytes as the last
    /// snapshot.</summary>
    /// <remarks>So snapshots never cost more than twice the log, whatever a state grows to, and a recovery never reads
    /// more of the log than that: as many bytes again as the snapshot.</remarks>
    public int SnapshotEvery { get; init; } = 100;
}

/// <summary>Turns events into stored bytes and back.</summary>
public interface IEventCodec<TEvent>
{
    /// <summary>The codec that reads the same, and writes only what every node of that format understands.</summary>
    /// <param name="format">The format in force: see <see cref="Cluster.ClusterTable.Format"/>.</param>
    /// <returns>This codec itself where it writes nothing newer.</returns>
    IEventCodec<TEvent> Writing(int format) => this;

    /// <exception cref="EventNotReleasedException">It may not be written in this format.</exception>
    EventName NameOf(TEvent happened);

    void Write(TEvent happened, System.Buffers.IBufferWriter<byte> output);

    /// <summary>Reads an event of any version ever released; older ones are brought up to today's shape.</summary>
    /// <exception cref="InvalidDataException">The name is unknown, or the bytes are not of its form.</exception>
    TEvent Read(EventName name, ReadOnlyMemory<byte> payload);
}

/// <summary>The released name of an event and the version of its schema, from 1.</summary>
public readonly record struct EventName(string Type, int Version)
{
    public override string ToString() => $"{Type}.v{Version}";
}

/// <summary>Turns a state into stored bytes and back.</summary>
public interface ISnapshotCodec<TState>
{
    /// <summary>Grows whenever the form changes; a snapshot of another version is ignored.</summary>
    int SchemaVersion { get; }

    void Write(TState state, System.Buffers.IBufferWriter<byte> output);

    TState Read(ReadOnlyMemory<byte> payload);
}
