using System.Collections.Immutable;

namespace Oms.Central.Orders;

/// <summary>What decisions ask of all lines of an order, kept up to date line by line.</summary>
/// <remarks>
/// An order of thousands of lines hears from a stock item for each of them. Were all lines walked through each time,
/// the time would grow with the square of their number. Lines that a change only proposes count as open and, until they
/// are asked for, as unasked; they neither delay nor release the others.
/// </remarks>
/// <param name="Lines">The lines that it is of.</param>
/// <param name="Open">Lines with a unit for which something is still to happen.</param>
/// <param name="Cancelled">Lines all of whose units are cancelled.</param>
/// <param name="Undecided">Lines with units that no stock item has answered for.</param>
/// <param name="Waiting">Lines that wait for stock.</param>
/// <param name="Hard">Lines whose reservation lasts.</param>
/// <param name="ToRoute">Lines about whose location a decision is due.</param>
/// <param name="Unrouted">Lines of them that are in no reservation: nothing is asked for until they have a
/// location.</param>
/// <param name="Unasked">Numbers of lines with units that are in no reservation.</param>
/// <param name="Proposed">Numbers of such lines that a change only proposes.</param>
/// <param name="Soft">Numbers of lines whose reservation is to be confirmed, and did not wait.</param>
/// <param name="Filled">Numbers of lines whose reservation is to be confirmed, and waited.</param>
/// <param name="Loose">Numbers of lines whose units another order could have instead: reserved, and did not
/// wait.</param>
/// <param name="ToPick">Numbers of lines that are to be picked, and are in no fulfilment order.</param>
internal sealed record LineTally(
    ImmutableList<OrderLine> Lines,
    int Open,
    int Cancelled,
    int Undecided,
    int Waiting,
    int Hard,
    int ToRoute,
    int Unrouted,
    ImmutableSortedSet<int> Unasked,
    ImmutableSortedSet<int> Proposed,
    ImmutableSortedSet<int> Soft,
    ImmutableSortedSet<int> Filled,
    ImmutableSortedSet<int> Loose,
    ImmutableSortedSet<int> ToPick)
{
    private static readonly LineTally Empty = new([], 0, 0, 0, 0, 0, 0, 0, [], [], [], [], [], []);

    /// <summary>The tally of all lines.</summary>
    public static LineTally Of(ImmutableList<OrderLine> lines) =>
        lines.Aggregate(Empty, (tally, line) => tally.With(line)) with { Lines = lines };

    /// <summary>The tally after one line has changed.</summary>
    /// <param name="lines">All lines, the changed one included.</param>
    public LineTally Replace(ImmutableList<OrderLine> lines, OrderLine before, OrderLine after) =>
        Without(before).With(after) with { Lines = lines };

    private LineTally With(OrderLine line) => Count(line, 1) with
    {
        Unasked = IsUnasked(line) && line.Proposed is null ? Unasked.Add(line.Number) : Unasked,
        Proposed = IsUnasked(line) && line.Proposed is not null ? Proposed.Add(line.Number) : Proposed,
        Soft = IsSoft(line, filled: false) ? Soft.Add(line.Number) : Soft,
        Filled = IsSoft(line, filled: true) ? Filled.Add(line.Number) : Filled,
        Loose = IsLoose(line) ? Loose.Add(line.Number) : Loose,
        ToPick = IsToPick(line) ? ToPick.Add(line.Number) : ToPick,
    };

    private LineTally Without(OrderLine line) => Count(line, -1) with
    {
        Unasked = Unasked.Remove(line.Number),
        Proposed = Proposed.Remove(line.Number),
        Soft = Soft.Remove(line.Number),
        Filled = Filled.Remove(line.Number),
        Loose = Loose.Remove(line.Number),
        ToPick = ToPick.Remove(line.Number),
    };

    private LineTally Count(OrderLine line, int by)
    {
        var stands = line.Proposed is null;
        return this with
        {
            Open = Open + (line.Quantities.Open > 0 ? by : 0),
            Cancelled = Cancelled + (line.Quantities.Cancelled == line.Quantities.Ordered ? by : 0),
            Undecided = Undecided + (stands && line.Quantities.Unallocated > 0 ? by : 0),
            Waiting = Waiting + (stands && line.Allocation?.Stage == AllocationStage.Backordered ? by : 0),
            Hard = Hard + (stands && line.Allocation?.Stage == AllocationStage.Hard ? by : 0),
            ToRoute = ToRoute + (Order.IsToRoute(line) ? by : 0),
            Unrouted = Unrouted + (Order.IsUnrouted(line) ? by : 0),
        };
    }

    private static bool IsUnasked(OrderLine line) =>
        line.Allocation is null && line.Quantities.Unallocated > 0 && !Order.IsUnrouted(line);

    private static bool IsSoft(OrderLine line, bool filled) =>
        line is { Proposed: null, Allocation.Stage: AllocationStage.Soft } && line.Allocation.Filled == filled;

    private static bool IsToPick(OrderLine line) => line is
    {
        Proposed: null,
        Allocation: { Stage: AllocationStage.Hard, PickAndPack: true, Work: null },
    };

    private static bool IsLoose(OrderLine line) => line is
    {
        Proposed: null,
        Allocation:
        {
            Stage: AllocationStage.Soft or AllocationStage.Confirming or AllocationStage.Hard,
            Filled: false,
            DropShip: false,
        },
    };
}
