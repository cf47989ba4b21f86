using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>The live reservations of a stock item by id, with what decisions ask of all of them together.</summary>
/// <remarks>
/// Sums and orders follow from the reservations alone (I3): they are made when a state is read back, go along with each
/// change, and are stored nowhere but in a <see cref="Summed"/> copy, which lists show and nothing is decided by. Each
/// change costs the logarithm of how many there are. Such a copy, with those reservations that events name, follows the
/// events; whoever asks it for others, or for all, gets an <see cref="InvalidOperationException"/>.
/// </remarks>
[JsonConverter(typeof(LiveReservationsConverter))]
public sealed class LiveReservations : IEnumerable<KeyValuePair<string, Reservation>>
{
    private readonly ImmutableSortedDictionary<string, Reservation> _byId;
    private readonly ImmutableDictionary<StockWish, long>? _byWish;
    private readonly ImmutableSortedSet<(Instant At, string Id)>? _due;
    private readonly ImmutableHashSet<string>? _looked;

    public LiveReservations(ImmutableSortedDictionary<string, Reservation> byId)
    {
        _byId = byId;
        Sums = byId.Values.Aggregate(new ReservationSums(0, 0), (sums, reservation) => sums.With(reservation, 1));
        _byWish = byId.Values.Where(reservation => reservation.Wish != default).Aggregate(
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
        ReservationSums sums,
        ImmutableSortedDictionary<string, Reservation> byId,
        ImmutableDictionary<StockWish, long>? byWish,
        ImmutableSortedSet<(Instant At, string Id)>? due,
        ImmutableHashSet<string>? looked)
    {
        (Sums, _byId, _byWish, _due, _looked) = (sums, byId, byWish, due, looked);
    }

    public static LiveReservations Empty { get; } = new(ImmutableSortedDictionary<string, Reservation>.Empty);

    public int Count => ById.Count;

    /// <summary>What they come to.</summary>
    public ReservationSums Sums { get; }

    /// <summary>Units of all of them.</summary>
    public long Quantity => Sums.Quantity;

    /// <summary>When the first soft one ends; null where none does.</summary>
    public Instant? FirstExpiry => Due.IsEmpty ? null : Due.Min.At;

    /// <summary>Whether each of them is known, not only what they come to.</summary>
    public bool IsWhole => _looked is null;

    public IEnumerable<string> Keys => ById.Keys;

    public IEnumerable<Reservation> Values => ById.Values;

    internal ImmutableSortedDictionary<string, Reservation> ById => IsWhole ? _byId : throw NotWhole();

    /// <summary>Units by what is wished for; without those of reservations for which any unit will do.</summary>
    internal ImmutableDictionary<StockWish, long> ByWish => _byWish ?? throw NotWhole();

    private ImmutableSortedSet<(Instant At, string Id)> Due => _due ?? throw NotWhole();

    public Reservation this[string id] => Near(id)[id];

    /// <summary>What lists show: the sums, and no single one.</summary>
    public static LiveReservations Summed(ReservationSums sums) =>
        new(sums, ImmutableSortedDictionary<string, Reservation>.Empty, null, null, []);

    /// <summary>The same sums, with some of the reservations.</summary>
    /// <param name="looked">Their ids; of those that are not in <paramref name="found"/> it is known that they are not
    /// live.</param>
    public LiveReservations With(
        IEnumerable<string> looked, IEnumerable<KeyValuePair<string, Reservation>> found) =>
        new(Sums, _byId.AddRange(found), null, null, [.. looked]);

    public bool ContainsKey(string id) => Near(id).ContainsKey(id);

    public bool TryGetValue(string id, [MaybeNullWhen(false)] out Reservation reservation) =>
        Near(id).TryGetValue(id, out reservation);

    /// <exception cref="ArgumentException">The id is there already, for another one.</exception>
    public LiveReservations Add(string id, Reservation reservation) =>
        Changed(Near(id).Add(id, reservation), id, null, reservation);

    /// <summary>Replaces one that is there.</summary>
    /// <exception cref="KeyNotFoundException">It is not.</exception>
    public LiveReservations Replace(string id, Reservation reservation) =>
        Changed(Near(id).SetItem(id, reservation), id, _byId[id], reservation);

    public LiveReservations Remove(string id) =>
        Near(id).TryGetValue(id, out var before) ? Changed(_byId.Remove(id), id, before, null) : this;

    /// <summary>Those that have ended by an instant, in the order of their ends.</summary>
    public IEnumerable<KeyValuePair<string, Reservation>> ExpiredAt(Instant now) =>
        Due.TakeWhile(due => due.At <= now).Select(due => KeyValuePair.Create(due.Id, ById[due.Id]));

    public IEnumerator<KeyValuePair<string, Reservation>> GetEnumerator() => ById.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private LiveReservations Changed(
        ImmutableSortedDictionary<string, Reservation> byId, string id, Reservation? before, Reservation? after)
    {
        if (ReferenceEquals(byId, _byId))
        {
            return this;
        }

        var (sums, byWish, due) = (Sums, _byWish, _due);
        if (before is not null)
        {
            sums = sums.With(before, -1);
            byWish = byWish is null ? null : Changed(byWish, before.Wish, -before.Quantity);
            due = before.ExpiresAt is { } ended ? due?.Remove((ended, id)) : due;
        }

        if (after is not null)
        {
            sums = sums.With(after, 1);
            byWish = byWish is null ? null : Changed(byWish, after.Wish, after.Quantity);
            due = after.ExpiresAt is { } ends ? due?.Add((ends, id)) : due;
        }

        return new LiveReservations(sums, byId, byWish, due, _looked);
    }

    private ImmutableSortedDictionary<string, Reservation> Near(string id) =>
        _looked is null || _looked.Contains(id) ? _byId : throw NotWhole();

    private static InvalidOperationException NotWhole() =>
        new("Of these reservations only the sums are known, and those that were looked for.");

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

/// <summary>What the live reservations of a stock item come to, in units.</summary>
/// <param name="Quantity">Of all of them.</param>
/// <param name="Soft">Of those that end by themselves.</param>
public readonly record struct ReservationSums(long Quantity, long Soft)
{
    /// <summary>Units of those that last until they are shipped or released.</summary>
    [JsonIgnore]
    public long Hard => Quantity - Soft;

    /// <param name="times">1 for one that is made, -1 for one that ended.</param>
    internal ReservationSums With(Reservation reservation, int times) => new(
        Quantity + (times * (long)reservation.Quantity),
        reservation.Kind == ReservationKind.Soft ? Soft + (times * (long)reservation.Quantity) : Soft);
}
