using System.Text.Json;
using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Central.Transfers;

namespace Oms.Central.Reports;

/// <summary>What is wanted of a product, by whom and for when, beside what is to come: from stock items, which hear of
/// it at once, and from transfers that are under way.</summary>
internal static class DemandReport
{
    private const int LocationsMax = 1_000;
    private const int TransfersMax = 2_000;
    private const int OrdersMax = 5_000;
    private const int AtOnce = 500;
    private const int PageRows = 200;

    /// <summary>Reads what there is of a product.</summary>
    /// <param name="location">Only this one; null for all.</param>
    public static async Task<DemandView> OfAsync(
        CentralNode node, string sku, string? location, CancellationToken cancellationToken)
    {
        var rows = await node.Model.PageAsync(StockItem.Kind, sku, location, null, null, LocationsMax);
        var wants = new List<Want>();
        var orders = new HashSet<string>(StringComparer.Ordinal);
        var whole = await ListedStock.WholeAsync(node.Model, rows.Rows.Select(row => row.Id), cancellationToken);
        var items = whole.Select(each => (StockItemId.Parse(each.Key)!.Value.Location, Item: each.Value)).ToList();
        foreach (var (_, item) in items)
        {
            orders.UnionWith(item.Reservations.Keys.Concat((item.Picked ?? StockItem.NothingPicked).Keys)
                .Select(each => OrderId.OfReservation(each)?.Order).OfType<string>());
        }

        var days = await DaysAsync(node, [.. orders.Take(OrdersMax)], cancellationToken);
        foreach (var (at, item) in items)
        {
            wants.AddRange(
                from held in item.Reservations
                let isOrder = OrderId.OfReservation(held.Key) is not null
                select new Want(
                    at, isOrder ? days.GetValueOrDefault(held.Key) : null,
                    isOrder ? DemandKind.Orders : DemandKind.Others, held.Value.Quantity));
            wants.AddRange(
                from picked in item.Picked ?? StockItem.NothingPicked
                select new Want(at, days.GetValueOrDefault(picked.Key), DemandKind.Orders, picked.Value.Quantity));
            wants.AddRange(
                from waits in item.Backorders
                let isOrder = OrderId.OfReservation(waits.Reservation) is not null
                select new Want(
                    at, waits.Promise, isOrder ? DemandKind.OrdersWaiting : DemandKind.Others, waits.Quantity));
            wants.AddRange(
                from supply in item.Supplies?.Values ?? []
                select new Want(at, supply.On, DemandKind.Purchases, supply.Quantity));
        }

        var isWhole = await MovesAsync(node, sku, location, wants, cancellationToken);
        return new DemandView(
            sku,
            isWhole && rows.Next is null && orders.Count <= OrdersMax,
            [
                .. from want in wants
                   group want by (want.Location, want.Day) into same
                   orderby same.Key.Location, same.Key.Day ?? LocalDate.MaxIsoValue
                   select new DemandItem(
                       same.Key.Location, same.Key.Day, Sum(same, DemandKind.Orders),
                       Sum(same, DemandKind.OrdersWaiting), Sum(same, DemandKind.Others),
                       Sum(same, DemandKind.TransfersOut), Sum(same, DemandKind.TransfersIn),
                       Sum(same, DemandKind.Purchases)),
            ]);

        static long Sum(IEnumerable<Want> wants, DemandKind kind) =>
            wants.Where(want => want.Kind == kind).Sum(want => (long)want.Units);
    }

    /// <summary>The promised day of each reservation of some orders.</summary>
    private static async Task<Dictionary<string, LocalDate?>> DaysAsync(
        CentralNode node, IReadOnlyList<string> orders, CancellationToken cancellationToken)
    {
        var days = new Dictionary<string, LocalDate?>(StringComparer.Ordinal);
        foreach (var some in orders.Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var doc in await node.Model.FindAsync(OrderId.Kind, some))
            {
                foreach (var line in JsonSerializer.Deserialize(doc, OrderJson.Default.Order)!.Lines)
                {
                    if (line.Allocation is { } held)
                    {
                        days[held.Reservation] = Order.DueOf(line);
                    }
                }
            }
        }

        return days;
    }

    /// <summary>What transfers want and bring; nobody says for which day.</summary>
    /// <returns>Whether all were looked at.</returns>
    private static async Task<bool> MovesAsync(
        CentralNode node, string sku, string? location, List<Want> wants, CancellationToken cancellationToken)
    {
        var seen = 0;
        foreach (var status in new[]
            { TransferStatus.Draft, TransferStatus.Ready, TransferStatus.InTransit, TransferStatus.PartiallyReceived })
        {
            ViewCursor? after = null;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                var page = await node.Model.PageAsync(
                    Transfer.Kind, CentralViews.Snake(status), null, null, after, PageRows);
                foreach (var row in page.Rows)
                {
                    var transfer = JsonSerializer.Deserialize(row.Doc, TransferJson.Default.Transfer)!;
                    foreach (var line in transfer.Lines.Where(line => line.Sku == sku && line.Refused is null))
                    {
                        var leaves = line.IsSettled ? 0 : line.Quantity;
                        wants.Add(new Want(transfer.Terms!.From, null, DemandKind.TransfersOut, leaves));
                        wants.Add(new Want(transfer.Terms.To, null, DemandKind.TransfersIn, leaves + line.InTransit));
                    }
                }

                seen += page.Rows.Count;
                after = page.Next;
            }
            while (after is not null && seen < TransfersMax);
        }

        _ = wants.RemoveAll(want => want.Units == 0 || (location is not null && want.Location != location));
        return seen < TransfersMax;
    }

    private enum DemandKind
    {
        Orders,
        OrdersWaiting,
        Others,
        TransfersOut,
        TransfersIn,
        Purchases,
    }

    private sealed record Want(string Location, LocalDate? Day, DemandKind Kind, int Units);
}

/// <param name="Complete">Whether all was looked at; else there is more of it than one report takes.</param>
internal sealed record DemandView(string Sku, bool Complete, IReadOnlyList<DemandItem> Items);

/// <summary>Units of one product at one location.</summary>
/// <param name="Day">For which they are promised, or expected; null where nobody said.</param>
/// <param name="Orders">Promised to customers' orders, picked ones included.</param>
/// <param name="OrdersWaiting">That customers' orders wait for.</param>
/// <param name="Others">Reserved, or waited for, by who is no order.</param>
/// <param name="TransfersOut">To leave for another location, such as a store.</param>
/// <param name="TransfersIn">To come from another location.</param>
/// <param name="Purchases">To come from suppliers.</param>
internal sealed record DemandItem(
    string Location,
    LocalDate? Day,
    long Orders,
    long OrdersWaiting,
    long Others,
    long TransfersOut,
    long TransfersIn,
    long Purchases);
