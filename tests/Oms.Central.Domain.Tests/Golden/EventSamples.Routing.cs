using Oms.Central.Capacity;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Routing;
using Oms.Custody.Places;

namespace Oms.Central.Tests.Golden;

/// <content>Where orders leave from.</content>
internal static partial class EventSamples
{
    private static string Inputs => new('c', 64);

    private static RoutingInputs RoutingInputs => new(
        Policy,
        new RoutingOrder(
            ShipPolicy.Split,
            [new RoutingLine(1, "MILK", 10, Band, "3", 7)],
            new Position(41_880_000, -87_630_000),
            Christmas,
            Euros,
            [new TurnedDownLine(1, "dc-3")])
        {
            Together = true,
        },
        [
            new RoutingLocation(
                "dc-1", LocationKind.Warehouse, Christmas,
                [new RoutingStock("MILK", 10, [new DatedUnits(10, Christmas)])], new Position(1, 2), ["3"], [Band], 5,
                "snow")
            {
                FullOn = [Christmas],
            },
        ],
        Christmas);

    private static RoutingDecision Routed => new(
        Inputs,
        true,
        [new PlannedUnits(1, "MILK", "dc-1", 6)],
        [new WaitingUnits(1, "MILK", "dc-1", 4)],
        [new RankScore("units", 4)],
        [
            new LocationVerdict(
                "dc-1", RoutingOutcome.Chosen, 1_000, Christmas,
                [new RoutingFinding("remaining_life", "MILK", "Lots there do not last long enough.")],
                new LostBy("nearest", 2, 1)),
        ]);

    /// <summary>One event of every form of routing.</summary>
    private static IReadOnlyList<object> Routing =>
    [
        new OrderEvent.OrderRouted(
            1, "order-1.1-cccccccccccccccc", "main", 2, Inputs,
            [new RoutedUnits(1, "dc-1", 6, false), new RoutedUnits(1, "dc-1", 4, true, 3)], [2], At)
        {
            Places = [new PlaceAsk("dc-1", Christmas)],
        },
        new OrderEvent.RoutingBlocked("no-policy"),
        new OrderEvent.RerouteRequested([1], LineRoute.TurnedDownThere, "dc-1", "no hands", "apikey:1"),
        new OrderEvent.PlaceHeld("dc-1", Christmas),
        new OrderEvent.PlaceRefused("dc-1", Christmas),
        new OrderEvent.PlaceConfirmationRequested("dc-1", Christmas),
        new OrderEvent.PlaceConfirmed("dc-1", Christmas),
        new OrderEvent.PlaceGivenBack("dc-1", Christmas),
        new OrderEvent.PromiseAlerted(
            Christmas, PromiseAlertKind.AtRisk, [1], Christmas, "Line 1: It waits for stock.", At),
        new OrderEvent.PromiseAlertWithdrawn(Christmas, AlertEnd.Delivered),
        new LocationEvent.LocationDisrupted("snow", At, At),
        new LocationEvent.DisruptionEnded(),
        new CapacityEvent.LimitSet(200, "America/Chicago"),
        new CapacityEvent.PlaceHeld("order-1", Christmas, Christmas),
        new CapacityEvent.PlaceRefused("order-1", Christmas),
        new CapacityEvent.PlaceConfirmed("order-1", Christmas, Christmas),
        new CapacityEvent.PlaceReleased("order-1", Christmas),
        new StoredDecisionEvent.DecisionMade(
            "order-1.1-cccccccccccccccc", new DecisionTerms("order-1", "main", 2, RoutingInputs, Routed), At),
    ];

    /// <summary>An order that names no location.</summary>
    private static OrderTerms Unnamed => Terms with
    {
        ShipFrom = null,
        Position = new Position(41_880_000, -87_630_000),
    };
}
