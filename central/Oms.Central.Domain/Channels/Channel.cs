using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Channels.ChannelEvent, Oms.Central.Channels.ChannelRejection>;

namespace Oms.Central.Channels;

/// <summary>A way by which orders come, and how much of the common stock it may promise.</summary>
/// <param name="Id">Null while there is no such channel.</param>
/// <param name="Allocations">By sku.</param>
public sealed record Channel(
    long Revision,
    ChannelStatus Status,
    string? Id,
    ChannelTerms? Terms,
    ImmutableSortedDictionary<string, Allocation> Allocations)
    : IEntity<Channel, ChannelCommand, ChannelEvent, ChannelRejection>
{
    /// <summary>The kind in every channel's address; the id is the channel's, percent-escaped.</summary>
    public const string Kind = "channel";

    /// <summary>Allocations of one channel.</summary>
    public const int AllocationsMax = 5_000;

    public static Channel Initial { get; } = new(
        0,
        ChannelStatus.Absent,
        null,
        null,
        ImmutableSortedDictionary.Create<string, Allocation>(StringComparer.Ordinal));

    /// <summary>How many units of a product the channel may promise; 0 while it is suspended.</summary>
    /// <param name="available">What all of the network could promise, from 0.</param>
    /// <returns>From 0 to <paramref name="available"/>.</returns>
    public int Promisable(string sku, int available)
    {
        const int WholePermille = 1_000;
        if (Status != ChannelStatus.Active)
        {
            return 0;
        }

        var allocation = Allocations.GetValueOrDefault(sku);
        var part = allocation?.Units is { } units
            ? int.Min(units, available)
            : (int)((long)available * (allocation?.SharePermille ?? Terms!.SharePermille) / WholePermille);
        return int.Max(0, part - (allocation?.SafetyStock ?? Terms!.SafetyStock));
    }

    public static Decision Decide(Channel state, ChannelCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (_, ChannelCommand.Define { Terms: var terms }) when terms.Fault() is { } fault => Decision.Reject(fault),
            (ChannelStatus.Absent, ChannelCommand.Define c) =>
                Decision.Accept(new ChannelEvent.ChannelDefined(c.Channel, c.Terms)),
            (_, ChannelCommand.Define c) => c.Terms == state.Terms
                ? Decision.AlreadyDone
                : Decision.Reject(new ChannelRejection.Differs()),
            (ChannelStatus.Absent, _) => Decision.Reject(new ChannelRejection.NoSuchChannel()),
            _ when command is IExpectsRevision { Expected: { } expected } && expected != state.Revision =>
                Decision.Reject(new ChannelRejection.StaleRevision(expected, state.Revision)),

            (_, ChannelCommand.Revise { Terms: var terms }) when terms.Fault() is { } fault => Decision.Reject(fault),
            (_, ChannelCommand.Revise c) when c.Terms == state.Terms => Decision.AlreadyDone,
            (_, ChannelCommand.Revise c) => Decision.Accept(new ChannelEvent.ChannelRevised(c.Terms)),

            (_, ChannelCommand.Suspend c) when !OrderTerms.IsName(c.Reason) => Decision.Reject(
                new ChannelRejection.InvalidTerms("/reason", "It must have 1 to 64 characters.")),
            (ChannelStatus.Active, ChannelCommand.Suspend c) =>
                Decision.Accept(new ChannelEvent.ChannelSuspended(c.Reason)),
            (ChannelStatus.Suspended, ChannelCommand.Resume) => Decision.Accept(new ChannelEvent.ChannelResumed()),

            (_, ChannelCommand.Allocate { Allocation: var one }) when ChannelTerms.FaultOf(one) is { } fault =>
                Decision.Reject(fault),
            (_, ChannelCommand.Allocate c) when state.Allocations.Count >= AllocationsMax
                && !state.Allocations.ContainsKey(c.Allocation.Sku) =>
                Decision.Reject(new ChannelRejection.TooManyAllocations(AllocationsMax)),
            (_, ChannelCommand.Allocate c) when state.Allocations.GetValueOrDefault(c.Allocation.Sku) == c.Allocation =>
                Decision.AlreadyDone,
            (_, ChannelCommand.Allocate c) => Decision.Accept(new ChannelEvent.AllocationSet(c.Allocation)),
            (_, ChannelCommand.EndAllocation c) when state.Allocations.ContainsKey(c.Sku) =>
                Decision.Accept(new ChannelEvent.AllocationEnded(c.Sku)),
            _ => Decision.AlreadyDone,
        };

    public static Channel Evolve(Channel state, ChannelEvent happened)
    {
        var next = state with { Revision = state.Revision + 1 };
        return happened switch
        {
            ChannelEvent.ChannelDefined e => next with
            {
                Status = ChannelStatus.Active,
                Id = e.Channel,
                Terms = e.Terms,
            },
            ChannelEvent.ChannelRevised e => next with { Terms = e.Terms },
            ChannelEvent.ChannelSuspended => next with { Status = ChannelStatus.Suspended },
            ChannelEvent.ChannelResumed => next with { Status = ChannelStatus.Active },
            ChannelEvent.AllocationSet e => next with
            {
                Allocations = state.Allocations.SetItem(e.Allocation.Sku, e.Allocation),
            },
            ChannelEvent.AllocationEnded e => next with { Allocations = state.Allocations.Remove(e.Sku) },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
    }
}
