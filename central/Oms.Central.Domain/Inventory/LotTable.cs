using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>The lots of a stock item by name, with what decisions ask of all of them together.</summary>
/// <remarks>Stored as the lots alone; the rest follows from them and goes along with each change.</remarks>
[JsonConverter(typeof(LotTableConverter))]
public sealed class LotTable : IEnumerable<KeyValuePair<string, Lot>>
{
    private readonly ImmutableSortedSet<(LocalDate Expires, long Arrival, string Name)> _leaving;

    public LotTable(ImmutableSortedDictionary<string, Lot> byName)
    {
        var sellable = byName.Where(pair => IsSellable(pair.Value)).ToList();
        ByName = byName;
        OnHand = byName.Values.Sum(lot => (long)lot.Quantity);
        Sellable = sellable.Sum(pair => (long)pair.Value.Quantity);
        Supply = sellable.Aggregate(
            ImmutableSortedDictionary<LocalDate, long>.Empty,
            (supply, pair) => Changed(supply, LastDay(pair.Value), pair.Value.Quantity));
        _leaving = [.. sellable.Select(pair => Place(pair.Key, pair.Value))];
    }

    private LotTable(
        ImmutableSortedDictionary<string, Lot> byName,
        long onHand,
        long sellable,
        ImmutableSortedDictionary<LocalDate, long> supply,
        ImmutableSortedSet<(LocalDate Expires, long Arrival, string Name)> leaving)
    {
        (ByName, OnHand, Sellable, Supply, _leaving) = (byName, onHand, sellable, supply, leaving);
    }

    public static LotTable Empty { get; } = new(ImmutableSortedDictionary<string, Lot>.Empty);

    public int Count => ByName.Count;

    /// <summary>Units of all lots.</summary>
    public long OnHand { get; }

    /// <summary>Units of approved lots.</summary>
    public long Sellable { get; }

    public IEnumerable<string> Keys => ByName.Keys;

    public IEnumerable<Lot> Values => ByName.Values;

    /// <summary>The last day of the lot that leaves first, of approved ones with units; null where it has
    /// none.</summary>
    internal LocalDate? FirstExpiry =>
        _leaving.IsEmpty || _leaving.Min.Expires == Never ? null : _leaving.Min.Expires;

    /// <summary>Approved lots with units: first expired first out, then first in first out.</summary>
    internal IEnumerable<KeyValuePair<string, Lot>> Leaving =>
        _leaving.Select(place => KeyValuePair.Create(place.Name, ByName[place.Name]));

    internal ImmutableSortedDictionary<string, Lot> ByName { get; }

    /// <summary>Units of approved lots by their last day.</summary>
    internal ImmutableSortedDictionary<LocalDate, long> Supply { get; }

    /// <summary>The last day of lots that have none.</summary>
    internal static LocalDate Never => LocalDate.MaxIsoValue;

    public Lot this[string name] => ByName[name];

    public bool ContainsKey(string name) => ByName.ContainsKey(name);

    public bool TryGetValue(string name, [MaybeNullWhen(false)] out Lot lot) => ByName.TryGetValue(name, out lot);

    /// <summary>Puts a lot in the place of what it was.</summary>
    public LotTable With(string name, Lot lot)
    {
        var (onHand, sellable, supply, leaving) = (OnHand, Sellable, Supply, _leaving);
        if (ByName.TryGetValue(name, out var before))
        {
            onHand -= before.Quantity;
            if (IsSellable(before))
            {
                sellable -= before.Quantity;
                supply = Changed(supply, LastDay(before), -before.Quantity);
                leaving = leaving.Remove(Place(name, before));
            }
        }

        onHand += lot.Quantity;
        if (IsSellable(lot))
        {
            sellable += lot.Quantity;
            supply = Changed(supply, LastDay(lot), lot.Quantity);
            leaving = leaving.Add(Place(name, lot));
        }

        return new LotTable(ByName.SetItem(name, lot), onHand, sellable, supply, leaving);
    }

    public IEnumerator<KeyValuePair<string, Lot>> GetEnumerator() => ByName.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static bool IsSellable(Lot lot) => lot is { Status: LotStatus.Approved, Quantity: > 0 };

    internal static LocalDate LastDay(Lot lot) => lot.Expires ?? Never;

    private static (LocalDate Expires, long Arrival, string Name) Place(string name, Lot lot) =>
        (LastDay(lot), lot.Arrival, name);

    private static ImmutableSortedDictionary<LocalDate, long> Changed(
        ImmutableSortedDictionary<LocalDate, long> supply, LocalDate day, long by)
    {
        var sum = supply.GetValueOrDefault(day) + by;
        return sum == 0 ? supply.Remove(day) : supply.SetItem(day, sum);
    }
}
