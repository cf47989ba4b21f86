using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Entities;

namespace Oms.Actors;

/// <summary>The entities, process managers and projections of one node.</summary>
/// <remarks>Everything is registered before <see cref="StartAsync"/>.</remarks>
public interface IActorSystem : IAsyncDisposable
{
    /// <exception cref="InvalidOperationException">The kind is registered already, or the system has
    /// started.</exception>
    IShardRegion<TState, TCommand, TEvent, TRejection> Register<TState, TCommand, TEvent, TRejection>(
        EntityType<TState, TCommand, TEvent, TRejection> type)
        where TState : IEntity<TState, TCommand, TEvent, TRejection>;

    void Register(IProcessManager manager);

    void Register(IProjection projection);

    /// <summary>Acquires the shards, recovers, and begins to serve.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Refuses new commands, lets the batch in flight end, writes the cursors, stops.</summary>
    Task DrainAsync(CancellationToken cancellationToken);

    /// <summary>Asks an entity of any registered kind; for process managers and operators.</summary>
    ValueTask<Reply<object, object>> AskAsync(EntityAddress address, object command, CommandContext context);

    /// <summary>Follows the committed log of a shard from a position, waiting for what comes.</summary>
    IAsyncEnumerable<RecordedEvent> FollowAsync(ShardPosition after, CancellationToken cancellationToken);

    /// <summary>Waits until a projection has applied a position.</summary>
    Task WaitForAsync(string projection, ShardPosition position, CancellationToken cancellationToken);

    /// <summary>Waits until every process manager and projection has done all that is committed now.</summary>
    Task WaitUntilIdleAsync(CancellationToken cancellationToken);

    /// <summary>Newest committed offset and each consumer's position, per shard.</summary>
    IReadOnlyList<ConsumerLag> Lag();

    /// <summary>Entities set aside after repeated crashes or an event that cannot be decoded.</summary>
    Task<IReadOnlyList<QuarantineRow>> QuarantinedAsync(CancellationToken cancellationToken);

    /// <summary>Releases an entity that was set aside; it recovers from its log at the next command.</summary>
    Task ReleaseAsync(EntityAddress address, CancellationToken cancellationToken);

    /// <summary>Empties a projection and applies the whole log to it again.</summary>
    Task RebuildAsync(string projection, CancellationToken cancellationToken);
}

/// <summary>How far a consumer is behind a shard's log.</summary>
public sealed record ConsumerLag(string Consumer, int Shard, long Offset, long Head, string? Stopped);

/// <summary>How far the consumers of a whole cluster are.</summary>
/// <param name="Rows">Those of all nodes that answered.</param>
/// <param name="Silent">The names of the nodes that did not.</param>
public sealed record ClusterLag(IReadOnlyList<ConsumerLag> Rows, IReadOnlyList<string> Silent);
