using System.Collections.Immutable;
using System.Text.Json;
using Oms.Central.Storage;

namespace Oms.Central.Inventory;

/// <summary>Stock items as lists are read from: a document with what their reservations come to, and a row for each
/// reservation.</summary>
/// <remarks>What a decision remembers of the past, for commands that come again, is in the journal alone.</remarks>
internal static class ListedStock
{
    public static ViewParts<StockItem> Parts { get; } = new(
        happened => StockEvents.ReservationOf((StockEvent)happened),
        (item, parts) => item with
        {
            Reservations = item.Reservations.With(
                parts.Select(part => part.Name), parts.Where(part => part.Doc is not null).Select(Live)),
        },
        (item, id) => item.Reservations.TryGetValue(id, out var live) ? Written(live) : null,
        item => item.Reservations.Select(each => new ViewPart(each.Key, Written(each.Value))));

    /// <summary>A stock item without its reservations: their sums are there, and whoever asks for one fails.</summary>
    public static StockItem Read(byte[] doc) => JsonSerializer.Deserialize(doc, ListedStockJson.Default.StockItem)!;

    /// <summary>Stock items with all their reservations, by id; those that are not there are left out.</summary>
    public static async Task<Dictionary<string, StockItem>> WholeAsync(
        ITables tables, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, StockItem>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var (doc, parts) = await tables.FindWholeAsync(StockItem.Kind, id, cancellationToken);
            if (doc is not null)
            {
                items[id] = Read(doc) with
                {
                    Reservations = new LiveReservations(parts.Select(Live).ToImmutableSortedDictionary()),
                };
            }
        }

        return items;
    }

    private static byte[] Written(Reservation live) =>
        JsonSerializer.SerializeToUtf8Bytes(live, StockJson.Default.Reservation);

    private static KeyValuePair<string, Reservation> Live(ViewPart part) =>
        new(part.Name, JsonSerializer.Deserialize(part.Doc, StockJson.Default.Reservation)!);
}
