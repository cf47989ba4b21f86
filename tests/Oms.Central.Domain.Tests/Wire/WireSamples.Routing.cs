using NodaTime;
using Oms.Central.Capacity;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Routing;
using Oms.Custody.Places;

namespace Oms.Central.Tests.Wire;

/// <content>Where orders leave from.</content>
internal static partial class WireSamples
{
    private static string Inputs => new('c', 64);

    private static Instant Noon => Instant.FromUtc(2026, 11, 21, 12, 0);

    private static LocalDate Day => new(2026, 12, 24);

    private static DecisionTerms Routed => new(
        "order-1",
        "main",
        2,
        new RoutingInputs(
            Policy,
            new RoutingOrder(ShipPolicy.Split, [new RoutingLine(1, "MILK", 10)], new Position(1, 2))
            {
                Together = true,
            },
            [],
            Day),
        new RoutingDecision(Inputs, true, [], [new WaitingUnits(1, "MILK", null, 10)], [], []));

    private static IReadOnlyList<object> Routing =>
    [
        new OrderCommand.RecordRouting(
            "order-1.1-cccccccccccccccc", "main", 2, Inputs, [new RoutedUnits(1, "dc-1", 6, false, null)], [2])
        {
            Places = [new PlaceAsk("dc-1", Day)],
        },
        new OrderCommand.RecordPlace("dc-1", Day, PlaceAnswer.Held),
        new OrderCommand.RecordUnroutable("no-policy"),
        new OrderCommand.RaisePromiseAlert(Day, PromiseAlertKind.Late, [1], Day, "Line 1: It waits for stock."),
        new OrderCommand.Reroute("dc-1", "snow", "apikey:1", 3),
        new OrderCommand.TurnDown(1, "no hands", "apikey:1", 3),
        new OrderCommand.RecordReserved(1, "order-1/1/1") { Location = "dc-1" },
        new OrderCommand.RecordBackordered(1, "order-1/1/1") { Location = "dc-1" },
        new OrderRejection.RoutingOutdated(1),
        new OrderCommand.Evade("dc-1", Noon, "snow"),
        new LocationCommand.Disrupt("snow", Noon, 3),
        new LocationCommand.Restore(3),
        new CapacityCommand.SetLimit(200, "America/Chicago"),
        new CapacityCommand.Hold("order-1", Day),
        new CapacityCommand.Confirm("order-1", Day),
        new CapacityCommand.Release("order-1"),
        new CapacityRejection.LimitBelowZero(),
        new StoredDecisionCommand.Keep("order-1.1-cccccccccccccccc", Routed),
        new StoredDecisionRejection.OtherDecision(),
    ];
}
