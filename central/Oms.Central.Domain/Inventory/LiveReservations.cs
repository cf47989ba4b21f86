using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>The live reservations of a stock item by id, with what decisions ask of all of them together.</summary>
/// <remarks>
/// Sums and orders follow from the reservations alone (I3): they are made when a state is read back, go along with each
/// change, and are stored nowhere. Each change costs the logarithm of how many there are.
/// </remarks>
[JsonConverter(typeof(LiveReservationsConverter))]
public sealed class LiveReservations : IEnumerable<KeyValuePair<string, Reservation>>
{
    private static readonly ImmutableSortedSet<(Instant At, string Id)> NoneDue = [];

    private readonly ImmutableSortedSet<(Instant At, string Id)> _due;

    public LiveReservations(ImmutableSortedDictionary<string, Reservation> byId)
    {
        ById = byId;
        Quantity = byId.Values.Sum(reservation => (long)reservation.Quantity);
        ByWish = byId.Values.Where(reservation => reservation.Wish != default).Aggregate(
            ImmutableDictionary<StockWish, long>.Empty,
            (sums, reservation) => Changed(sums, reservation.Wish, reservation.Quantity));
        _due =
        [
            .. from pair in byId
               where pair.Value.ExpiresAt is not null
               select (pair.Value.ExpiresAt!.Value, pair.Key),
        ];
    }

    private LiveReservations(
        ImmutableSortedDictionary<string, Reservation> byId,
        long quantity,
        ImmutableDictionary<StockWish, long> byWish,
        ImmutableSortedSet<(Instant At, string Id)> due)
    {
        (ById, Quantity, ByWish, _due) = (byId, quantity, byWish, due);
    }

    public static LiveReservations Empty { get; } = new(
        ImmutableSortedDictionary<string, Reservation>.Empty,
        0,
        ImmutableDictionary<StockWish, long>.Empty,
        NoneDue);

    public int Count => ById.Count;

    /// <summary>Units of all of them.</summary>
    public long Quantity { get; }

    /// <summary>When the first soft one ends; null where none does.</summary>
    public Instant? FirstExpiry => _due.IsEmpty ? null : _due.Min.At;

    public IEnumerable<string> Keys => ById.Keys;

    public IEnumerable<Reservation> Values => ById.Values;

    internal ImmutableSortedDictionary<string, Reservation> ById { get; }

    /// <summary>Units by what is wished for; without those of reservations for which any unit will do.</summary>
    internal ImmutableDictionary<StockWish, long> ByWish { get; }

    public Reservation this[string id] => ById[id];

    public bool ContainsKey(string id) => ById.ContainsKey(id);

    public bool TryGetValue(string id, [MaybeNullWhen(false)] out Reservation reservation) =>
        ById.TryGetValue(id, out reservation);

    /// <exception cref="ArgumentException">The id is there already, for another one.</exception>
    public LiveReservations Add(string id, Reservation reservation) =>
        Changed(ById.Add(id, reservation), id, null, reservation);

    /// <summary>Replaces one that is there.</summary>
    /// <exception cref="KeyNotFoundException">It is not.</exception>
    public LiveReservations Replace(string id, Reservation reservation) =>
        Changed(ById.SetItem(id, reservation), id, ById[id], reservation);

    public LiveReservations Remove(string id) =>
        ById.TryGetValue(id, out var before) ? Changed(ById.Remove(id), id, before, null) : this;

    /// <summary>Those that have ended by an instant, in the order of their ends.</summary>
    public IEnumerable<KeyValuePair<string, Reservation>> ExpiredAt(Instant now) =>
        _due.TakeWhile(due => due.At <= now).Select(due => KeyValuePair.Create(due.Id, ById[due.Id]));

    public IEnumerator<KeyValuePair<string, Reservation>> GetEnumerator() => ById.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private LiveReservations Changed(
        ImmutableSortedDictionary<string, Reservation> byId, string id, Reservation? before, Reservation? after)
    {
        if (ReferenceEquals(byId, ById))
        {
            return this;
        }

        var (quantity, byWish, due) = (Quantity, ByWish, _due);
        if (before is not null)
        {
            quantity -= before.Quantity;
            byWish = Changed(byWish, before.Wish, -before.Quantity);
            due = before.ExpiresAt is { } ended ? due.Remove((ended, id)) : due;
        }

        if (after is not null)
        {
            quantity += after.Quantity;
            byWish = Changed(byWish, after.Wish, after.Quantity);
            due = after.ExpiresAt is { } ends ? due.Add((ends, id)) : due;
        }

        return new LiveReservations(byId, quantity, byWish, due);
    }

    private static ImmutableDictionary<StockWish, long> Changed(
        ImmutableDictionary<StockWish, long> sums, StockWish wish, long by)
    {
        if (wish == default)
        {
            return sums;
        }

        var sum = sums.GetValueOrDefault(wish) + by;
        return sum == 0 ? sums.Remove(wish) : sums.SetItem(wish, sum);
    }
}
