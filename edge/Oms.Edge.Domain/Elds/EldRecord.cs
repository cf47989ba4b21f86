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
    /// <summary>Events that are kept, at most: to tell a repeat from a conflict, and for the output file.</summary>
    public const int RecentMax = 4_096;

    /// <summary>For how long before the newest one: the current 24 hours and the 8 days before.</summary>
    public static readonly Duration RecentFor = Duration.FromDays(9);

    private const int SequenceCount = 65_536;

    private EldRecord()
    {
    }

    public static EldRecord Initial { get; } = new();

    /// <summary>The newest sequence id; null before the first.</summary>
    public int? Last { get; private init; }

    public string? Vehicle { get; private init; }

    public string? Driver { get; private init; }

    /// <summary>Whose record it is; null where the ELD never said.</summary>
    public EldIdentity? Identity { get; private init; }

    /// <summary>By sequence id.</summary>
    public ImmutableDictionary<int, EldEntry> Recent { get; private init; } = ImmutableDictionary<int, EldEntry>.Empty;

    /// <summary>The last change of each of those events that was changed.</summary>
    public ImmutableDictionary<int, EldStatusChange> Changes { get; private init; } =
        ImmutableDictionary<int, EldStatusChange>.Empty;

    /// <summary>The time of the newest event; null before the first.</summary>
    public Instant? NewestAt { get; private init; }

    private ImmutableQueue<int> Order { get; init; } = [];

    public static Decision Decide(EldRecord state, EldCommand command, Instant now) =>
        command switch
        {
            EldCommand.Append c => state.Append(c),
            EldCommand.Introduce c => state.Vehicle == c.Vehicle && c.Identity.Equals(state.Identity)
                ? Decision.AlreadyDone
                : Decision.Accept(new EldEventHappened.ProfileRecorded(c.Vehicle, c.Identity)),
            _ => throw new UnreachableException($"{command} is no command of an ELD."),
        };

    public static EldRecord Evolve(EldRecord state, EldEventHappened happened) =>
        happened switch
        {
            EldEventHappened.BlockRecorded e => state.With(e),
            EldEventHappened.ProfileRecorded e => state with { Vehicle = e.Vehicle, Identity = e.Identity },
            _ => throw new UnreachableException($"{happened} is no event of an ELD."),
        };

    private Decision Append(EldCommand.Append append)
    {
        var fresh = new List<EldEvent>();
        foreach (var one in append.Events)
        {
            if (Recent.GetValueOrDefault(one.Sequence)?.Event is not { } known)
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

        var changed = append.StatusChanges
            .Where(one => Changes.GetValueOrDefault(one.Sequence) is not { } known
                || (known != one && known.At <= one.At))
            .ToList();
        if (fresh.Count == 0 && changed.Count == 0)
        {
            return Decision.AlreadyDone;
        }

        var missing = Last is { } last && fresh.Count > 0 ? Steps(last, fresh[0].Sequence) - 1 : 0;
        return Decision.Accept(new EldEventHappened.BlockRecorded(
            append.Vehicle, append.Driver, fresh, missing is > 0 and < SequenceCount / 2 ? missing : 0)
        {
            StatusChanges = changed.Count > 0 ? changed : null,
        });
    }

    private EldRecord With(EldEventHappened.BlockRecorded block)
    {
        var (recent, order, last, newest) = (Recent, Order, Last, NewestAt);
        foreach (var one in block.Events)
        {
            order = recent.ContainsKey(one.Sequence) ? order : order.Enqueue(one.Sequence);
            recent = recent.SetItem(one.Sequence, new EldEntry(one, block.Vehicle, block.Driver));
            last = last is not { } before || Steps(before, one.Sequence) < SequenceCount / 2 ? one.Sequence : before;
            newest = newest is { } latest && latest > one.At ? latest : one.At;
        }

        var changes = Changes.SetItems((block.StatusChanges ?? [])
            .Select(one => KeyValuePair.Create(one.Sequence, one)));
        while (recent.Count > RecentMax
            || (!order.IsEmpty && recent[order.Peek()].Event.At < newest - RecentFor))
        {
            order = order.Dequeue(out var oldest);
            recent = recent.Remove(oldest);
            changes = changes.Remove(oldest);
        }

        return this with
        {
            Vehicle = block.Vehicle,
            Driver = block.Driver,
            Recent = recent,
            Changes = changes.Count > RecentMax ? changes.RemoveRange(changes.Keys.Except(recent.Keys)) : changes,
            Order = order,
            Last = last,
            NewestAt = newest,
        };
    }

    // The id wrapped since: no ELD writes 65 536 events within a day.
    private static bool IsNewRound(EldEvent known, EldEvent one) => one.At - known.At > Duration.FromDays(1);

    private static int Steps(int from, int to) => (to - from + SequenceCount) % SequenceCount;
}
