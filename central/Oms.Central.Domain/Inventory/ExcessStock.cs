using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>Sellable units of one day of expiry.</summary>
/// <param name="Expires">The last day on which they may be used; null for never.</param>
public readonly record struct ExpiringUnits(LocalDate? Expires, long Units);

/// <summary>What of a stock item is more than will be wanted.</summary>
/// <param name="DaysOfSupply">Days for which what is free lasts, rounded down; null where nothing is wanted.</param>
/// <param name="Units">Free units beyond what is wanted in the days that are to be covered.</param>
/// <param name="Expiring">Units that will expire before they are wanted, if those that expire first leave
/// first.</param>
public sealed record ExcessStock(long? DaysOfSupply, long Units, long Expiring)
{
    private const long Milli = 1_000;

    /// <param name="sellable">Units that may be promised.</param>
    /// <param name="committed">Units that are promised or waited for; they leave before all that is wanted
    /// later.</param>
    /// <param name="safety">Units that are kept back, and so are no excess.</param>
    /// <param name="dailyMilliUnits">Thousandths of a unit that are wanted on a day, at least 0.</param>
    /// <param name="coverDays">Days for which stock is meant to last, at least 0.</param>
    public static ExcessStock Of(
        IReadOnlyCollection<ExpiringUnits> sellable,
        long committed,
        long safety,
        long dailyMilliUnits,
        int coverDays,
        LocalDate today)
    {
        var free = sellable.Sum(lot => lot.Units) - committed - safety;
        var covered = ((dailyMilliUnits * coverDays) + Milli - 1) / Milli;
        return new ExcessStock(
            dailyMilliUnits == 0 ? null : long.Max(0, free) * Milli / dailyMilliUnits,
            long.Max(0, free - covered),
            ExpiringOf(sellable, committed, dailyMilliUnits, today));
    }

    private static long ExpiringOf(
        IReadOnlyCollection<ExpiringUnits> sellable, long committed, long dailyMilliUnits, LocalDate today)
    {
        var (sold, expiring) = (0L, 0L);
        foreach (var lot in sellable.Where(lot => lot.Expires is not null).OrderBy(lot => lot.Expires))
        {
            // Today and the last day are both days on which units leave.
            var days = long.Max(0, Period.DaysBetween(today, lot.Expires!.Value) + 1);
            var wanted = committed + (dailyMilliUnits * days / Milli);
            var soldOfIt = long.Min(lot.Units, long.Max(0, wanted - sold));
            sold += soldOfIt;
            expiring += lot.Units - soldOfIt;
        }

        return expiring;
    }
}
