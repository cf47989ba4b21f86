using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Bins.BinEvent, Oms.Central.Bins.BinRejection>;

namespace Oms.Central.Bins;

/// <summary>What a bin of a location holds, and what is on its way into it.</summary>
/// <remarks>
/// It alone decides what fits: room is taken before units are put there and given back after they have left, so what
/// lies in it never exceeds what fits, whatever happens between. Where the units are is told by their stock items; what
/// a bin holds follows them.
/// </remarks>
/// <param name="Limits">Null while there is no such bin.</param>
/// <param name="Contents">By sku and lot (<see cref="BinId.Content"/>).</param>
/// <param name="Coming">What room is taken for, by the reference of the move.</param>
/// <param name="Moves">References of the latest moves, with what they stand for.</param>
public sealed record BinStock(
    long Revision,
    BinLimits? Limits,
    ImmutableSortedDictionary<string, BinContent> Contents,
    ImmutableSortedDictionary<string, BinArrival> Coming,
    Recent Moves) : IEntity<BinStock, BinCommand, BinEvent, BinRejection>
{
    /// <summary>The kind in every bin's address; the id is <c>location@code</c>.</summary>
    public const string Kind = "bin";

    /// <summary>Lots of products that may lie in one bin.</summary>
    public const int ContentsMax = 1_000;

    /// <summary>Moves that may be on their way into one bin.</summary>
    public const int ComingMax = 1_000;

    /// <summary>Units of one move.</summary>
    public const int QuantityMax = 1_000_000;

    public static BinStock Initial { get; } = new(
        0,
        null,
        ImmutableSortedDictionary.Create<string, BinContent>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, BinArrival>(StringComparer.Ordinal),
        Recent.Empty);

    public static Decision Decide(BinStock state, BinCommand command, Instant now) =>
        command switch
        {
            BinCommand.SetLimits c when c.Limits == state.Limits => Decision.AlreadyDone,
            BinCommand.SetLimits c => Decision.Accept(new BinEvent.LimitsSet(c.Limits)),
            BinCommand.Remove when state.Limits is null => Decision.AlreadyDone,
            BinCommand.Remove => Decision.Accept(new BinEvent.BinGone()),

            BinCommand.Expect c => state.Expect(c),
            BinCommand.RecordPlaced c when state.Coming.ContainsKey(c.Ref) =>
                Decision.Accept(new BinEvent.UnitsPlaced(c.Ref)),
            BinCommand.RecordPlaced => Decision.AlreadyDone,
            BinCommand.GiveUp c when state.Coming.ContainsKey(c.Ref) =>
                Decision.Accept(new BinEvent.UnitsGivenUp(c.Ref, c.Reason)),
            BinCommand.GiveUp => Decision.AlreadyDone,
            BinCommand.TakeOut c => state.Held(c.Sku, c.Lot) < c.Quantity
                ? Decision.Reject(new BinRejection.NotThere(c.Sku, c.Lot, state.Held(c.Sku, c.Lot)))
                : Decision.Accept(new BinEvent.UnitsTakenOut(c.Sku, c.Lot, c.Quantity)),
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static BinStock Evolve(BinStock state, BinEvent happened)
    {
        var next = happened switch
        {
            BinEvent.LimitsSet e => state with { Limits = e.Limits },
            BinEvent.BinGone => state with { Limits = null },
            BinEvent.UnitsExpected e => state with
            {
                Coming = state.Coming.Add(e.Ref, e.Arrival),
                Moves = state.Moves.Add(e.Ref, WhatOf(e.Arrival)),
            },
            BinEvent.UnitsPlaced e => state.OnPlaced(e.Ref, state.Coming[e.Ref]),
            BinEvent.UnitsGivenUp e => state with
            {
                Coming = state.Coming.Remove(e.Ref),
                Moves = state.Moves.Add(e.Ref, "given-up"),
            },
            BinEvent.UnitsTakenOut e => state.OnTakenOut(e),
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    /// <summary>What is used of the bin: what lies in it, and what is on its way into it.</summary>
    /// <remarks>Of units that weigh or measure differently than they did before, the most counts, for all of
    /// them.</remarks>
    public BinLoad Load() => LoadOf(
        Contents.Values.Select(held => (BinId.Content(held.Sku, held.Lot), held.Quantity, held.Size))
            .Concat(Coming.Values.Select(one => (BinId.Content(one.Sku, one.Lot), one.Quantity, one.Size))));

    private Decision Expect(BinCommand.Expect c)
    {
        var what = WhatOf(c.Arrival);
        if (Moves.Find(c.Ref) is { } known)
        {
            return known == what ? Decision.AlreadyDone : Decision.Reject(new BinRejection.ReferenceReused(c.Ref));
        }

        if (c.Arrival.Quantity is < 1 or > QuantityMax)
        {
            return Decision.Reject(new BinRejection.Invalid("/quantity", $"It must be from 1 to {QuantityMax}."));
        }

        if (Limits is not { } limits)
        {
            return Decision.Reject(new BinRejection.NoSuchBin());
        }

        var key = BinId.Content(c.Arrival.Sku, c.Arrival.Lot);
        if (Coming.Count >= ComingMax || (Contents.Count >= ContentsMax && !Contents.ContainsKey(key)))
        {
            return Decision.Reject(new BinRejection.TooMany(
                Coming.Count >= ComingMax ? "moves" : "lots", Coming.Count >= ComingMax ? ComingMax : ContentsMax));
        }

        var with = (this with { Coming = Coming.Add(c.Ref, c.Arrival) }).Load();
        return limits.Exceeded(with) is { } exceeded
            ? Decision.Reject(exceeded)
            : Decision.Accept(new BinEvent.UnitsExpected(c.Ref, c.Arrival));
    }

    /// <summary>What a reference stands for. What a unit weighs may be known better when it is asked again.</summary>
    private static string WhatOf(BinArrival one) =>
        $"{BinId.Content(one.Sku, one.Lot)}:{one.Quantity}:{one.From}";

    private int Held(string sku, string lot) =>
        Contents.TryGetValue(BinId.Content(sku, lot), out var held) ? held.Quantity : 0;

    private BinStock OnPlaced(string reference, BinArrival one)
    {
        var key = BinId.Content(one.Sku, one.Lot);
        var held = Contents.GetValueOrDefault(key) ?? new BinContent(one.Sku, one.Lot, 0, one.Size);
        return this with
        {
            Coming = Coming.Remove(reference),
            Contents = Contents.SetItem(key, held with
            {
                Quantity = held.Quantity + one.Quantity,
                Size = held.Size.Most(one.Size),
            }),
        };
    }

    private BinStock OnTakenOut(BinEvent.UnitsTakenOut e)
    {
        var key = BinId.Content(e.Sku, e.Lot);
        var left = Contents[key].Quantity - e.Quantity;
        return left < 0
            ? throw new UnreachableException($"{key} holds {Contents[key].Quantity}; {e.Quantity} cannot leave.")
            : this with
            {
                Contents = left == 0
                    ? Contents.Remove(key)
                    : Contents.SetItem(key, Contents[key] with { Quantity = left }),
            };
    }

    private static BinLoad LoadOf(IEnumerable<(string Key, int Quantity, UnitMeasure Size)> parts)
    {
        var load = new BinLoad(0, 0, 0);
        foreach (var group in parts.GroupBy(part => part.Key, StringComparer.Ordinal))
        {
            var units = group.Sum(part => (long)part.Quantity);
            var size = group.Select(part => part.Size).Aggregate((one, other) => one.Most(other));
            load = load.With(units, size);
        }

        return load;
    }
}
