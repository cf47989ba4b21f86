using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Edge.Messages;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Edge.Elds.EldEventHappened, Oms.Edge.Elds.EldRejection>;

namespace Oms.Edge.Elds;

/// <summary>The events of one ELD, each once, in the order of their sequence ids.</summary>
/// <remarks>
/// Sequence ids are 16 bits, continue across users and power cycles and wrap (49 CFR 395 subpart B appendix A, 7.24).
/// An id met again with the same content is a repeat; with another content it is refused. What is missing between two
/// blocks is recorded, not asked for: an ELD has no way to answer.
/// </remarks>
public sealed record EldRecord : IEntity<EldRecord, EldCommand, EldEventHappened, EldRejection>
{
    /// <summary>Events that are kept to tell a repeat from a conflict.</summary>
    public const int RecentMax = 1_024;

    private const int SequenceCount = 65_536;

    private EldRecord()
    {
    }

    public static EldRecord Initial { get; } = new();

    /// <summary>The newest sequence id; null before the first.</summary>
    public int? Last { get; private init; }

    public string? Vehicle { get; private init; }

    public string? Driver { get; private init; }

    public ImmutableDictionary<int, EldEvent> Recent { get; private init; } = ImmutableDictionary<int, EldEvent>.Empty;

    private ImmutableQueue<int> Order { get; init; } = [];

    public static Decision Decide(EldRecord state, EldCommand command, Instant now)
    {
        if (command is not EldCommand.Append append)
        {
            throw new UnreachableException($"{command} is no command of an ELD.");
        }

        var fresh = new List<EldEvent>();
        foreach (var one in append.Events)
        {
            if (state.Recent.GetValueOrDefault(one.Sequence) is not { } known)
            {
                fresh.Add(one);
            }
            else if (known != one && !IsNewRound(known, one))
            {
                return Decision.Reject(new EldRejection.SequenceConflict(one.Sequence));
            }
            else if (known != one)
            {
                fresh.Add(one);
            }
        }

        if (fresh.Count == 0)
        {
            return Decision.AlreadyDone;
        }

        var missing = state.Last is { } last ? Steps(last, fresh[0].Sequence) - 1 : 0;
        return Decision.Accept(new EldEventHappened.BlockRecorded(
            append.Vehicle, append.Driver, fresh, missing is > 0 and < SequenceCount / 2 ? missing : 0));
    }

    public static EldRecord Evolve(EldRecord state, EldEventHappened happened)
    {
        if (happened is not EldEventHappened.BlockRecorded block)
        {
            throw new UnreachableException($"{happened} is no event of an ELD.");
        }

        var (recent, order, last) = (state.Recent, state.Order, state.Last);
        foreach (var one in block.Events)
        {
            order = recent.ContainsKey(one.Sequence) ? order : order.Enqueue(one.Sequence);
            recent = recent.SetItem(one.Sequence, one);
            last = last is not { } before || Steps(before, one.Sequence) < SequenceCount / 2 ? one.Sequence : before;
            if (recent.Count > RecentMax)
            {
                order = order.Dequeue(out var oldest);
                recent = recent.Remove(oldest);
            }
        }

        return state with
        {
            Vehicle = block.Vehicle,
            Driver = block.Driver,
            Recent = recent,
            Order = order,
            Last = last,
        };
    }

    // The id wrapped since: no ELD writes 65 536 events within a day.
    private static bool IsNewRound(EldEvent known, EldEvent one) => one.At - known.At > Duration.FromDays(1);

    private static int Steps(int from, int to) => (to - from + SequenceCount) % SequenceCount;
}
