using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Oms.Actors.Journal;
using Oms.Actors.Processes;

namespace Oms.Central.Processes;

/// <summary>Tells a worker of entities of which something is due, so that it is done at once.</summary>
/// <remarks>It keeps nothing: what happened while nobody listened, or does not fit, the worker finds by
/// itself.</remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal abstract class Bell(IJournal journal, string name, string kind) : IProjection
{
    private const int WaitingMax = 1_024;

    private readonly Channel<string> _due = Channel.CreateBounded<string>(WaitingMax);
    private readonly ConcurrentDictionary<string, byte> _waiting = new(StringComparer.Ordinal);

    public string Name => name;

    public bool Listens(string other) => other == kind;

    /// <summary>Whether something is due of the entity by it.</summary>
    public abstract bool Changes(RecordedEvent happened);

    /// <summary>Has an entity looked at. One that waits already waits once.</summary>
    public void Ring(string id)
    {
        if (_waiting.TryAdd(id, 0) && !_due.Writer.TryWrite(id))
        {
            _ = _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Waits until one is to be looked at.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) =>
        _due.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>The next one that is to be looked at, if there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out string? id)
    {
        if (!_due.Reader.TryRead(out id))
        {
            return false;
        }

        // From now on it may ring again: whoever has it reads it only after this.
        _ = _waiting.TryRemove(id, out _);
        return true;
    }

    public Task<long> ReadPositionAsync(int shard, CancellationToken cancellationToken) =>
        journal.ReadHeadAsync(shard, cancellationToken);

    /// <summary>It keeps nothing that could be lost.</summary>
    public Task<IReadOnlyDictionary<int, long>> ReadPositionsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>());

    public Task ApplyAsync(int shard, long after, IReadOnlyList<RecordedEvent> events, long offset)
    {
        foreach (var happened in events)
        {
            Ring(happened.Address.Id);
        }

        return Task.CompletedTask;
    }

    /// <summary>It holds nothing that could be rebuilt.</summary>
    public Task ResetAsync() => Task.CompletedTask;
}
