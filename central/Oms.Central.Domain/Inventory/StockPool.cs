using System.Collections.Immutable;
using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>Which units a promise may be kept with.</summary>
/// <param name="UsableUntil">Units must be usable until this day at least; null where any day will do.</param>
/// <param name="Lot">Units must be of this lot; null where any lot will do.</param>
/// <param name="Serial">It must be this unit; null where any unit will do.</param>
internal readonly record struct StockWish(LocalDate? UsableUntil, string? Lot, string? Serial = null);

/// <summary>Units that may be promised, while promises are taken out of them one by one.</summary>
/// <remarks>
/// Who needs units that last longer can use fewer lots, and these are among the lots of who needs less. So all promises
/// can be kept exactly when, for every day that one of them names, the units that last until it are as many as the
/// promises that need it (Hall's condition for nested sets); then first expired first out never takes a unit that
/// another promise needs. Units of a lot that a promise names are set apart first.
/// </remarks>
internal sealed class StockPool
{
    private static readonly LocalDate AnyDay = LocalDate.MinIsoValue;

    private readonly ImmutableSortedDictionary<LocalDate, long>.Builder _supply;
    private readonly SortedDictionary<LocalDate, long> _needs = [];
    private readonly Dictionary<string, long> _pinned = new(StringComparer.Ordinal);
    private readonly LotTable _lots;
    private readonly ImmutableSortedDictionary<string, string>? _serials;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly int _safetyStock;

    /// <param name="lots">The lots; only approved ones count.</param>
    /// <param name="serials">The lot of each serial; null where units have none.</param>
    /// <param name="safetyStock">Units that no promise may take.</param>
    public StockPool(LotTable lots, ImmutableSortedDictionary<string, string>? serials, int safetyStock) =>
        (_lots, _serials, _safetyStock, _supply) = (lots, serials, safetyStock, lots.Supply.ToBuilder());

    /// <summary>Units that can be promised to such a wish; below zero when the safety stock is not there.</summary>
    public long Available(StockWish wish)
    {
        if (wish.Serial is { } serial
            && (LotOf(serial) is not { } at || (wish.Lot ?? at) != at || _taken.Contains(serial)))
        {
            return long.Min(0, Slack(AnyDay));
        }

        if (LotOf(wish) is not { } lot)
        {
            return Slack(wish.UsableUntil ?? AnyDay);
        }

        if (!_lots.TryGetValue(lot, out var held) || !LotTable.IsSellable(held))
        {
            return long.Min(0, Slack(AnyDay));
        }

        var expires = LotTable.LastDay(held);
        return wish.UsableUntil > expires
            ? 0
            : long.Min(held.Quantity - _pinned.GetValueOrDefault(lot), Slack(expires));
    }

    /// <summary>Takes units out for a promise; there must be so many (<see cref="Available"/>).</summary>
    public void Take(StockWish wish, long quantity)
    {
        if (quantity <= 0)
        {
            return;
        }

        if (wish.Serial is { } serial)
        {
            _ = _taken.Add(serial);
        }

        if (LotOf(wish) is { } lot)
        {
            Add(_pinned, lot, quantity);
            Add(_supply, LotTable.LastDay(_lots[lot]), -quantity);
        }
        else
        {
            Add(_needs, wish.UsableUntil ?? AnyDay, quantity);
        }
    }

    /// <summary>Takes units out for a promise if there are so many.</summary>
    public bool TryTake(StockWish wish, long quantity)
    {
        if (Available(wish) < quantity)
        {
            return false;
        }

        Take(wish, quantity);
        return true;
    }

    private string? LotOf(string serial) => _serials?.GetValueOrDefault(serial);

    private string? LotOf(StockWish wish) => wish.Serial is { } serial ? LotOf(serial) : wish.Lot;

    /// <summary>The least that is left over for any day up to this one.</summary>
    private long Slack(LocalDate until)
    {
        var least = SlackOf(AnyDay) - _safetyStock;
        foreach (var day in _needs.Keys)
        {
            if (day > until)
            {
                break;
            }

            least = long.Min(least, SlackOf(day));
        }

        return until == AnyDay ? least : long.Min(least, SlackOf(until));
    }

    private long SlackOf(LocalDate day) => From(_supply, day) - From(_needs, day);

    private static long From(IEnumerable<KeyValuePair<LocalDate, long>> amounts, LocalDate day)
    {
        var sum = 0L;
        foreach (var (of, amount) in amounts)
        {
            sum += of >= day ? amount : 0;
        }

        return sum;
    }

    private static void Add<TKey>(IDictionary<TKey, long> amounts, TKey key, long amount) =>
        amounts[key] = amount + (amounts.TryGetValue(key, out var before) ? before : 0);
}
