using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Oms.Central.Orders;
using Decision = Oms.Entities.Decision<
    Oms.Central.Fulfilments.FulfilmentEvent, Oms.Central.Fulfilments.FulfilmentRejection>;

namespace Oms.Central.Fulfilments;

/// <content>Fulfilment orders that are split, put together, or moved.</content>
/// <remarks>Only units that are open go: what is picked is somebody's in the aisle, and stays. They count as cancelled
/// here, for another fulfilment order has them.</remarks>
public sealed partial record FulfilmentOrder
{
    /// <summary>Numbers of the fulfilment orders that it took over; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedSet<int>? Joined { get; init; }

    private Decision Split(FulfilmentCommand.Split c) =>
        WhyNotGiven(c.Units, out var units) is { } refusal
            ? refusal
            : Lines.Sum(line => line.ToDo) == units.Sum(each => each.Quantity)
                ? Illegal("Nothing would be left of it.")
                : Decision.Accept(new FulfilmentEvent.UnitsSplit(
                    Work!.Order, Work.Group, units,
                    new WorkApart(Work.Group, Revision) { Until = Until, Held = Held }));

    private Decision Move(FulfilmentCommand.Move c)
    {
        if (c.Units is null && Lines.Sum(line => line.Picked + line.Packed) is > 0 and var picked)
        {
            return Decision.Reject(new FulfilmentRejection.UnitsPicked(picked));
        }

        return Labelling is { } labelling
            ? Decision.Reject(new FulfilmentRejection.LabelInProgress(labelling.Sscc))
            : !OrderTerms.IsName(c.Reason)
            ? Decision.Reject(new FulfilmentRejection.Invalid("/reason", "It must have 1 to 64 characters."))
            : c.To == Work!.Location
                ? Decision.Reject(new FulfilmentRejection.Invalid("/to", "It is there already."))
                : WhyNotGiven(c.Units ?? AllOpen, out var units)
                    ?? Decision.Accept(new FulfilmentEvent.UnitsMoved(
                        Work.Order, Work.Group, units, c.To, c.Reason, c.By));
    }

    private Decision MergeInto(FulfilmentCommand.MergeInto c) =>
        (c.Order, c.Location) != (Work!.Order, Work.Location) || c.Into == Work.Group
            ? Decision.Reject(new FulfilmentRejection.Invalid(
                "/orders", "They must be other fulfilment orders of the same order and location."))
            : Lines.Sum(line => line.Picked + line.Packed) is > 0 and var picked
                ? Decision.Reject(new FulfilmentRejection.UnitsPicked(picked))
                : Held is not null || c.Until != Until
                    ? Illegal("It is on hold, or is to be begun at another time.")
                    : WhyNotGiven(AllOpen, out var units)
                        ?? Decision.Accept(new FulfilmentEvent.FulfilmentMerged(
                            Work.Order, Work.Group, c.Into, units));

    private Decision Add(FulfilmentCommand.Add c) =>
        Joined?.Contains(c.From) == true
            ? Decision.AlreadyDone
            : !IsUnfinished || Ready || Reopening || Held is not null
                ? Illegal("It takes nothing more.")
                : Lines.Count + c.Lines.Count > Order.WorkLinesMax
                    ? Decision.Reject(new FulfilmentRejection.TooMany("lines", Order.WorkLinesMax))
                    : Decision.Accept(new FulfilmentEvent.UnitsAdded(c.From, c.Lines));

    private OpenUnits[] AllOpen =>
        [.. Lines.Where(line => line.Open > 0).Select(line => new OpenUnits(line.Line, line.Open))];

    /// <summary>Refuses units that are not open.</summary>
    /// <param name="units">They, by reservation.</param>
    private Decision? WhyNotGiven(IReadOnlyList<OpenUnits> asked, out List<WorkUnits> units)
    {
        units = [];
        if (Ready || Reopening)
        {
            return Illegal("All of it is packed, and may leave at any time; open it again first.");
        }

        if (asked.Count is < 1 or > Order.WorkLinesMax || asked.Any(each => each is null)
            || asked.DistinctBy(each => each.Line).Count() != asked.Count)
        {
            return Decision.Reject(new FulfilmentRejection.Invalid(
                "/lines", $"They must be 1 to {Order.WorkLinesMax} lines, each once."));
        }

        foreach (var each in asked)
        {
            if (InLine(each.Line) is not { } line)
            {
                return Decision.Reject(new FulfilmentRejection.NoSuchLine(each.Line));
            }

            if (each.Quantity < 1 || each.Quantity > line.Open)
            {
                return Decision.Reject(new FulfilmentRejection.QuantityExceeded(each.Quantity, line.Open));
            }

            units.Add(new WorkUnits(each.Line, line.Reservation, each.Quantity, line.ToDo - each.Quantity));
        }

        return null;
    }

    /// <summary>What it has of an order's line: what is to be picked, where it had more than one promise of
    /// it.</summary>
    private FulfilmentLine? InLine(int number) =>
        Lines.Find(line => line.Line == number && line.Open > 0) ?? Lines.Find(line => line.Line == number);

    private FulfilmentOrder OnGiven(IReadOnlyList<WorkUnits> units) => units.Aggregate(
        this, (order, each) => order.Set(each.Reservation, line => Less(line, each.Quantity, [])));

    /// <summary>A promise that it had before, and gave up, may come back.</summary>
    private FulfilmentOrder OnAdded(FulfilmentEvent.UnitsAdded e) => e.Lines.Aggregate(
        this with { Joined = (Joined ?? []).Add(e.From) },
        (order, added) => order.Lines.Exists(line => line.Reservation == added.Reservation)
            ? order.Set(added.Reservation, line => line with
            {
                Quantity = line.Quantity + added.Quantity,
                Open = line.Open + added.Quantity,
            })
            : order with { Lines = order.Lines.Add(FulfilmentLine.New(added)) });
}
