using System.Text.Json.Serialization;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>What is picked and packed before it leaves.</content>
/// <remarks>
/// A line whose reservation is hard at a location that picks and packs is given to a fulfilment order of that location,
/// once for each reservation. From then on its units are given up only with that fulfilment order's consent: it is
/// asked, and says yes or no for all that it was asked.
/// </remarks>
public sealed partial record Order
{
    /// <summary>Lines that one fulfilment order has at most.</summary>
    public const int WorkLinesMax = 200;

    /// <summary>How many fulfilment orders were asked for so far; the number of the latest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int WorkGroups { get; init; }

    /// <summary>Why the whole order is to be cancelled, while its fulfilment orders are asked; null while it is
    /// not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cancelling { get; init; }

    private Decision? AnswerWork(OrderCommand command) =>
        command switch
        {
            OrderCommand.MarkForPicking c => Line(c.Line) is
            {
                Allocation:
                {
                    PickAndPack: false,
                    Stage: AllocationStage.Requested or AllocationStage.Soft or AllocationStage.Confirming
                        or AllocationStage.Hard,
                } held,
            } && held.Reservation == c.Reservation
                ? Decision.Accept(new OrderEvent.LineToBePicked(c.Line, c.Reservation))
                : Decision.AlreadyDone,
            OrderCommand.RecordPacked c => RecordPacked(c),
            OrderCommand.ReopenWork c => Reopen(c),
            OrderCommand.RecordShortPick c => InWork(c.Group, c.Line, c.Reservation) is { } line
                ? Decision.Accept(
                [
                    new OrderEvent.LineShortPicked(c.Line, c.Reservation, c.Quantity, c.Reason), .. Less(line, c.Left),
                ])
                : Decision.AlreadyDone,
            OrderCommand.RecordShortStock c => Line(c.Line) is { Allocation: { } held } line
                && held.Reservation == c.Reservation && c.Left < held.Quantity
                    ? Decision.Accept(
                    [
                        .. held.Work is { } work
                            ? new OrderEvent[]
                            {
                                new OrderEvent.WorkWithdrawn(
                                    work.Group, [new(c.Line, c.Reservation, held.Quantity - c.Left, c.Left)]),
                            }
                            : [],
                        .. Less(line, c.Left),
                    ])
                    : Decision.AlreadyDone,
            OrderCommand.RecordWorkStopped c => RecordStopped(c),
            OrderCommand.RecordWorkKept c =>
                Cancelling is not null || Lines.Any(line => IsStopping(line, c.Group, c.Lines))
                ? Decision.Accept(new OrderEvent.WorkKept(c.Group, c.Why) { Lines = c.Lines })
                : Decision.AlreadyDone,
            OrderCommand.RecordWorkRejected c => RecordRejected(c),
            OrderCommand.RecordDeclined c => RecordDeclined(c),
            _ => null,
        };

    /// <summary>Whether a fulfilment order is asked to give up units of a line.</summary>
    /// <param name="about">The lines that it is about; null for all. Each is asked about by itself.</param>
    private static bool IsStopping(OrderLine line, int group, IReadOnlyList<int>? about) =>
        line.Allocation?.Work is { Stopping: > 0 } work && work.Group == group
        && about?.Contains(line.Number) != false;

    private OrderLine? InWork(int group, int number, string reservation) =>
        Line(number) is { Allocation: { Work: { } work } held } line
            && held.Reservation == reservation && work.Group == group
            ? line
            : null;

    /// <summary>The line keeps only so many units of its reservation.</summary>
    private OrderEvent[] Less(OrderLine line, int left) =>
        line.Allocation!.Quantity > left ? [Surrender(line, line.Allocation.Reservation, left, current: true)] : [];

    private Decision RecordPacked(OrderCommand.RecordPacked c)
    {
        PackedLine[] fresh =
        [
            .. c.Lines.Where(packed => InWork(c.Group, packed.Line, packed.Reservation) is
            {
                Allocation.Work.Packed: false,
            }),
        ];
        return fresh.Length == 0
            ? Decision.AlreadyDone
            : Decision.Accept(new OrderEvent.WorkPacked(c.Group, fresh));
    }

    private Decision Reopen(OrderCommand.ReopenWork c)
    {
        var lines = Lines.Where(line => line.Allocation?.Work?.Group == c.Group).ToList();
        return lines.Count == 0 || lines.Exists(line => line.Allocation!.Stage == AllocationStage.Shipping)
            ? Decision.Reject(Illegal(c, "Its units have left, or are being loaded."))
            : lines.Exists(line => line.Allocation!.Work!.Packed)
                ? Decision.Accept(new OrderEvent.WorkReopened(c.Group))
                : Decision.AlreadyDone;
    }

