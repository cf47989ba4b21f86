using System.Data.Common;
using NodaTime;
using NodaTime.Text;
using Oms.Central.Storage;

namespace Oms.Central.Inventory;

/// <summary>When the units of lots came, as the movements say.</summary>
internal static class StockArrivals
{
    private const int AtOnce = 50;

    private static readonly string Outside = InWords(
        StockBucket.Supplier, StockBucket.Customer, StockBucket.Adjustment, StockBucket.InTransit);

    private static readonly string Inside = InWords(
        StockBucket.Approved, StockBucket.OnHold, StockBucket.Quarantined, StockBucket.Recalled, StockBucket.Expired,
        StockBucket.Damaged);

    /// <summary>Of the units of a lot that are still there, when they came to this location.</summary>
    public static async Task<IReadOnlyList<AgedUnits>> OfLotAsync(
        DbConnection reader, string item, string lot, long units)
    {
        var arrived = new List<AgedUnits>();
        var (before, part) = (long.MaxValue, 0L);
        while (true)
        {
            var rows = await reader.ManyAsync(
                $"""
                SELECT seq, part, at, quantity FROM stock_movements
                WHERE item = @item AND lot = @lot AND (seq, part) < (@seq, @part)
                    AND from_bucket IN ({Outside}) AND to_bucket IN ({Inside})
                ORDER BY seq DESC, part DESC LIMIT {AtOnce}
                """,
                row => (Seq: row.GetInt64(0), Part: row.GetInt64(1), On: DayOf(row.GetString(2)),
                    Units: row.GetInt64(3)),
                ("@item", item),
                ("@lot", lot),
                ("@seq", before),
                ("@part", part));
            arrived.AddRange(rows.Select(row => new AgedUnits(row.On, row.Units)));
            if (rows.Count < AtOnce || arrived.Sum(each => each.Units) >= units)
            {
                return StockAge.OfLot(units, arrived);
            }

            (before, part) = (rows[^1].Seq, rows[^1].Part);
        }
    }

    private static LocalDate DayOf(string at) => LocalDatePattern.Iso.Parse(at[..10]).Value;

    private static string InWords(params StockBucket[] buckets) =>
        string.Join(", ", buckets.Select(bucket => $"'{CentralViews.Snake(bucket)}'"));
}
