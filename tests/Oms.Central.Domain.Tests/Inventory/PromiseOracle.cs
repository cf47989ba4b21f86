using NodaTime;
using Oms.Central.Inventory;

namespace Oms.Central.Tests.Inventory;

/// <summary>How many promised units can be kept at once, by trying: slow, plain, and of another kind than the code that
/// it judges.</summary>
internal static class PromiseOracle
{
    /// <summary>Gives each promised unit a unit that suits it, moving others along where that helps (augmenting
    /// paths).</summary>
    public static int Kept(StockItem item)
    {
        var wishes = item.Reservations.Values.SelectMany(r => Enumerable.Repeat(r, r.Quantity)).ToList();
        var units = item.Lots.Where(lot => lot.Value.Status == LotStatus.Approved)
            .SelectMany(lot => Enumerable.Repeat(lot, lot.Value.Quantity)).ToList();
        var owner = new int[units.Count];
        Array.Fill(owner, -1);
        return Enumerable.Range(0, wishes.Count).Count(wish => Place(wish, new bool[units.Count]));

        bool Place(int wish, bool[] tried)
        {
            for (var unit = 0; unit < units.Count; unit++)
            {
                if (!tried[unit] && Suits(wishes[wish], units[unit].Key, units[unit].Value))
                {
                    tried[unit] = true;
                    if (owner[unit] < 0 || Place(owner[unit], tried))
                    {
                        owner[unit] = wish;
                        return true;
                    }
                }
            }

            return false;
        }
    }

    private static bool Suits(Reservation promise, string name, Lot lot) =>
        (promise.Lot is null || promise.Lot == name)
        && (promise.UsableUntil is null || (lot.Expires ?? LocalDate.MaxIsoValue) >= promise.UsableUntil);
}
