using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>Reservations over HTTP: soft ones that expire, made hard by a confirmation.</summary>
internal static class ReservationEndpoints
{
    public static void Map(StockWrites stock)
    {
        stock.Map(
            "/reservations", 201, "Reserve units", CentralJson.Default.ReserveBody,
            body =>
            [
                ("/reservation", Own(body.Reservation)), ("/lot", body.Lot ?? "any"), ("/serial", body.Serial ?? "any"),
            ],
            (body, _) => new StockCommand.Reserve(
                body.Reservation, body.Quantity, Duration.FromSeconds(body.TtlSeconds), body.Backorder)
            {
                MinimumRemainingDays = body.MinimumRemainingDays,
                Lot = body.Lot,
                Serial = body.Serial,
                Priority = body.Priority,
                Promise = body.Promise,
                CancelAfter = body.CancelAfter,
                OrRefuse = true,
            });
        stock.Map(
            "/reservations/{reservation}/confirm", 200, "Make a reservation hard", CentralJson.Default.EmptyBody,
            _ => [],
            (_, part) => new StockCommand.Confirm(part("reservation")),
            "reservation");
        stock.Map(
            "/reservations/{reservation}/extend", 200, "Make a soft reservation last longer",
            CentralJson.Default.ExtendBody,
            _ => [],
            (body, part) => new StockCommand.Extend(part("reservation"), Duration.FromSeconds(body.TtlSeconds)),
            "reservation");
        stock.Map(
            "/reservations/{reservation}/release", 200, "Give up a reservation, or a part of it",
            CentralJson.Default.ReleaseBody,
            body => [("/cause", body.Cause)],
            (body, part) => new StockCommand.Reduce(part("reservation"), body.Remaining, body.Cause),
            "reservation");
    }

    /// <summary>Ids with a slash are those of orders, which keep them themselves; such a name is refused.</summary>
    private static string Own(string reservation) =>
        reservation.Contains('/', StringComparison.Ordinal) ? string.Empty : reservation;
}

/// <param name="TtlSeconds">How long it lasts unconfirmed.</param>
/// <param name="Backorder">Whether it waits where too few units are there.</param>
internal sealed record ReserveBody(
    string Reservation,
    int Quantity,
    int TtlSeconds = 900,
    string? Lot = null,
    string? Serial = null,
    int? MinimumRemainingDays = null,
    bool Backorder = false,
    int Priority = 0,
    LocalDate? Promise = null,
    Instant? CancelAfter = null);

internal sealed record ExtendBody(int TtlSeconds);

/// <param name="Remaining">Units that are kept; 0 ends it.</param>
internal sealed record ReleaseBody(string Cause, int Remaining = 0);

internal sealed record ReorderPointBody(int? Quantity);
