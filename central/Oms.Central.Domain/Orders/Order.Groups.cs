using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>Fulfilment orders that are split, put together, or moved to another location.</content>
/// <remarks>
/// The fulfilment order decides, for it knows what is picked; what it has given up is then put elsewhere here. A line
/// is in one fulfilment order at a time: units that go on without the others become a line of their own that adds to
/// it, as with routing, and the stock item parts their promise in one step, so that nobody gets between.
/// </remarks>
public sealed partial record Order
{
    private Decision? AnswerGroups(OrderCommand command) =>
        command switch
        {
            OrderCommand.RecordWorkSplit c => RecordSplit(c),
            OrderCommand.RecordWorkMoved c => RecordMoved(c),
            OrderCommand.RecordWorkMerged c => RecordMerged(c),
            OrderCommand.RecordWorkNotAdded c => RecordNotAdded(c),
            _ => null,
        };

    /// <summary>Why units of a fulfilment order cannot go on without its others; null where they can.</summary>
    /// <param name="units"><c>Left</c> are those of the same reservation that stay.</param>
    /// <param name="moves">Whether they are to leave from another location.</param>
    public string? WhyNotParted(int group, IReadOnlyList<WorkUnits> units, bool moves)
    {
        if (Status != OrderStatus.Released || Cancelling is not null)
        {
            return "The order is not released, or is being cancelled.";
        }

        var whole = units.Where(each => each.Left == 0).Select(each => each.Line).ToHashSet();
        foreach (var each in units)
        {
            if (InWork(group, each.Line, each.Reservation) is not { } line)
            {
                return $"Line {each.Line} of the order is not in it any more.";
            }

            if (line.Allocation!.Work!.Stopping > 0)
            {
                return "Pickers are being asked to give units up; wait for the answer.";
            }

            if (each.Left > 0 && !CanPart(line))
            {
                return $"Line {each.Line} of the order goes as a whole: it is of a kit, is being changed, "
                    + "or a part of it has left.";
            }

            if (line.Kit is { Policy: KitPolicy.Whole } kit && Lines.Any(other => other.Kit?.Number == kit.Number
                && other.Quantities.Open > other.Quantities.InTransit && !whole.Contains(other.Number)))
            {
                return $"Kit {kit.Number} of the order stays whole.";
            }
        }

        return units.Count(each => each.Left > 0) > LinesMax - Lines.Count
                ? $"The order has up to {LinesMax} lines."
            : moves && ShipsComplete && Lines.Any(line => line.Quantities.Open > 0 && !whole.Contains(line.Number))
                ? "The order leaves as a whole, from one location."
            : null;
    }

    /// <summary>Why another location cannot serve lines; null where it can.</summary>
    /// <param name="to">Null where routing is to decide.</param>
    public string? WhyNotMoved(IEnumerable<int> lines, string? to) =>
        lines.Select(Line).OfType<OrderLine>().Select(line => (to, line.Route) switch
        {
            (null, null) => $"The order itself names the location of line {line.Number}: say `to`.",
            (null, _) when IsFull =>
                $"{OrderRouting.DecisionsMax} decisions were made about the order already: say `to`.",
            ({ } there, { TurnedDown: { } no }) when no.Contains(there) =>
                $"{there} has turned line {line.Number} down, or was excluded.",
            _ => null,
        }).FirstOrDefault(why => why is not null);

    /// <summary>Whether units of a line may become a line of their own that leaves from the same location.</summary>
    private bool CanPart(OrderLine line) =>
        line is { Kit: null, Proposed: null, Lots.IsEmpty: true } && Change is null && Lines.Count < LinesMax;

    private Decision RecordSplit(OrderCommand.RecordWorkSplit c)
    {
        var parts = Parts(c.Group, c.Units, asked: true);
        return parts.Count == 0
            ? Decision.AlreadyDone
            : Decision.Accept(
            [
                .. Kept(parts),
                .. parts.Where(part => part.Left == 0 || part.NewLine is not null).ToList() is { Count: > 0 } split
                    ? new[] { new OrderEvent.WorkSplit(c.Group, split, c.Apart) }
                    : [],
            ]);
    }

