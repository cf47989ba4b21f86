using System.Collections.Immutable;

namespace Oms.Central.Orders;

/// <summary>What an order's units ask to be paid, worked out from where they are.</summary>
/// <remarks>
/// All are functions of the units' counts, never sums over the past: whatever happens to the units in whatever order,
/// what is owed at the end is exactly what the units that were sold cost.
/// </remarks>
/// <param name="Owed">Minor units that the customer pays if every unit that still can arrive does.</param>
/// <param name="Least">Minor units that are due now whatever is decided about blocked units.</param>
/// <param name="Most">Minor units that may be charged now at most; what is above goes back.</param>
/// <param name="Worth">What is owed before anything that people gave back or banks took.</param>
public readonly record struct OrderDues(long Owed, long Least, long Most, long Worth)
{
    /// <summary>The dues of an order with money.</summary>
    public static OrderDues Of(Order order)
    {
        var money = order.Money!;
        long owed = 0, least = 0, most = 0;
        foreach (var line in order.Lines)
        {
            var (totals, units) = (money.Totals.Lines[line.Number - 1], order.DuesOf(line));
            owed += totals.Of(units.Owed) + line.Retained;
            least += totals.Of(units.Least) + line.Retained;
            most += totals.Of(units.Most) + line.Retained;
        }

        // People capture and decide what of it stays; only what nobody can owe any more goes back by itself.
        (least, most) = money.Capture == CapturePolicy.Manual ? (0, owed) : (least, most);
        var less = money.GivenBack;
        return new OrderDues(long.Max(0, owed - less), long.Max(0, least - less), long.Max(0, most - less), owed);
    }

    /// <summary>How much of what is owed is authorised or charged.</summary>
    public AuthoriseStatus Authorise(OrderMoney money) =>
        money.Exposure + money.Available >= Owed ? AuthoriseStatus.Full
        : money.Exposure + money.Available > 0 ? AuthoriseStatus.Partial
        : AuthoriseStatus.None;

    public ChargeStatus Charge(OrderMoney money) =>
        money.Charged > Owed ? ChargeStatus.Overcharged
        : money.Charged == Owed ? ChargeStatus.Full
        : money.Charged > 0 ? ChargeStatus.Partial
        : ChargeStatus.None;

    public static RefundStatus Refund(OrderMoney money) =>
        money.Refunded == 0 ? RefundStatus.None
        : money.Refunded < money.Captured ? RefundStatus.Partial
        : RefundStatus.Full;
}

/// <summary>How many units of a line ask to be paid.</summary>
/// <param name="Owed">Units that the customer pays if every unit that still can arrive does.</param>
/// <param name="Least">Units that are due now whatever is decided about blocked ones.</param>
/// <param name="Most">Units that may be charged now at most.</param>
internal readonly record struct LineDues(int Owed, int Least, int Most)
{
    public static LineDues Of(OrderMoney money, OrderLine line)
    {
        var q = line.Quantities;
        if (line.Lots.IsEmpty)
        {
            return new LineDues(q.Ordered - q.Cancelled - q.Shorted, 0, 0);
        }

        var blocks = money.Blocks.Where(block => block.Line == line.Number).ToList();
        int open = 0, charged = 0, given = 0;
        foreach (var units in LotUnits.Of(line))
        {
            var chargeable = units.Chargeable(money.Capture);
            if (Is(ChargeBlockStatus.Refunded, units))
            {
                given += units.Kept - units.Back;
            }
            else if (Is(ChargeBlockStatus.Open, units))
            {
                open += chargeable;
            }
            else
            {
                charged += chargeable;
            }
        }

        var possible = int.Max(
            0, q.Ordered - q.Cancelled - q.Shorted - q.Lost - q.TurnedBack - q.Returned - given);
        return new LineDues(possible, charged, int.Min(possible, charged + open));

        bool Is(ChargeBlockStatus status, LotUnits units) => blocks.Any(block => block.Is(status, units));
    }
}

/// <summary>What was worked out for each line of an order, as long as neither the line nor what blocks its
/// units changes.</summary>
/// <remarks>
/// Each event asks about all lines, and most concern one of them. States that follow each other share it: an entry is
/// taken only for the very line and blocks that it was worked out for.
/// </remarks>
/// <threadsafety>Any thread may ask: entries never change, one is only put in the place of another.</threadsafety>
internal sealed class LineDuesMemo(int lines)
{
    private readonly Entry?[] _entries = new Entry?[lines];

    /// <summary>How many lines it has room for.</summary>
    public int Count => _entries.Length;

    public LineDues Of(OrderMoney money, OrderLine line)
    {
        var known = _entries[line.Number - 1];
        if (known is null || !ReferenceEquals(known.Line, line) || !ReferenceEquals(known.Blocks, money.Blocks))
        {
            _entries[line.Number - 1] = known = new Entry(line, money.Blocks, LineDues.Of(money, line));
        }

        return known.Dues;
    }

    private sealed record Entry(OrderLine Line, ImmutableList<ChargeBlock> Blocks, LineDues Dues);
}

/// <summary>Where the units of one lot are that left on one route.</summary>
/// <param name="Kept">Units that are neither lost nor turned back.</param>
/// <param name="Back">Units that were delivered and given back.</param>
internal readonly record struct LotUnits(string Route, string Lot, int Kept, int Delivered, int Back)
{
    /// <summary>Units that may be charged for.</summary>
    public int Chargeable(CapturePolicy capture) =>
        (capture == CapturePolicy.AfterDelivery ? Delivered : Kept) - Back;

    public static IEnumerable<LotUnits> Of(OrderLine line) =>
        from lot in line.Lots
        group lot.Quantity by (lot.Route, lot.Lot) into shipped
        let told = line.Outcomes.FindAll(o => o.Lot == shipped.Key.Lot && (o.Route ?? shipped.Key.Route)
            == shipped.Key.Route)
        select new LotUnits(
            shipped.Key.Route,
            shipped.Key.Lot,
            shipped.Sum() - told.Sum(o => o.Short + o.Refused + o.Damaged),
            told.Sum(o => o.Delivered),
            (line.Back ?? []).Where(back => (back.Route, back.Lot) == shipped.Key).Sum(back => back.Quantity));
}
