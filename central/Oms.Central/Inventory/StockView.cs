using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>A stock item as the API shows it.</summary>
internal sealed record StockView(
    string Id,
    long Version,
    string Sku,
    string Location,
    int OnHand,
    int Sellable,
    int ReservedSoft,
    int ReservedHard,
    int Backordered,
    int SafetyStock,
    int Available,
    IReadOnlyList<StockLotView> Lots,
    IReadOnlyList<ReservationView> Reservations,
    IReadOnlyList<Backorder> Backorders)
{
    public static StockView Of(string id, StockItem item)
    {
        var (sku, location) = StockItemId.Parse(id) ?? (id, string.Empty);
        return new StockView(
            id,
            item.Revision,
            sku,
            location,
            item.OnHand,
            item.Sellable,
            Sum(item, ReservationKind.Soft),
            Sum(item, ReservationKind.Hard),
            item.Backorders.Sum(backorder => backorder.Quantity),
            item.SafetyStock,
            int.Max(0, item.Available),
            [
                .. item.Lots.Select(lot => new StockLotView(
                    lot.Key, lot.Value.Quantity, lot.Value.Status, lot.Value.Expires, lot.Value.Cause)),
            ],
            [
                .. item.Reservations.Select(r => new ReservationView(
                    r.Key, r.Value.Quantity, r.Value.Kind, r.Value.ExpiresAt)),
            ],
            item.Backorders);
    }

    private static int Sum(StockItem item, ReservationKind kind) =>
        item.Reservations.Values.Where(reservation => reservation.Kind == kind)
            .Sum(reservation => reservation.Quantity);
}

internal sealed record StockLotView(string Lot, int Quantity, LotStatus Status, LocalDate? Expires, string? Cause);

internal sealed record ReservationView(string Id, int Quantity, ReservationKind Kind, Instant? ExpiresAt);

internal sealed record AvailabilityView(string Location, int Available, int OnHand);

internal sealed record LotRow(
    string Sku, string Location, string Lot, int Quantity, LotStatus Status, LocalDate? Expires, string? Cause);

internal sealed record ReceiveBody(string Receipt, string Lot, int Quantity, LocalDate? Expires = null);

internal sealed record AdjustBody(string Lot, int Delta, string Reason, int? ExpectedOnHand = null);

internal sealed record ScrapBody(string Ref, string Lot, int Quantity, string Reason);

internal sealed record SafetyStockBody(int Quantity);

internal sealed record CauseBody(string Cause);