    private Decision RecordMoved(OrderCommand.RecordWorkMoved c)
    {
        var parts = Parts(c.Group, c.Units, asked: false);
        var moved = parts.Where(part => part.Left == 0 || part.NewLine is not null).ToList();
        int[] routed =
        [
            .. from part in moved
               where c.To is null && !IsFull && Lines[part.Line - 1].Route is not null
               select part.NewLine ?? part.Line,
        ];
        return parts.Count == 0
            ? Decision.AlreadyDone
            : Decision.Accept(
            [
                .. parts.Select(part => Surrender(
                    Lines[part.Line - 1], part.Reservation, part.Left, current: true)),
                .. moved.Count > 0
                    ? new OrderEvent[] { new OrderEvent.WorkMoved(c.Group, moved, c.To, c.Reason, c.By) }
                    : [],
                .. routed.Length > 0
                    ? new OrderEvent[]
                    {
                        new OrderEvent.RerouteRequested(
                            routed, LineRoute.Moved, moved[0].Location, c.Reason, c.By),
                    }
                    : [],
            ]);
    }

    /// <summary>What a fulfilment order gave up, as far as it is still promised, and the lines that it
    /// becomes.</summary>
    /// <param name="asked">Whether the stock item parts the promise, so that it has a name from the start.</param>
    private List<PartedUnits> Parts(int group, IReadOnlyList<WorkUnits> units, bool asked)
    {
        var parts = new List<PartedUnits>();
        var next = Lines.Count;
        foreach (var each in units)
        {
            if (InWork(group, each.Line, each.Reservation) is not
                {
                    Allocation: { Stage: not AllocationStage.Shipping } held,
                } line)
            {
                continue;
            }

            var quantity = each.Left == 0 ? held.Quantity : int.Min(each.Quantity, held.Quantity - each.Left);
            if (quantity > 0)
            {
                int? number = each.Left > 0 && CanPart(line) && next < LinesMax ? ++next : null;
                parts.Add(new PartedUnits(
                    line.Number, each.Reservation, line.Sku, LocationOf(line), quantity, each.Left)
                {
                    NewLine = number,
                    NewReservation = asked && number is { } fresh ? OrderId.Reservation(Id, fresh, 1) : null,
                });
            }
        }

        return parts;
    }

    /// <summary>Units that cannot be a line of their own leave the promise, and are asked for again with the
    /// next.</summary>
    private IEnumerable<OrderEvent> Kept(List<PartedUnits> parts) =>
        from part in parts
        where part.Left > 0 && part.NewLine is null
        select Surrender(Lines[part.Line - 1], part.Reservation, part.Left, current: true);

    private Decision RecordMerged(OrderCommand.RecordWorkMerged c)
    {
        var lines = c.Units.Select(each => InWork(c.Group, each.Line, each.Reservation)).OfType<OrderLine>().ToList();
        if (lines.Count == 0)
        {
            return Decision.AlreadyDone;
        }

        var takes = Cancelling is null && Lines.Any(line => line.Allocation is
        {
            Stage: not AllocationStage.Shipping,
            Work: { Packed: false } work,
        } && work.Group == c.Into && LocationOf(line) == LocationOf(lines[0]));
        return takes
            ? Decision.Accept(new OrderEvent.WorkMerged(
                c.Group,
                c.Into,
                [
                    .. lines.Select(line => new WorkLine(
                        line.Number, line.Allocation!.Reservation, line.Sku, line.Allocation.Quantity, line.Band)),
                ]))
            : Decision.Accept(Anew(c.Group, lines, "not-merged"));
    }

    private Decision RecordNotAdded(OrderCommand.RecordWorkNotAdded c)
    {
        var lines = c.Reservations
            .Select(reservation => Lines.Find(line => line.Allocation is { Work: { Packed: false } work } held
                && held.Reservation == reservation && work.Group == c.Into))
            .OfType<OrderLine>().ToList();
        return lines.Count == 0 ? Decision.AlreadyDone : Decision.Accept(Anew(c.Into, lines, c.Why));
    }

