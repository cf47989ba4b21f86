using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Oms.Central.Orders;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <content>Units with names of their own.</content>
/// <remarks>
/// Of an item that is tracked by serials, every unit of an approved lot has one, and a serial is in one lot. Units that
/// come back without a serial are set aside in a lot of their own until a count has named them.
/// </remarks>
public sealed partial record StockItem
{
    /// <summary>Serials that one command may name.</summary>
    public const int SerialsAtOnce = 1_000;

    /// <summary>Serials that an item may have at once.</summary>
    public const int SerialsMax = 20_000;

    private Decision SetSerialTracking(StockCommand.SetSerialTracking c) =>
        c.Tracked == SerialTracked
            ? Decision.AlreadyDone
            : OnHand > 0
                ? Decision.Reject(new StockRejection.NotPossible(
                    $"{OnHand} units are there; change it while there are none."))
                : Decision.Accept(new StockEvent.SerialTrackingSet(c.Tracked));

    /// <summary>Refuses serials that do not name so many units, each once; and none where the item has none.</summary>
    private Decision? SerialFault(IReadOnlyList<string>? serials, int units)
    {
        if (!SerialTracked)
        {
            return serials is null ? null : Refuse("/serials", "The item is not tracked by serials.");
        }

        if (units > SerialsAtOnce)
        {
            return Refuse("/quantity", $"No more than {SerialsAtOnce} units with serials at once.");
        }

        if (serials is null || serials.Count != units)
        {
            return Refuse("/serials", $"Name {units} serials; {serials?.Count ?? 0} are named.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, serial) in serials.Index())
        {
            if (!OrderTerms.IsName(serial) || !seen.Add(serial))
            {
                return Refuse(
                    $"/serials/{index}", "It must have 1 to 64 characters, none a control one, and be named once.");
            }
        }

        return null;

        static Decision Refuse(string field, string reason) =>
            Decision.Reject(new StockRejection.Invalid(field, reason));
    }

    /// <summary>Refuses serials of units that come in, if one is there already.</summary>
    private Decision? SerialTaken(IReadOnlyList<string>? serials, string? exceptIn = null) =>
        AlreadyPicked(serials) ?? (serials?.FirstOrDefault(serial =>
            Serials?.GetValueOrDefault(serial) is { } lot && lot != exceptIn) is { } taken
            ? Decision.Reject(new StockRejection.SerialIsThere(taken, Serials![taken]))
            : (Serials?.Count ?? 0) + (serials?.Count ?? 0) > SerialsMax
                ? Decision.Reject(new StockRejection.LimitReached("serials", SerialsMax))
                : null);

    /// <summary>Refuses serials of units that leave a lot, if one is not in it or is promised to somebody.</summary>
    private Decision? SerialMissing(IReadOnlyList<string>? serials, string lot) =>
        serials?.FirstOrDefault(serial => Serials?.GetValueOrDefault(serial) != lot) is { } missing
            ? Decision.Reject(new StockRejection.NoSuchSerial(missing, lot))
            : null;

    /// <summary>The serials that leave with these lots: the one that the promise names, or the first of each lot that
    /// no other promise names.</summary>
    private IReadOnlyList<string>? Named(IReadOnlyList<LotQuantity> lots, Reservation promise)
    {
        if (!SerialTracked)
        {
            return null;
        }

        if (promise.Serial is { } own)
        {
            return [own];
        }

        var promised = Reservations.ByWish.Keys.Select(wish => wish.Serial).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. lots.SelectMany(lot => SerialsOf(lot.Lot).Where(serial => !promised.Contains(serial))
                .Take(lot.Quantity)),
        ];
    }

    /// <summary>The lot that a promise takes units of: that of its serial, or the one that it names.</summary>
    private string? LotOf(StockWish wish) => wish.Serial is { } serial ? Serials![serial] : wish.Lot;

    private IEnumerable<string> SerialsOf(string lot) =>
        (Serials ?? ImmutableSortedDictionary<string, string>.Empty).Where(pair => pair.Value == lot)
            .Select(pair => pair.Key).Order(StringComparer.Ordinal);

    /// <summary>What a reference stands for, with its serials.</summary>
    private static string WithSerials(string what, IReadOnlyList<string>? serials) =>
        serials is null
            ? what
            : $"{what}:{Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', serials))).AsSpan(0, 8))}";

    private StockItem WithSerialsIn(string lot, IReadOnlyList<string>? serials) =>
        serials is null
            ? this
            : this with
            {
                Serials = (Serials ?? ImmutableSortedDictionary<string, string>.Empty)
                    .SetItems(serials.Select(serial => KeyValuePair.Create(serial, lot))),
            };

    private StockItem WithoutSerials(IReadOnlyList<string>? serials) =>
        serials is null || Serials is null
            ? this
            : this with { Serials = Serials.RemoveRange(serials) is { IsEmpty: false } left ? left : null };
}
