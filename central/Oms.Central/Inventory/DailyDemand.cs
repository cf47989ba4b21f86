using NodaTime;
using NodaTime.Text;
using Oms.Central.Storage;

namespace Oms.Central.Inventory;

/// <summary>Units that left a stock item for customers, day by day.</summary>
internal static class DailyDemand
{
    /// <summary>Units that were shipped on each day, in UTC, from one day on and before another.</summary>
    public static async Task<List<long>> ReadAsync(ITables tables, string item, LocalDate from, LocalDate until)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        var shipped = (await reader.ManyAsync(
            """
            SELECT substr(at, 1, 10), CAST(SUM(quantity) AS BIGINT) FROM stock_movements
            WHERE item = @item AND kind = @kind AND at >= @from AND at < @until GROUP BY substr(at, 1, 10)
            """,
            row => (Day: row.GetString(0), Units: row.GetInt64(1)),
            ("@item", item),
            ("@kind", CentralViews.Snake(MovementKind.Shipment)),
            ("@from", LocalDatePattern.Iso.Format(from)),
            ("@until", LocalDatePattern.Iso.Format(until))))
            .ToDictionary(each => each.Day, each => each.Units, StringComparer.Ordinal);
        return
        [
            .. Enumerable.Range(0, Period.DaysBetween(from, until)).Select(ahead =>
                shipped.GetValueOrDefault(LocalDatePattern.Iso.Format(from.PlusDays(ahead)))),
        ];
    }
}