    /// <summary>Lines leave a fulfilment order, and get one of their own.</summary>
    private static OrderEvent.WorkStopped Anew(int group, IEnumerable<OrderLine> lines, string reason) => new(
        group,
        [
            .. lines.Select(line => new WorkUnits(
                line.Number, line.Allocation!.Reservation, line.Allocation.Quantity, 0)),
        ],
        reason);

    /// <summary>Whether units that belong to the same new fulfilment order have no answer from their stock item
    /// yet.</summary>
    private bool WaitsForParted(OrderLine line) =>
        line.Allocation!.Apart is { } apart && Lines.Exists(other =>
            other.Allocation is { Stage: AllocationStage.Requested } held && held.Apart == apart);

    private Order OnGroups(OrderEvent happened) =>
        happened switch
        {
            OrderEvent.WorkSplit e => e.Units.Aggregate(this, (order, part) => part.NewLine is null
                ? order.Held(part.Line, held => held with { Work = null, Apart = e.Apart })
                : order.Parted(part, reserved: true, line => line with
                {
                    Requests = 1,
                    Allocation = new LineAllocation(
                        part.NewReservation!, part.Quantity, AllocationStage.Requested, Filled: false)
                    {
                        PickAndPack = true,
                        Apart = e.Apart,
                    },
                })),
            OrderEvent.WorkMoved e => e.Units.Aggregate(this, (order, part) =>
            {
                var parted = part.NewLine is null ? order : order.Parted(part, reserved: false, line => line);
                return e.To is not { } to
                    ? parted
                    : parted.Set(part.NewLine ?? part.Line, line => line with
                    {
                        ShipFrom = to,
                        Route = line.Route is null ? null : line.Route with { Due = null, Waits = false },
                    });
            }),
            OrderEvent.WorkMerged e => e.Lines.Aggregate(this, (order, line) => order.Held(
                line.Line, held => held with { Work = new LineWork(e.Into) })),
            _ => throw new System.Diagnostics.UnreachableException($"No such event: {happened.GetType().Name}."),
        };

    /// <summary>Units of a line become one of their own, at the price that they had.</summary>
    /// <param name="reserved">Whether they take their promise along; else they have none.</param>
    private Order Parted(PartedUnits part, bool reserved, Func<OrderLine, OrderLine> shape)
    {
        var line = Lines[part.Line - 1];
        var q = line.Quantities;
        var added = shape(line with
        {
            Number = part.NewLine!.Value,
            Quantities = LineQuantities.Placed(part.Quantity),
            Allocation = null,
            Requests = 0,
            Flags = [],
            Packages = null,
            AddsTo = line.AddsTo ?? line.Number,
            Price = Money is null ? line.Price : PriceOf(line) with { Discounts = [] },
        });
        var stays = line with
        {
            Quantities = q with
            {
                Ordered = q.Ordered - part.Quantity,
                Reserved = q.Reserved - (reserved ? part.Quantity : 0),
                Unallocated = q.Unallocated - (reserved ? 0 : part.Quantity),
            },
            Allocation = reserved
                ? line.Allocation! with { Quantity = line.Allocation.Quantity - part.Quantity }
                : line.Allocation,
        };
        if (Money is null)
        {
            return this with { Lines = Lines.SetItem(part.Line - 1, stays).Add(added) };
        }

        var totals = Money.Totals.Lines.ToList();
        var all = totals[part.Line - 1].First(line.Standing);
        var first = all.First(line.Standing - part.Quantity);
        totals[part.Line - 1] = first;
        totals.Add(all.Less(first));
        return this with
        {
            Lines = Lines.SetItem(part.Line - 1, stays).Add(added),
            Money = Money with { Totals = Money.Totals with { Lines = totals } },
        };
    }
}
