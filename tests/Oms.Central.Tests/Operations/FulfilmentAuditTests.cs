using System.Collections.Immutable;
using NodaTime;
using Oms.Central.Carriers;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>The auditor finds what pickers and packers should never be able to do, and nothing where all is
/// well.</summary>
public sealed class FulfilmentAuditTests
{
    private const string Sscc = "095212340000000013";

    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);

    private static readonly FulfilmentWork Work = new(
        "order-1", 1, "dc-1", 0, null, [new WorkLine(1, "order-1/1/1", "MILK", 5, null)]);

    private static readonly FulfilmentEvent[] Packed =
    [
        new FulfilmentEvent.FulfilmentOpened(Work, Noon),
        new FulfilmentEvent.UnitsPicked("p-1", "order-1/1/1", "A", 5),
        new FulfilmentEvent.PackageOpened(Sscc),
        new FulfilmentEvent.UnitsPacked(Sscc, [new PackedUnits(1, "order-1/1/1", "MILK", "A", 5)]),
        new FulfilmentEvent.PackageClosed(Sscc, 500),
    ];

    private static StockItem Stock => new StockEvent[]
    {
        new StockEvent.StockReceived("r-1", "A", 10, null),
        new StockEvent.ReservationMade("order-1/1/1", 5, Noon),
        new StockEvent.ReservationConfirmed("order-1/1/1"),
        new StockEvent.StockPicked("order-1/1/1", "p-1", "order-1@1", "A", 5),
    }.Aggregate(StockItem.Initial, StockItem.Evolve);

    [Fact]
    public void What_adds_up_has_no_violation() => Assert.Empty(Check(Order(Packed), Stock));

    [Fact]
    public void Units_that_are_in_no_place_are_found()
    {
        var order = Order(Packed);
        var wrong = order with { Lines = [order.Lines[0] with { Packed = 4 }] };
        Assert.All(Check(wrong, Stock), each => Assert.Equal("fulfilment", each.Invariant));
        Assert.NotEmpty(Check(wrong, Stock));
    }

    [Fact]
    public void Units_that_the_stock_item_never_gave_are_found()
    {
        var other = StockItem.Evolve(Stock, new StockEvent.StockPutBack("order-1/1/1", "b-1", "A", 1));
        Assert.Contains("gave 4", Assert.Single(Check(Order(Packed), other)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Picked_units_that_nobody_has_are_found() =>
        Assert.Contains(
            "nobody has them",
            Assert.Single(FulfilmentAudit.Check([], [], new() { ["MILK@dc-1"] = Stock }, new HashSet<string>())).Detail,
            StringComparison.Ordinal);

    [Fact]
    public void A_number_that_names_two_packages_or_that_no_series_gave_is_found()
    {
        var twice = Order(Packed);
        var again = twice with { Packages = twice.Packages.Add(new Package(Sscc, PackageStatus.Void, [], null)) };
        Assert.Contains("names packages", Assert.Single(Check(again, Stock)).Detail, StringComparison.Ordinal);
        Assert.Contains(
            "No series",
            Assert.Single(FulfilmentAudit.Check(
                new() { ["order-1@1"] = Order(Packed) }, [], new() { ["MILK@dc-1"] = Stock },
                new HashSet<string>())).Detail,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(4, 1)]
    public void Units_that_left_and_that_no_driver_took_over_are_found(int handedOver, int violations)
    {
        var sent = StockItem.Evolve(Stock, new StockEvent.StockShipped(
            "order-1/1/1", 5, "R-1", [new LotQuantity("A", 5)])
        { Fulfilment = "order-1@1" });
        var order = Order([.. Packed, new FulfilmentEvent.UnitsDispatched("order-1/1/1", 5, "R-1")]);
        var manifest = new Manifest(
            "R-1", 1, "dep-1", "T-12", "D-3", null,
            [new ManifestStop(1, "order-1", "Shop", [new ManifestLine(1, "MILK", "A", handedOver, null)])], Noon);
        var found = Check(order, sent, DeliveryRoute.Initial with { Manifest = manifest });
        Assert.Equal(violations, found.Count);
        Assert.All(found, each => Assert.Equal("I14", each.Invariant));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void Units_that_left_for_a_code_are_found_where_none_was_given_and_not_where_the_rest_is_packed_anew(
        bool collected, int violations)
    {
        var route = FulfilmentOrder.PickUpRoute("order-1@1");
        var sent = StockItem.Evolve(Stock, new StockEvent.StockShipped(
            "order-1/1/1", 5, route, [new LotQuantity("A", 5)])
        { Fulfilment = "order-1@1" });
        FulfilmentEvent[] given = collected
            ?
            [
                new FulfilmentEvent.PickUpCodeIssued("hash", Noon),
                new FulfilmentEvent.UnitsCollected("dc-1", [new CollectedUnits("order-1/1/1", "MILK", 5)], "carol"),
            ]
            : [];
        var order = Order(
        [
            .. Packed, .. given, new FulfilmentEvent.UnitsDispatched("order-1/1/1", 5, route),
            new FulfilmentEvent.RouteHandedOver(route, route), new FulfilmentEvent.FulfilmentReopened(),
        ]);
        Assert.Equal(violations, Check(order, sent).Count(each => each.Invariant == "I14"));
    }

    [Fact]
    public void A_promise_that_is_to_be_picked_twice_is_found()
    {
        var again = Order([new FulfilmentEvent.FulfilmentOpened(Work with { Group = 2 }, Noon)]);
        Assert.Contains(
            FulfilmentAudit.Check(
                new() { ["order-1@1"] = Order(Packed), ["order-1@2"] = again }, [],
                new() { ["MILK@dc-1"] = Stock }, ImmutableHashSet.Create(Sscc)),
            each => each.Detail == "order-1@1 and order-1@2 are to pick it.");
    }

    [Fact]
    public void A_parcel_with_two_labels_is_found()
    {
        var ask = new LabelAsk(
            1, LabelPurpose.Outbound, "order-1@1", "order-1", "dc-1", "road", 1, "parcel", CarrierKind.Table, 500,
            Finance.Money.Of(500, "EUR"), Noon.InUtc().Date, Noon.InUtc().Date,
            new CarrierDecision(500, null, [], "DE", null, null, false, [], 0));
        LabelEvent[] sound =
            [new LabelEvent.LabelAsked(ask, Noon), new LabelEvent.LabelPrinted("order-1@1", 1, Sscc, ask.Cost)];
        Assert.Empty(Labels(sound));
        Assert.Contains(
            "1 and 2",
            Assert.Single(Labels([.. sound, new LabelEvent.LabelAsked(ask with { Number = 2 }, Noon)])).Detail,
            StringComparison.Ordinal);

        static IEnumerable<Violation> Labels(LabelEvent[] events) => FulfilmentAudit.Labels(
            new Dictionary<string, ShippingLabel>
            {
                [Sscc] = events.Aggregate(ShippingLabel.Initial, ShippingLabel.Evolve),
            });
    }

    [Fact]
    public void A_close_out_with_a_label_that_is_elsewhere_is_found()
    {
        var ask = new LabelAsk(
            1, LabelPurpose.Outbound, "order-1@1", "order-1", "dc-1", "road", 1, "parcel", CarrierKind.Table, 500,
            Finance.Money.Of(500, "EUR"), Noon.InUtc().Date, Noon.InUtc().Date,
            new CarrierDecision(500, null, [], "DE", null, null, false, [], 0));
        Assert.Empty(CloseOuts("road@dc-1@2026-11-30@1"));
        Assert.Contains("road@dc-1@2026-11-30@2", Assert.Single(CloseOuts("road@dc-1@2026-11-30@2")).Detail,
            StringComparison.Ordinal);

        IEnumerable<Violation> CloseOuts(string labelSays) => FulfilmentAudit.CloseOuts(
            new Dictionary<string, CloseOut>
            {
                ["road@dc-1@2026-11-30@1"] = new CloseOutEvent[]
                {
                    new CloseOutEvent.CloseOutBegun(
                        new CloseOutTerms("road", "dc-1", Noon.InUtc().Date, 1, CarrierKind.Table, "r"),
                        [new CloseOutParcel(Sscc, 1, "order-1", "parcel", "T", 500)], false, Noon),
                    new CloseOutEvent.ParcelIncluded(Sscc, 1),
                    new CloseOutEvent.CloseOutSealed(Noon),
                }.Aggregate(CloseOut.Initial, CloseOut.Evolve),
            },
            new Dictionary<string, ShippingLabel>
            {
                [Sscc] = new LabelEvent[]
                {
                    new LabelEvent.LabelAsked(ask, Noon),
                    new LabelEvent.LabelPrinted("order-1@1", 1, Sscc, ask.Cost),
                    new LabelEvent.LabelClosedOut(1, labelSays),
                }.Aggregate(ShippingLabel.Initial, ShippingLabel.Evolve),
            });
    }

    private static FulfilmentOrder Order(FulfilmentEvent[] events) =>
        events.Aggregate(FulfilmentOrder.Initial, FulfilmentOrder.Evolve);

    private static List<Violation> Check(FulfilmentOrder order, StockItem stock, DeliveryRoute? route = null) =>
    [
        .. FulfilmentAudit.Check(
            new() { ["order-1@1"] = order },
            route is null ? [] : new() { ["R-1"] = route },
            new() { ["MILK@dc-1"] = stock },
            ImmutableHashSet.Create(Sscc)),
    ];
}
