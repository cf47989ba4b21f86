using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Manifests.RouteEvent, Oms.Central.Manifests.RouteRejection>;

namespace Oms.Central.Manifests;

/// <summary>One route and its manifest: planned, loaded, dispatched, and closed by a check-out.</summary>
public sealed partial record DeliveryRoute(
    long Revision,
    RouteStatus Status,
    RoutePlan? Plan,
    ImmutableList<RouteLine> Lines,
    ImmutableList<string> Answered,
    ImmutableList<LeftBehind> LeftBehind,
    Manifest? Manifest,
    string? CheckOut,
    ImmutableList<string> Excursions,
    ImmutableList<string> Troubles) : IEntity<DeliveryRoute, RouteCommand, RouteEvent, RouteRejection>
{
    /// <summary>The kind in every route's address; the id is the route's.</summary>
    public const string Kind = "manifest";

    public static DeliveryRoute Initial { get; } = new(
        0, RouteStatus.Absent, null, [], [], [], null, null, [], []);

    public static Decision Decide(DeliveryRoute state, RouteCommand command, Instant now)
    {
        var decision = (state.Status, command) switch
        {
            (RouteStatus.Absent, RouteCommand.Plan c) => c.Terms.Fault() is { } fault
                ? Decision.Reject(fault)
                : Decision.Accept(new RouteEvent.ManifestPlanned(c.Terms)),
            (_, RouteCommand.Plan c) => state.Plan!.IsSameAs(c.Terms)
                ? Decision.AlreadyDone
                : Decision.Reject(new RouteRejection.RouteTaken()),
            (RouteStatus.Absent, _) => Decision.Reject(new RouteRejection.NoSuchRoute()),

            (RouteStatus.Planned, RouteCommand.Dispatch) => Decision.Accept(
                new RouteEvent.LoadingStarted(state.Plan!.Route, state.Plan.Stops)
                {
                    LoadFrom = state.Plan.LoadFrom,
                    PackedAt = state.Plan.PackedAt,
                }),
            (RouteStatus.Cancelled, RouteCommand.Dispatch) => state.Illegal("Nothing could be loaded."),
            (_, RouteCommand.Dispatch) => Decision.AlreadyDone,

            (RouteStatus.Loading, RouteCommand.ExpectLines c) => state.Answered.Contains(c.Order)
                ? Decision.AlreadyDone
                : Decision.Accept(new RouteEvent.LinesExpected(
                    c.Order,
                    [.. c.Lines.Select(l => ToLoad(c.Order, l))])),
            (RouteStatus.Loading, RouteCommand.RecordLoaded c) => state.Waiting(c.Order, c.Line)
                ? Decision.Accept(new RouteEvent.LineLoaded(c.Order, c.Line, c.Lots))
                : Decision.AlreadyDone,
            (RouteStatus.Loading, RouteCommand.LeaveBehind c) =>
                (c.Line is { } line ? state.Waiting(c.Order, line) : !state.Answered.Contains(c.Order))
                    ? Decision.Accept(new RouteEvent.OrderLeftBehind(c.Order, c.Line, c.Reason))
                    : Decision.AlreadyDone,
            (_, RouteCommand.ExpectLines or RouteCommand.RecordLoaded or RouteCommand.LeaveBehind) =>
                state.Illegal("The route is not being loaded."),

            (RouteStatus.Dispatched or RouteStatus.Closed, RouteCommand.RecordExcursion c) => state.Expose(c),
            (RouteStatus.Dispatched or RouteStatus.Closed, RouteCommand.RecordBreach c) =>
                state.Excursions.Contains(Key(c.CheckOut, c.CustodySeq))
                    ? Decision.AlreadyDone
                    : Decision.Accept(new RouteEvent.BreachRecorded(
                        c.CheckOut, c.CustodySeq, c.Kind, c.Detail, state.OnBoard(_ => true))),
            (RouteStatus.Closed, RouteCommand.Close c) => state.CheckOut == c.CheckOut
                ? Decision.AlreadyDone
                : state.Illegal($"Check-out {state.CheckOut} closed it."),
            (RouteStatus.Dispatched, RouteCommand.Close c) => state.Close(c),
            (RouteStatus.Dispatched, RouteCommand.RecordTrouble c) => state.Troubles.Contains(c.CheckOut)
                ? Decision.AlreadyDone
                : Decision.Accept(new RouteEvent.ManifestTroubled(
                    c.CheckOut, c.Kind, c.Reason, state.OnBoard(_ => true))),
            _ => state.Illegal("The route has not left, or has ended."),
        };
        return decision is Decision.Accepted { Events: { Count: > 0 } events } ? Settle(state, events, now) : decision;
    }

    public static DeliveryRoute Evolve(DeliveryRoute state, RouteEvent happened)
    {
        var next = happened switch
        {
            RouteEvent.ManifestPlanned e => state with { Status = RouteStatus.Planned, Plan = e.Plan },
            RouteEvent.LoadingStarted => state with { Status = RouteStatus.Loading },
            RouteEvent.LinesExpected e => state with
            {
                Answered = state.Answered.Add(e.Order),
                Lines = state.Lines.AddRange(e.Lines),
            },
            RouteEvent.LineLoaded e => state with
            {
                Lines = state.Lines.SetItem(
                    state.IndexOf(e.Order, e.Line),
                    state.Lines[state.IndexOf(e.Order, e.Line)] with { Lots = e.Lots }),
            },
            RouteEvent.OrderLeftBehind e => state with
            {
                Answered = state.Answered.Contains(e.Order) ? state.Answered : state.Answered.Add(e.Order),
                Lines = state.Lines.RemoveAll(l => l.Order == e.Order && (e.Line is null || l.Line == e.Line)),
                LeftBehind = state.LeftBehind.Add(new LeftBehind(e.Order, e.Line, e.Reason)),
            },
            RouteEvent.ManifestDispatched e => state with { Status = RouteStatus.Dispatched, Manifest = e.Manifest },
            RouteEvent.ManifestCancelled => state with { Status = RouteStatus.Cancelled },
            RouteEvent.ExcursionRecorded e => state with
            {
                Excursions = state.Excursions.Add(Key(e.CheckOut, e.CustodySeq)),
            },
            RouteEvent.BreachRecorded e => state with
            {
                Excursions = state.Excursions.Add(Key(e.CheckOut, e.CustodySeq)),
            },
            RouteEvent.ManifestClosed e => state with { Status = RouteStatus.Closed, CheckOut = e.CheckOut },
            RouteEvent.ManifestTroubled e => state with { Troubles = state.Troubles.Add(e.CheckOut) },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    /// <summary>Once every order has answered and every line is loaded or left behind, the route leaves.</summary>
    private static Decision Settle(DeliveryRoute state, IReadOnlyList<RouteEvent> first, Instant now)
    {
        state = first.Aggregate(state, Evolve);
        var plan = state.Plan!;
        if (state.Status != RouteStatus.Loading
            || !plan.Stops.All(stop => state.Answered.Contains(stop.Order))
            || state.Lines.Any(line => line.Lots.Count == 0))
        {
            return Decision.Accept(first);
        }

        ManifestStop[] stops =
        [
            .. from stop in plan.Stops
               let lines = state.Lines.Where(line => line.Order == stop.Order).ToList()
               where lines.Count > 0
               select new ManifestStop(
                   stop.Stop,
                   stop.Order,
                   stop.Consignee,
                   [
                       .. from line in lines
                          from lot in line.Lots
                          select new ManifestLine(line.Line, line.Sku, lot.Lot, lot.Quantity, line.Band),
                   ])
               {
                   Ordered = stop.Ordered,
               },
        ];
        return stops.Length == 0
            ? Decision.Accept([.. first, new RouteEvent.ManifestCancelled("nothing-loaded")])
            : Decision.Accept(
            [
                .. first,
                new RouteEvent.ManifestDispatched(new Manifest(
                    plan.Route, 1, plan.Depot, plan.Vehicle, plan.Driver, plan.Reefer, stops, now)
                {
                    VehicleClass = plan.VehicleClass,
                    CargoClass = plan.CargoClass,
                    Customer = plan.Customer,
                    Checklists = plan.Checklists,
                    Catalogue = state.WithPackages(),
                }),
            ]);
    }

    private static RouteLine ToLoad(string order, Orders.ShipmentLine line) =>
        new(order, line.Line, line.Sku, line.Quantity, line.Band, [])
        {
            Location = line.Location,
            Packages = line.Packages,
        };

    private bool Waiting(string order, int line) =>
        IndexOf(order, line) is >= 0 and var at && Lines[at].Lots.Count == 0;

    private int IndexOf(string order, int line) => Lines.FindIndex(l => l.Order == order && l.Line == line);

    private Decision Illegal(string reason) =>
        Decision.Reject(new RouteRejection.IllegalTransition(Status, reason));

    private static string Key(string checkOut, long custodySeq) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{checkOut}/{custodySeq}");
}
