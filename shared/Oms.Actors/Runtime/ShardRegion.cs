using System.Collections.Concurrent;
using System.Text.Json;
using NodaTime;
using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Routing;
using Oms.Actors.Writing;
using Oms.Entities;

namespace Oms.Actors.Runtime;

/// <summary>The entities of one kind that are in memory, and the way to them.</summary>
internal sealed class ShardRegion<TState, TCommand, TEvent, TRejection>(
    RuntimeCore core, EntityType<TState, TCommand, TEvent, TRejection> type)
    : IShardRegion<TState, TCommand, TEvent, TRejection>, IEntityRegion
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
{
    // When there are too many entities, the one unused for longest of this many leaves.
    private const int SamplesMax = 16;

    private readonly ConcurrentDictionary<EntityAddress, EntityCell<TState, TCommand, TEvent, TRejection>> _cells =
        new();
    private readonly Lock _listGate = new();
    private readonly FrameCodec<TState, TCommand, TEvent, TRejection>? _frames =
        type.Wire is { } wire ? new FrameCodec<TState, TCommand, TEvent, TRejection>(wire, type.Events) : null;

    // In the order of creation, so that a sweep visits them in an order that does not depend on hash codes.
    private readonly LinkedList<Cell> _list = new();
    private LinkedListNode<Cell>? _hand;

    public string Kind => type.Kind;

    public EntityType<TState, TCommand, TEvent, TRejection> Type => type;

    public EntitySettings Settings => type.Settings;

    public ValueTask<Reply<TEvent, TRejection>> AskAsync(
        EntityAddress address, TCommand command, CommandContext context) =>
        core.Router is { } router && _frames is { } frames
            ? RoutedAsync(router, frames, address, command, context)
            : LocalAsync(address, command, context);

    public bool Tell(EntityAddress address, TCommand command, CommandContext context)
    {
        if (core.Router is { } router && _frames is { } frames
            && core.ShardOf(address).Status is ShardStatus.Lost && !core.IsStopping)
        {
            _ = core.Start(() => RoutedAsync(router, frames, address, command, context).AsTask());
            return true;
        }

        var ask = AskOperation<TCommand, TEvent, TRejection>.Rent(command, context, told: true);
        if (Deliver(address, ask) is null)
        {
            return true;
        }

        ask.Return();
        return false;
    }

    public ValueTask<EntityView<TState>> ReadAsync(EntityAddress address, CancellationToken cancellationToken) =>
        ReadAsync(address, ReadConsistency.Lease, cancellationToken);

    public async ValueTask<EntityView<TState>> ReadAsync(
        EntityAddress address, ReadConsistency consistency, CancellationToken cancellationToken)
    {
        if (core.Router is not { } router || _frames is not { } frames)
        {
            return await LocalReadAsync(address, consistency, cancellationToken);
        }

        if (core.ShardOf(address).Status is not ShardStatus.Lost)
        {
            try
            {
                return await LocalReadAsync(address, consistency, cancellationToken);
            }
            catch (EntityUnavailableException moved) when (moved.Reason is RetryReason.NotOwner)
            {
                // It has just gone to another node.
            }
        }

        var frame = FrameCodec<TState, TCommand, TEvent, TRejection>.Read(
            address, consistency, core.Options.CommandWait);
        var shard = core.ShardOf(address).Index;
        var answer = await router.AskAsync(shard, frame, asked => ServeAsync(address, asked)).AsTask()
            .WaitAsync(cancellationToken);
        if (answer.Outcome is not ReplyOutcome.Accepted)
        {
            throw new EntityUnavailableException(address, answer.Retry, answer.Quarantine?.RowOf(address));
        }

        if (consistency is ReadConsistency.Strict && !answer.Strict)
        {
            // The owner is of a version that does not know the word, and has read what it was asked for as usual.
            throw new EntityUnavailableException(address, RetryReason.NotUnderstood);
        }

        try
        {
            return frames.View(answer);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            core.Log.FrameNotUnderstood(failure, address);
            throw new EntityUnavailableException(address, RetryReason.NotUnderstood);
        }
    }

    public async ValueTask<ReplyFrame> ServeAsync(EntityAddress address, AskFrame frame)
    {
        if (_frames is not { } frames)
        {
            return ReplyFrame.Refused(RetryReason.NotUnderstood, 1_000);
        }

        if (frame.Verb is AskVerb.Read)
        {
            try
            {
                var consistency = frame.Strict ? ReadConsistency.Strict : ReadConsistency.Lease;
                return frames.View(await LocalReadAsync(address, consistency, core.Stopped)) with
                {
                    Strict = frame.Strict,
                };
            }
            catch (EntityUnavailableException failure)
            {
                return ReplyFrame.Refused(failure.Reason, 50) with
                {
                    Quarantine = QuarantineFrame.Of(failure.Quarantine),
                };
            }
            catch (OperationCanceledException) when (core.Stopped.IsCancellationRequested)
            {
                return ReplyFrame.Refused(RetryReason.Stopping, 50);
            }
        }

        TCommand command;
        CommandContext context;
        try
        {
            command = frames.Command(frame);
            context = FrameCodec<TState, TCommand, TEvent, TRejection>.Context(
                frame, core.Services.Waits is null ? core.Now : null);
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or NotSupportedException)
        {
            core.Log.FrameNotUnderstood(failure, address);
            return ReplyFrame.Refused(RetryReason.NotUnderstood, 1_000);
        }

        return frames.Reply(await LocalAsync(address, command, context), core.Format);
    }

    private async ValueTask<Reply<TEvent, TRejection>> RoutedAsync(
        ShardRouter router,
        FrameCodec<TState, TCommand, TEvent, TRejection> frames,
        EntityAddress address,
        TCommand command,
        CommandContext context)
    {
        var shard = core.ShardOf(address);
        if (shard.Status is not ShardStatus.Lost)
        {
            var reply = await LocalAsync(address, command, context);
            if (reply is not { Outcome: ReplyOutcome.Retriable, Retry: RetryReason.NotOwner })
            {
                return reply;
            }
        }

        var wait = context.Deadline is { } deadline
            ? Duration.Max(Duration.Zero, deadline - core.Now)
            : core.Options.CommandWait;
        var answer = await router.AskAsync(
            shard.Index, frames.Ask(address, command, context, wait), asked => ServeAsync(address, asked));
        try
        {
            return frames.Reply(address, answer);
        }
        catch (Exception failure) when (failure is JsonException or InvalidDataException or NotSupportedException)
        {
            // The command is done; this node is of another version and cannot read what came of it.
            core.Log.FrameNotUnderstood(failure, address);
            return AskOperation<TCommand, TEvent, TRejection>.ReplyOf(
                new Refusal(RetryReason.NotUnderstood, Duration.FromSeconds(1)));
        }
    }

    private ValueTask<Reply<TEvent, TRejection>> LocalAsync(
        EntityAddress address, TCommand command, CommandContext context) =>
        SendAsync(address, AskOperation<TCommand, TEvent, TRejection>.Rent(command, context));

    private async ValueTask<EntityView<TState>> LocalReadAsync(
        EntityAddress address, ReadConsistency consistency, CancellationToken cancellationToken)
    {
        var read = new ReadOperation<TState>(core, address, consistency);
        if (Deliver(address, read) is { } refusal)
        {
            throw new EntityUnavailableException(address, refusal.Reason, refusal.Quarantine);
        }

        var view = await read.View.WaitAsync(cancellationToken);
        if (!read.IsStrict)
        {
            return view;
        }

        var shard = core.ShardOf(address);
        return await shard.Lane.Index.ConfirmAsync(shard.Index, read.Epoch).WaitAsync(cancellationToken) is { } doubt
            ? throw new EntityUnavailableException(address, doubt.Reason)
            : view;
    }

    public async ValueTask<Reply<object, object>> AskAnyAsync(
        EntityAddress address, object command, CommandContext context)
    {
        if (command is not TCommand typed)
        {
            throw new ArgumentException($"{command.GetType()} is no command of {Kind}.", nameof(command));
        }

        var reply = await AskAsync(address, typed, context);
        return new Reply<object, object>(reply.Outcome)
        {
            Position = reply.Position,
            Version = reply.Version,
            Events = reply.Events.Count == 0 ? [] : [.. reply.Events.Cast<object>()],
            Repeated = reply.Repeated,
            Rejection = reply.Rejection,
            Retry = reply.Retry,
            RetryAfter = reply.RetryAfter,
            IncidentId = reply.IncidentId,
            Quarantine = reply.Quarantine,
        };
    }

    public async ValueTask<Refusal?> FireAsync(EntityAddress address, FiredReminder reminder, CommandContext context)
    {
        var ask = AskOperation<TCommand, TEvent, TRejection>.Rent(default!, context, fired: reminder);
        var reply = await SendAsync(address, ask);
        return reply.Outcome is ReplyOutcome.Retriable
            ? new Refusal(reply.Retry, reply.RetryAfter, reply.IncidentId, reply.Quarantine)
            : null;
    }

    public object Decode(JournalRecord record) => Read(record)!;

    public TEvent Read(JournalRecord record) =>
        type.Events.Read(new EventName(record.EventType, record.EventVersion), record.Payload);

    public void Release(EntityAddress address)
    {
        if (_cells.TryGetValue(address, out var cell))
        {
            cell.Post(new Released(), int.MaxValue);
        }
    }

    public void Remove(EntityCell<TState, TCommand, TEvent, TRejection> cell)
    {
        _cells.TryRemove(KeyValuePair.Create(cell.Address, cell));
        lock (_listGate)
        {
            if (cell.Node is { } node)
            {
                _hand = ReferenceEquals(_hand, node) ? node.Next : _hand;
                _list.Remove(node);
                cell.Node = null;
            }
        }

        core.EntityLeft();
    }

    public void Sweep()
    {
        var idleSince = (core.Now - Settings.PassivateAfter).ToUnixTimeTicks();
        List<Cell> idle = [];
        lock (_listGate)
        {
            idle.AddRange(_list.Where(cell => cell.LastUsed < idleSince));
        }

        idle.ForEach(cell => cell.Post(new Passivate(), int.MaxValue));
    }

    private ValueTask<Reply<TEvent, TRejection>> SendAsync(
        EntityAddress address, AskOperation<TCommand, TEvent, TRejection> ask)
    {
        // The token is read first: once posted, the operation may be answered at any time.
        var answer = new ValueTask<Reply<TEvent, TRejection>>(ask, ask.Token);
        if (Deliver(address, ask) is not { } refusal)
        {
            return answer;
        }

        ask.Return();
        return new ValueTask<Reply<TEvent, TRejection>>(AskOperation<TCommand, TEvent, TRejection>.ReplyOf(refusal));
    }

    private Refusal? Deliver(EntityAddress address, Message message)
    {
        if (core.IsStopping)
        {
            return Refusal.Stopping;
        }

        while (true)
        {
            if (!_cells.TryGetValue(address, out var cell))
            {
                cell = Create(address);
            }

            switch (cell.Post(message, Settings.MailboxCapacity))
            {
                case Posted.Taken:
                    return null;
                case Posted.Full:
                    core.Metrics.Overloaded(Kind);
                    return Refusal.MailboxFull;
                default:
                    // It has just left memory; whoever finds it first takes it out of the way.
                    _cells.TryRemove(KeyValuePair.Create(address, cell));
                    break;
            }
        }
    }

    private EntityCell<TState, TCommand, TEvent, TRejection> Create(EntityAddress address)
    {
        if (address.Kind != Kind)
        {
            throw new ArgumentException($"{address} is not of kind {Kind}.", nameof(address));
        }

        var created = new EntityCell<TState, TCommand, TEvent, TRejection>(core, this, address, core.ShardOf(address));
        var cell = _cells.GetOrAdd(address, created);
        if (!ReferenceEquals(cell, created))
        {
            return cell;
        }

        lock (_listGate)
        {
            created.Node = _list.AddLast(created);
        }

        if (core.EntityCame() > core.Options.EntitiesMax)
        {
            Trim();
        }

        return created;
    }

    /// <summary>Sends away the entity that was unused for longest among the next few.</summary>
    private void Trim()
    {
        Cell? oldest = null;
        lock (_listGate)
        {
            for (var i = 0; i < SamplesMax && _list.Count > 0; i++)
            {
                _hand ??= _list.First;
                var cell = _hand!.Value;
                _hand = _hand.Next;
                oldest = oldest is null || cell.LastUsed < oldest.LastUsed ? cell : oldest;
            }
        }

        oldest?.Post(new Passivate(), int.MaxValue);
    }
}
