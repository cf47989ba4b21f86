using System.Buffers;
using Oms.Actors;
using Oms.Entities;

namespace Oms.Central.Tests.Histories;

/// <summary>What a journal holds of one entity: its latest snapshot and the events since, as bytes.</summary>
internal sealed class StoredLog<TState, TCommand, TEvent, TRejection>(
    EntityType<TState, TCommand, TEvent, TRejection> type)
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
{
    private const int SnapshotEvery = 60;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly List<(EventName Name, byte[] Payload)> _events = [];
    private byte[]? _snapshot;

    /// <summary>How many events there were, from the first one on.</summary>
    public long Seq { get; private set; }

    /// <returns>What is stored.</returns>
    public (EventName Name, byte[] Payload) Append(TEvent happened)
    {
        _buffer.ResetWrittenCount();
        type.Events.Write(happened, _buffer);
        _events.Add((type.Events.NameOf(happened), _buffer.WrittenSpan.ToArray()));
        Seq++;
        return _events[^1];
    }

    /// <summary>Takes a snapshot where there are many events since the last one.</summary>
    public void Keep(TState state)
    {
        if (_events.Count >= SnapshotEvery)
        {
            _snapshot = Written(state).ToArray();
            _events.Clear();
        }
    }

    /// <summary>Folds it anew, as a node does that has not seen the entity yet.</summary>
    public TState Recover() => _events.Aggregate(
        _snapshot is null ? TState.Initial : type.Snapshots!.Read(_snapshot),
        (state, stored) => TState.Evolve(state, type.Events.Read(stored.Name, stored.Payload)));

    /// <summary>A state as a snapshot has it; valid until the next call.</summary>
    public ReadOnlySpan<byte> Written(TState state)
    {
        _buffer.ResetWrittenCount();
        type.Snapshots!.Write(state, _buffer);
        return _buffer.WrittenSpan;
    }
}
