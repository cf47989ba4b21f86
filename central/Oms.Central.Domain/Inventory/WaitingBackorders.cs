using System.Collections;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>Who waits for units of a stock item, in the order of the queue, with what decisions ask of all of
/// them.</summary>
/// <remarks>Stored as a list; the rest follows from it and goes along with each change.</remarks>
[JsonConverter(typeof(WaitingBackordersConverter))]
public sealed class WaitingBackorders : IEnumerable<Backorder>
{
    private readonly ImmutableDictionary<string, Backorder> _byId;
    private readonly ImmutableSortedSet<(Instant At, string Id)> _due;

    public WaitingBackorders(ImmutableList<Backorder> inOrder)
    {
        InOrder = inOrder;
        Quantity = inOrder.Sum(waiting => (long)waiting.Quantity);
        Wishes = inOrder.Count(waiting => waiting.Wish != default);
        _byId = ImmutableDictionary<string, Backorder>.Empty.WithComparers(StringComparer.Ordinal)
            .SetItems(inOrder.Select(waiting => KeyValuePair.Create(waiting.Reservation, waiting)));
        _due =
        [
            .. from waiting in inOrder
               where waiting.CancelAfter is not null
               select (waiting.CancelAfter!.Value, waiting.Reservation),
        ];
    }

    private WaitingBackorders(
        ImmutableList<Backorder> inOrder,
        long quantity,
        int wishes,
        ImmutableDictionary<string, Backorder> byId,
        ImmutableSortedSet<(Instant At, string Id)> due)
    {
        (InOrder, Quantity, Wishes, _byId, _due) = (inOrder, quantity, wishes, byId, due);
    }

    public static WaitingBackorders Empty { get; } = new([]);

    public int Count => InOrder.Count;

    public bool IsEmpty => InOrder.IsEmpty;

    /// <summary>Units that are waited for.</summary>
    public long Quantity { get; }

    /// <summary>How many of them do not take any unit.</summary>
    public int Wishes { get; }

    /// <summary>When the first one ends by itself; null where none does.</summary>
    public Instant? FirstEnd => _due.IsEmpty ? null : _due.Min.At;

    internal ImmutableList<Backorder> InOrder { get; }

    public Backorder this[int index] => InOrder[index];

    /// <summary>The one of a reservation; null where it does not wait.</summary>
    public Backorder? Find(string reservation) => _byId.GetValueOrDefault(reservation);

    /// <summary>Lets one wait: before all others, or behind all that it does not go before.</summary>
    /// <exception cref="ArgumentException">The reservation waits already.</exception>
    public WaitingBackorders Insert(Backorder waiting, bool first)
    {
        var at = first ? 0 : 1 + InOrder.FindLastIndex(other => !waiting.GoesBefore(other));
        return new WaitingBackorders(
            InOrder.Insert(at, waiting),
            Quantity + waiting.Quantity,
            Wishes + (waiting.Wish == default ? 0 : 1),
            _byId.Add(waiting.Reservation, waiting),
            waiting.CancelAfter is { } end ? _due.Add((end, waiting.Reservation)) : _due);
    }

    /// <summary>Lowers what one waits for; its place stays.</summary>
    /// <exception cref="KeyNotFoundException">It does not wait.</exception>
    public WaitingBackorders Reduce(string reservation, int remaining)
    {
        var before = _byId[reservation];
        var after = before with { Quantity = remaining };
        return new WaitingBackorders(
            InOrder.SetItem(IndexOf(reservation), after),
            Quantity - before.Quantity + remaining,
            Wishes,
            _byId.SetItem(reservation, after),
            _due);
    }

    /// <summary>Says when units of some are expected; places stay.</summary>
    public WaitingBackorders Expect(IReadOnlyList<PeggedBackorder> pegs)
    {
        if (pegs.Count == 0)
        {
            return this;
        }

        var days = pegs.ToDictionary(peg => peg.Reservation, peg => peg.ExpectedOn, StringComparer.Ordinal);
        return new WaitingBackorders(InOrder.ConvertAll(waiting =>
            days.TryGetValue(waiting.Reservation, out var day) ? waiting with { ExpectedOn = day } : waiting));
    }

    public WaitingBackorders Remove(string reservation) =>
        Find(reservation) is { } waiting
            ? new WaitingBackorders(
                InOrder.RemoveAt(IndexOf(reservation)),
                Quantity - waiting.Quantity,
                Wishes - (waiting.Wish == default ? 0 : 1),
                _byId.Remove(reservation),
                waiting.CancelAfter is { } end ? _due.Remove((end, reservation)) : _due)
            : this;

    /// <summary>Those that end by themselves by an instant, in the order of their ends.</summary>
    public IEnumerable<Backorder> EndedAt(Instant now) =>
        _due.TakeWhile(due => due.At <= now).Select(due => _byId[due.Id]);

    public IEnumerator<Backorder> GetEnumerator() => InOrder.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string reservation) => InOrder.FindIndex(waiting => waiting.Reservation == reservation);
}