    /// <summary>Asks a fulfilment order to give up units of a line.</summary>
    private Decision StopWork(OrderCommand.CancelLine c, OrderLine line)
    {
        var (held, work) = (line.Allocation!, line.Allocation!.Work!);
        return WhyKept(c, [line]) is { } kept
            ? kept
            : c.Quantity < 1 || c.Quantity > held.Quantity
                ? Decision.Reject(new OrderRejection.QuantityExceeded(c.Quantity, held.Quantity))
                : Decision.Accept(new OrderEvent.WorkStopRequested(
                    work.Group, [new(line.Number, held.Reservation, c.Quantity, held.Quantity - c.Quantity)], c.Reason,
                    Whole: false)
                {
                    DropShip = held.DropShip,
                });
    }

    /// <summary>Asks all fulfilment orders to give up all units; null where there is none.</summary>
    private Decision? StopAllWork(OrderCommand.Cancel c)
    {
        var working = Lines.Where(line => line.Allocation?.Work is not null).ToList();
        return working.Count == 0
            ? null
            : Cancelling is not null
                ? Decision.AlreadyDone
                : WhyKept(c, working) ?? Decision.Accept(
                [
                    .. from line in working
                       group new WorkUnits(line.Number, line.Allocation!.Reservation, line.Allocation.Quantity, 0)
                           by (line.Allocation!.Work!.Group, line.Allocation.DropShip) into units
                       select new OrderEvent.WorkStopRequested(units.Key.Group, [.. units], c.Reason, Whole: true)
                       {
                           DropShip = units.Key.DropShip,
                       },
                ]);
    }

    private Decision? WhyKept(OrderCommand command, IReadOnlyList<OrderLine> lines) =>
        lines.FirstOrDefault(line => line.Allocation!.Work!.Packed) is { } packed
            ? Decision.Reject(new OrderRejection.UnitsPacked(packed.Number, packed.Allocation!.Work!.Group))
            : Cancelling is not null || lines.Any(line => line.Allocation!.Work!.Stopping > 0)
                ? Decision.Reject(Illegal(command, "Pickers are being asked to give units up; wait for the answer."))
                : null;

    /// <summary>What a fulfilment order gave up is cancelled; of a whole order once all have.</summary>
    /// <remarks>A promise may have broken meanwhile: then the units wait at the stock item, and are given up
    /// there.</remarks>
    private Decision RecordStopped(OrderCommand.RecordWorkStopped c)
    {
        WorkUnits[] units =
        [
            .. c.Units.Where(each => each.Quantity > 0
                && InWork(c.Group, each.Line, each.Reservation)?.Allocation!.Work!.Stopping == each.Quantity),
        ];
        WorkUnits[] waiting =
        [
            .. c.Units.Where(each => !c.Whole && each.Quantity > 0
                && Line(each.Line) is { Allocation: { PickAndPack: true, Work: null } held } line
                && held.Reservation == each.Reservation && line.Cancellable >= each.Quantity),
        ];
        return units.Length + waiting.Length == 0
            ? Decision.AlreadyDone
            : Decision.Accept(
            [
                .. units.Length > 0 ? new[] { new OrderEvent.WorkStopped(c.Group, units, c.Reason) } : [],
                .. units.Where(_ => !c.Whole).SelectMany(each => Stopped(Lines[each.Line - 1], each, c.Reason)),
                .. waiting.SelectMany(each => CancelUnits(Lines[each.Line - 1], each.Quantity, c.Reason)),
            ]);
    }

    private IEnumerable<OrderEvent> Stopped(OrderLine line, WorkUnits units, string reason)
    {
        var kept = int.Min(line.Allocation!.Quantity, units.Left);
        return
        [
            .. Less(line, kept),
            new OrderEvent.LineCancelled(
                line.Number, int.Min(units.Quantity, line.Loose + line.Allocation.Quantity - kept), reason),
        ];
    }

    /// <summary>The end of an order that is to be cancelled, once no fulfilment order is asked any more; empty
    /// before.</summary>
    /// <remarks>If one keeps what it has, or a supplier was faster, nothing is cancelled, and what the others gave up
    /// is asked for again.</remarks>
    private IReadOnlyList<OrderEvent> CancelledAtLast() =>
        Cancelling is { } reason && !Lines.Any(line => line.Allocation?.Work is { Stopping: > 0 })
            ? Lines.Any(line => line.Quantities.Shipped > 0) ? [new OrderEvent.WorkKept(WorkGroups, "Shipped")] :
            [
                .. Lines.Where(line => line.Quantities.Open > 0)
                    .SelectMany(line => CancelUnits(line, line.Quantities.Open, reason)),
                new OrderEvent.OrderCancelled(reason),
            ]
            : [];

