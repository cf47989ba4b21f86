using System.Text.Json.Serialization;
using NodaTime;
using Oms.Finance;

namespace Oms.Central.Inventory;

/// <summary>A stock item as the API shows it.</summary>
/// <param name="Reservations">Null in a list: an item may have tens of thousands.</param>
/// <param name="Picked">Units that are here, out of their lots, and about to leave.</param>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<ReservationView>? Reservations,
    IReadOnlyList<Backorder> Backorders,
    int? ReorderPoint,
    bool Low,
    BackorderPolicy? BackorderPolicy,
    bool SerialTracked,
    IReadOnlyList<SupplyView> Supplies,
    int Picked)
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
            (int)item.Reservations.Sums.Soft,
            (int)item.Reservations.Sums.Hard,
            item.Waiting,
            item.SafetyStock,
            int.Max(0, item.Available),
            [
                .. item.Lots.Select(lot => new StockLotView(
                    lot.Key,
                    lot.Value.Quantity,
                    lot.Value.Status,
                    lot.Value.Expires,
                    lot.Value.Cause,
                    [.. lot.Value.Bins?.Select(bin => new BinQuantity(bin.Key, bin.Value)) ?? []])),
            ],
            item.Reservations.IsWhole
                ?
                [
                    .. item.Reservations.Select(r => new ReservationView(
                        r.Key,
                        r.Value.Quantity,
                        r.Value.Kind,
                        r.Value.ExpiresAt,
                        r.Value.UsableUntil,
                        r.Value.Lot,
                        r.Value.Serial)),
                ]
                : null,
            [.. item.Backorders],
            item.ReorderPoint,
            item.IsLow,
            item.BackorderPolicy,
            item.SerialTracked,
            [.. item.Supplies?.Select(each => new SupplyView(each.Key, each.Value.Quantity, each.Value.On)) ?? []],
            item.PickedQuantity);
    }
}

/// <param name="Ref">Where it comes from, such as <c>po/PO-1/1</c> for a line of a purchase order.</param>
/// <param name="ExpectedOn">Null where nobody knows.</param>
internal sealed record SupplyView(string Ref, int Quantity, LocalDate? ExpectedOn);

/// <param name="Bins">Where its units lie; those that are not in here lie in no bin.</param>
internal sealed record StockLotView(
    string Lot, int Quantity, LotStatus Status, LocalDate? Expires, string? Cause, IReadOnlyList<BinQuantity> Bins);

/// <param name="UsableUntil">The day until which its units must be usable; null where any day will do.</param>
/// <param name="Lot">The lot that its units must be of; null where any lot will do.</param>
/// <param name="Serial">The unit that it is for; null where any unit will do.</param>
internal sealed record ReservationView(
    string Id,
    int Quantity,
    ReservationKind Kind,
    Instant? ExpiresAt,
    LocalDate? UsableUntil,
    string? Lot,
    string? Serial);

internal sealed record AvailabilityView(string Location, int Available, int OnHand);

internal sealed record LotRow(
    string Sku, string Location, string Lot, int Quantity, LotStatus Status, LocalDate? Expires, string? Cause);

/// <param name="Bin">The bin that the units are put into if they fit; null for none.</param>
/// <param name="UnitCost">What one of them cost; null where nobody says so.</param>
internal sealed record ReceiveBody(
    string Receipt,
    string Lot,
    int Quantity,
    LocalDate? Expires = null,
    IReadOnlyList<string>? Serials = null,
    string? Bin = null,
    Money? UnitCost = null);

internal sealed record ReturnBody(
    string Ref,
    string Lot,
    int Quantity,
    Disposition Disposition,
    string Cause,
    IReadOnlyList<string>? Serials = null);

internal sealed record SerialTrackingBody(bool Tracked);

internal sealed record SerialView(string Serial, string Lot);

internal sealed record AdjustBody(string Lot, int Delta, string Reason, int? ExpectedOnHand = null);

/// <param name="ExpectedQuantity">Units that the counter was told are there.</param>
internal sealed record CountBody(
    string Lot, int Counted, int ExpectedQuantity, string Reason, IReadOnlyList<string>? Serials = null);

/// <param name="Mode">Null for no policy.</param>
internal sealed record BackorderPolicyBody(
    BackorderMode? Mode, int Limit = 0, int? PromiseDays = null, LocalDate? Release = null);

internal sealed record ScrapBody(
    string Ref, string Lot, int Quantity, string Reason, IReadOnlyList<string>? Serials = null);

internal sealed record SafetyStockBody(int Quantity);

internal sealed record CauseBody(string Cause);