    private Decision RecordRejected(OrderCommand.RecordWorkRejected c)
    {
        WorkUnits[] units = [.. c.Units.Where(each => InWork(c.Group, each.Line, each.Reservation) is not null)];
        return units.Length == 0
            ? Decision.AlreadyDone
            : Decision.Accept(
            [
                new OrderEvent.WorkStopped(c.Group, units, c.Reason),

                // What was short is asked for again together with the rest.
                .. from each in units
                   let line = Lines[each.Line - 1]
                   where line.Loose > 0
                   select Surrender(line, each.Reservation, left: 0, current: true),
                .. Holds.ContainsKey(HoldType.Fulfilment)
                    ? []
                    : new OrderEvent[] { new OrderEvent.HoldPlaced(HoldType.Fulfilment, c.Reason, c.By) },
            ]);
    }

    /// <summary>What is told to the fulfilment order of a promise that waits from now on.</summary>
    private static OrderEvent[] Withdrawn(OrderLine line) =>
        line.Allocation is { Work: { } work } held
            ? [new OrderEvent.WorkWithdrawn(work.Group, [new(line.Number, held.Reservation, held.Quantity, 0)])]
            : [];

    /// <summary>The fulfilment orders that are to be made of what is promised and in none yet.</summary>
    private IEnumerable<OrderEvent> Work(LineTally tally)
    {
        if (tally.ToPick.IsEmpty || Status != OrderStatus.Released || !Holds.IsEmpty || Cancelling is not null)
        {
            return [];
        }

        var lacking = LackingKits();
        return tally.ToPick.Select(number => Lines[number - 1])
            .Where(line => IsTogether(line, lacking) && !WaitsForParted(line))
            .GroupBy(line => (Location: LocationOf(line), line.Allocation!.Apart, Buyer: BuyerOf(line)))
            .SelectMany(at => at.Chunk(WorkLinesMax).Select(lines => (at.Key.Location, at.Key.Apart, Lines: lines)))
            .Select((work, index) => work.Lines[0] is { Allocation.DropShip: true, Supply: { } supply }
                ? (OrderEvent)Purchase(WorkGroups + index + 1, work.Location, supply, work.Lines)
                : Fulfil(WorkGroups + index + 1, work.Location, work.Lines, work.Apart));
    }

    private OrderEvent.FulfilmentRequested Fulfil(
        int group, string location, OrderLine[] lines, WorkApart? apart) => new(
        group,
        location,
        [
            .. lines.Select(line => new WorkLine(
                line.Number, line.Allocation!.Reservation, line.Sku, line.Allocation.Quantity, line.Band)),
        ])
        {
            Priority = Terms!.Priority,
            Promise = lines.Min(line => line.Promise),
            Apart = apart,
        };

    private Order OnWork(OrderEvent happened) =>
        happened switch
        {
            OrderEvent.LineToBePicked e => Held(e.Line, held => held with { PickAndPack = true }),
            OrderEvent.FulfilmentRequested e => e.Lines.Aggregate(
                this with { WorkGroups = e.Group },
                (order, line) => order.Held(line.Line, held => held with
                {
                    Work = new LineWork(e.Group),
                    Apart = null,
                })),
            OrderEvent.WorkStopRequested e => e.Units.Aggregate(
                this with { Cancelling = e.Whole ? e.Reason : Cancelling },
                (order, units) => order.Working(units.Line, work => work with { Stopping = units.Quantity })),
            OrderEvent.WorkStopped e => e.Units.Aggregate(this, (order, units) => order.Held(
                units.Line,
                held => held with
                {
                    Work = units.Left > 0 ? held.Work! with { Stopping = 0 } : null,
                })),
            OrderEvent.WorkKept e => Lines.Where(line => IsStopping(line, e.Group, e.Lines)).Aggregate(
                this with { Cancelling = null },
                (order, line) => order.Working(line.Number, work => work with { Stopping = 0 })),
            OrderEvent.WorkWithdrawn or OrderEvent.LineShortPicked => this,
            OrderEvent.WorkPacked e => e.Lines.Aggregate(this, (order, packed) => order
                .Working(packed.Line, work => work with { Packed = true })
                .Set(packed.Line, line => line with { Packages = [.. line.Packages ?? [], .. packed.Packages] })),
            OrderEvent.WorkReopened e => Lines.Where(line => line.Allocation?.Work?.Group == e.Group).Aggregate(
                this, (order, line) => order
                    .Working(line.Number, work => work with { Packed = false })
                    .Set(line.Number, each => each with
                    {
                        Packages = each.Packages?.RemoveAll(units => units.Group == e.Group) is { IsEmpty: false } left
                            ? left : null,
                    })),
            _ => throw new System.Diagnostics.UnreachableException($"No such event: {happened.GetType().Name}."),
        };

    private Order Held(int number, Func<LineAllocation, LineAllocation> change) =>
        Set(number, line => line with { Allocation = change(line.Allocation!) });

    private Order Working(int number, Func<LineWork, LineWork> change) =>
        Held(number, held => held with { Work = change(held.Work!) });
}
