using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Central.Tests.Payments.OrderMoneyWorld;

namespace Oms.Central.Tests.Payments;

/// <summary>What holds for an order's money whatever custody, payments, banks and people do, in whatever
/// order.</summary>
public sealed class OrderMoneyProperties
{
    private const string Id = "order-1";
    private const int Seeds = 400;
    private const int Steps = 120;

    private static readonly CardReference Visa = new("tok_1", "4242");

    [Theory]
    [InlineData(CapturePolicy.AfterShipment, null)]
    [InlineData(CapturePolicy.AfterDelivery, null)]
    [InlineData(CapturePolicy.Manual, null)]
    [InlineData(CapturePolicy.AfterShipment, KitPolicy.Whole)]
    [InlineData(CapturePolicy.AfterDelivery, KitPolicy.Parts)]
    [InlineData(CapturePolicy.AfterDelivery, KitPolicy.Whole)]
    public void Every_history_ends_with_exactly_what_is_owed_charged_once(CapturePolicy capture, KitPolicy? kits)
    {
        var (closed, refunded, changed, disputed) = (0, 0, 0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var world = Run(seed, capture, kits);
            var order = world.Order;
            var money = order.Money!;
            var where = $"seed {seed}: {order.Status}, {money.Charged} charged, {OrderDues.Of(order)}";

            // What the order believes is what its payments have, transaction by transaction.
            Assert.All(money.Tenders, tender =>
            {
                var payment = world.Payments[tender.Payment];
                Assert.True(
                    (payment.Authorised, payment.Captured, payment.Refunded, payment.RefundExposure,
                            payment.Disputed - payment.DisputedExcess)
                        == (tender.Authorised, tender.Sum(TransactionKind.Capture, true),
                            tender.Sum(TransactionKind.Refund, true), tender.RefundExposure, tender.Disputed),
                    where);
            });
            Assert.Equal(
                world.Credit.Granted, world.Credit.Balance + world.Credit.Held + world.Credit.Spent);
            closed += order.Status == OrderStatus.Closed ? 1 : 0;
            refunded += money.Refunded > 0 ? 1 : 0;
            disputed += money.Disputed > 0 ? 1 : 0;
            changed += order.Lines.Any(line => line is { Price: not null, Quantities.Delivered: > 0 }) ? 1 : 0;
            if (order.Status is OrderStatus.Closed or OrderStatus.Cancelled && order.Holds.IsEmpty
                && money.Tenders.TrueForAll(tender => tender.Trouble is null)
                && money.Blocks.TrueForAll(block => block.Status != ChargeBlockStatus.Open))
            {
                Assert.True(money.Charged == OrderDues.Of(order).Owed, where);
                Assert.True(money.Charged == Owed(order), where);
                var worth = OrderDues.Of(order).Worth;
                Assert.True(
                    money.Billed == worth - long.Min(worth, money.Reduced)
                        && (money.Disputed > 0 || money.Billed == money.Charged),
                    $"{where}, {money.Billed} billed");
            }

            // Nobody is forgotten: an order that is open and whose goods have ended says why.
            if (order.Status == OrderStatus.Released && order.Lines.All(line => line.Quantities.Open == 0))
            {
                Assert.True(order.Holds.ContainsKey(HoldType.Payment), where);
            }
        }

        Assert.True(
            closed > Seeds / 10 && refunded > Seeds / 20 && changed > Seeds / 20 && disputed > 0,
            $"{closed} closed, {refunded} refunded, {changed} with what changes added, {disputed} disputed");
    }

    private static OrderMoneyWorld Run(int seed, CapturePolicy capture, KitPolicy? kits)
    {
        var random = new Random(seed);
        var world = new OrderMoneyWorld(seed, Place(random, capture, kits));
        world.OnOrder = (before, happened, after) =>
        {
            if (happened is OrderEvent.BillRequested bill)
            {
                // Bills follow each other, take back no more than was asked for, and ask for no more than is owed.
                Assert.True(
                    bill.Bill == before.Money!.Bills.Count + 1 && bill.Lines.Sum(line => line.Parts.Value) >= 0
                        && after.Money!.Billed >= 0 && after.Money.Billed <= after.Money.Totals.Total,
                    $"seed {seed}: {happened}");
                Rated(bill, after, seed);
            }

            if (happened is OrderEvent.ChargeRequested)
            {
                // I11, and I8 of the order as a whole: never more than what arrived, or left, is worth.
                Assert.True(
                    after.Money!.Exposure <= Chargeable(before, capture), $"seed {seed}: {happened}");
            }

            if (happened is OrderEvent.RefundRequested)
            {
                Assert.True(after.Money!.Exposure >= 0, $"seed {seed}: {happened}");
            }
        };
        for (var i = 0; i < Steps; i++)
        {
            if (random.Next(3) > 0)
            {
                var open = world.Order.Change;
                var effect = open is null ? null : Order.EffectOf(world.Order);
                var command = Anything(random, world.Order, world.Now);
                var tenders = world.Order.Money!.Tenders.Count;
                world.Ask(command);
                if (command is OrderCommand.RecordOutcome { More: true })
                {
                    world.Ask(new OrderCommand.SettleDues());
                }

                if (effect is not null && command is OrderCommand.ConfirmChange
                    && world.Order.LastChange == new EndedChange(open!.Number, ChangeOutcome.Confirmed))
                {
                    // What a confirmation does is what was shown before it.
                    Assert.Equal(effect.OwedAfter, OrderDues.Of(world.Order).Owed);
                    Assert.Equal(
                        effect.Authorise,
                        world.Order.Money!.Tenders.Skip(tenders).Sum(tender => tender.Terms.Amount.Minor));
                }
            }
            else if (random.Next(8) == 0 && world.Payments.Count > 0)
            {
                world.Ask(
                    world.Payments.Keys.ElementAt(random.Next(world.Payments.Count)), ByPeople(random, capture, i));
            }

            for (var steps = random.Next(5); steps > 0; steps--)
            {
                _ = world.Step();
            }

            Sound(world, seed);
        }

        // In the end everybody answers, and people decide what is theirs to decide.
        var patience = 0;
        do
        {
            while (world.Step(faithful: true))
            {
                Assert.True(patience++ < 20_000, $"seed {seed} does not come to rest.");
            }
        }
        while (Finish(world));

        Sound(world, seed);
        return world;
    }

    /// <summary>A bill says its rates, comes to the same by rate as by line, and no rate is ever taken off more than
    /// was asked for at it.</summary>
    private static void Rated(OrderEvent.BillRequested bill, Order after, int seed)
    {
        var total = bill.Lines.Aggregate(default(BillParts), (sum, line) => sum.Plus(line.Parts));
        var rates = RateTotal.Of(bill.Lines);
        Assert.True(
            rates.Sum(rate => rate.Taxable) == total.Net + total.Shipping
                && rates.Sum(rate => rate.Tax) == total.Tax + total.ShippingTax
                && rates.All(rate => rate.Ppm is not null),
            $"seed {seed}: {bill}");
        var all = after.Money!.Bills.SelectMany(each => each.Lines.Select(line => line with
        {
            Parts = each.Kind == BillKind.Invoice ? line.Parts : line.Parts.Negated(),
        })).GroupBy(line => line.Rates).Select(same => same.Sum(line => line.Parts.Value));
        Assert.All(all, minor => Assert.True(minor >= 0, $"seed {seed}: {bill}"));
    }

    /// <summary>What the auditor asks of orders and payments, I8 to I11.</summary>
    private static void Sound(OrderMoneyWorld world, int seed)
    {
        var violations = new List<Violation>();
        OrderMoneyAudit.Check(new() { [Id] = world.Order }, world.Payments, [], violations);
        PaymentAudit.Check(world.Payments, violations);
        Assert.True(violations.Count == 0, $"seed {seed}: {string.Join(' ', violations)}");
    }

    /// <returns>Whether anything was left to be done.</returns>
    private static bool Finish(OrderMoneyWorld world)
    {
        var order = world.Order;
        var block = order.Money!.Blocks.Find(each => each.Status == ChargeBlockStatus.Open);
        if (block is not null)
        {
            world.Ask(new OrderCommand.DecideChargeBlock(
                block.Line, block.Kind, block.Evidence, block.Line == 1, "looked at", "anna", null));
            return true;
        }

        var shipping = order.Lines.FirstOrDefault(line => line.Allocation?.Stage == AllocationStage.Shipping);
        if (shipping is not null)
        {
            world.Ask(new OrderCommand.RecordShipped(
                shipping.Number, shipping.Allocation!.Reservation, "R-1",
                [new LotQuantity("L", shipping.Allocation.Quantity)]));
            return true;
        }

        var under = order.Lines.FirstOrDefault(line => line.Quantities.InTransit > 0);
        if (under is not null)
        {
            world.Ask(Outcome(under.Number, "co-last", under.Quantities.InTransit, 0, 0));
            return world.Order.Revision > order.Revision;
        }

        if (order.Change is { } change)
        {
            world.Ask(new OrderCommand.DeclineChange(change.Number, "late", "anna", null));
            return true;
        }

        return order.Money.Capture == CapturePolicy.Manual && CaptureTheRest(world);
    }

    /// <returns>Whether people captured anything.</returns>
    private static bool CaptureTheRest(OrderMoneyWorld world)
    {
        var money = world.Order.Money!;
        var missing = OrderDues.Of(world.Order).Owed - money.Exposure;
        if (missing <= 0 || money.Tenders.Find(each => each.Remainder > 0) is not { } tender)
        {
            return false;
        }

        var before = world.Payments[tender.Payment].Revision;
        world.Ask(tender.Payment, new PaymentCommand.Capture(
            $"end-{before}", Euros(long.Min(missing, tender.Remainder)), "anna", null));
        return world.Payments[tender.Payment].Revision > before;
    }

    /// <summary>The oracle of I11: what the units that may be charged are worth, counted one by one.</summary>
    private static long Chargeable(Order order, CapturePolicy capture) => order.Lines.Sum(line =>
    {
        var blocked = order.Money!.Blocks.Exists(
            block => block.Line == line.Number && block.Status != ChargeBlockStatus.Released);
        var q = line.Quantities;
        return blocked ? 0 : order.Money.Totals.Lines[line.Number - 1].Of(
            capture == CapturePolicy.AfterShipment ? q.InTransit + q.Delivered : q.Delivered);
    });

    /// <summary>The oracle of the end: what arrived and nobody decided against, less what people gave back.</summary>
    private static long Owed(Order order) => long.Max(
        0,
        order.Lines.Sum(line => order.Money!.Blocks.Exists(
            block => block.Line == line.Number && block.Status == ChargeBlockStatus.Refunded)
                ? 0
                : order.Money.Totals.Lines[line.Number - 1].Of(line.Quantities.Delivered)) - order.Money!.GivenBack);

    /// <summary>Four baskets of three bread and one jam for 4.99 each, less 0.55 on all of them.</summary>
    private static IEnumerable<OrderedLine> Baskets(KitPolicy policy)
    {
        KitUnits[] parts = [new("BREAD", 3), new("JAM", 1)];
        var price = new KitPrice(Euros(499), [new Discount("z", Euros(55))], "food")
        {
            Parts = [new("BREAD", Euros(119)), new("JAM", Euros(287))],
        };
        return parts.Zip(price.Apportioned(4, parts), (part, priced) =>
            new OrderedLine(part.Sku, 4 * part.PerKit, null)
            {
                Kit = new LineKit(1, "BASKET", part.PerKit, policy),
                Price = priced,
            });
    }

    internal static OrderCommand.Place Place(Random random, CapturePolicy capture, KitPolicy? kits = null)
    {
        Tender[] tenders = random.Next(4) switch
        {
            0 => [new(PaymentMethod.Card, Card: Visa)],
            1 => [new(PaymentMethod.StoreCredit, Euros(random.Next(1, 1_200)), Account: "K-17"),
                new(PaymentMethod.Card, Card: Visa)],
            2 => [new(PaymentMethod.Card, Euros(500), Visa), new(PaymentMethod.Card, Card: Visa)],
            _ when capture != CapturePolicy.AfterShipment => [new(PaymentMethod.CashOnDelivery)],
            _ => [new(PaymentMethod.InvoiceTerms, DueOn: new NodaTime.LocalDate(2027, 1, 1))],
        };
        return new OrderCommand.Place(
            Id,
            new OrderTerms(
                "web",
                "SO-1",
                new Customer("Shop", new PostalAddress(["1 High Street"], "Springfield", "12345", "US")),
                "dc-1",
                ShipPolicy.Split,
                [
                    new("MILK", 7, null) { Price = new LinePrice(Euros(133), [], "food") },
                    new("NUTS", 3, null) { Price = new LinePrice(Euros(299), [new Discount("x", Euros(50))], "food") },
                    .. kits is { } policy ? Baskets(policy) : [],
                ])
            {
                Money = new MoneyTerms("EUR", [new Discount("y", Euros(77))], "standard", capture, tenders),
            })
        {
            Quote = new PriceQuote(
                new TaxAnswer(
                    "t",
                    [
                        new(70_000, 61), new(190_000, 58),
                        .. kits is null ? [] : new LineTax[] { new(70_000, 77), new(70_000, 59) },
                    ],
                    new LineTax(190_000, 93)),
                new ShippingAnswer("t", 490)),
        };
    }

    private static OrderCommand Anything(Random random, Order order, NodaTime.Instant now)
    {
        var line = random.Next(1, order.Lines.Count + 1);
        var held = order.Lines[line - 1].Allocation;
        var reservation = held?.Reservation ?? OrderId.Reservation(Id, line, 1);
        return random.Next(20) switch
        {
            0 or 1 or 2 => new OrderCommand.RecordReserved(line, reservation),
            3 or 4 or 5 => new OrderCommand.RecordConfirmed(line, reservation),
            6 or 7 => new OrderCommand.BeginShipment("R-1", 1),
            8 or 9 => new OrderCommand.RecordShipped(
                line, reservation, "R-1", [new LotQuantity("L", held?.Quantity ?? 1)]),
            10 => Outcome(
                line, $"co-{random.Next(1, 4)}", random.Next(0, 4), random.Next(0, 2), random.Next(0, 2)) with
            {
                More = true,
            },
            11 => Outcome(
                line, $"co-{random.Next(1, 4)}", random.Next(0, 4), random.Next(0, 2), random.Next(0, 2)),
            12 when random.Next(3) == 0 => new OrderCommand.Flag(line, "excursion", $"co-{random.Next(1, 3)}", "warm")
            {
                Route = "R-1",
                Lots = ["L"],
            },
            13 when random.Next(4) == 0 => new OrderCommand.CancelLine(line, random.Next(1, 4), "customer", null),
            13 when order.Lines.Exists(each => each.Kit is not null) =>
                new OrderCommand.CancelKit(1, random.Next(1, 3), "customer", null),
            14 when random.Next(9) == 0 => new OrderCommand.Cancel("customer", null),
            15 when random.Next(2) == 0 => new OrderCommand.AddTender(new Tender(PaymentMethod.Card, Card: Visa), null),
            16 => GeneratedChanges.Propose(random, order),
            17 or 18 => new OrderCommand.ConfirmChange(order.Change?.Number ?? 1, "anna", null),
            19 when random.Next(3) == 0 => order.Change is { } change && change.ExpiresAt <= now
                ? new OrderCommand.ExpireChange(change.Number)
                : new OrderCommand.DeclineChange(order.Change?.Number ?? 1, "dear", "anna", null),
            _ => new OrderCommand.RetryMoney("mended", "anna", null),
        };
    }

    private static PaymentCommand ByPeople(Random random, CapturePolicy capture, int step) => random.Next(7) switch
    {
        0 => new PaymentCommand.Refund($"p-{step}", Euros(random.Next(1, 50)), "goodwill", "anna", null, null),
        1 when capture == CapturePolicy.Manual => new PaymentCommand.Capture(
            $"p-{step}", Euros(random.Next(1, 900)), "anna", null),
        2 => new PaymentCommand.Confirm(random.Next(2, 5), random.Next(3) > 0, "count", "bob", null),
        3 => new PaymentCommand.OpenDispute($"d-{step % 10}", Euros(random.Next(1, 900)), "fraud"),
        4 or 5 => new PaymentCommand.SettleDispute($"d-{random.Next(10)}", random.Next(2) == 0),
        _ => new PaymentCommand.Expire(),
    };

    private static OrderCommand.RecordOutcome Outcome(
        int line, string checkOut, int delivered, int missing, int damaged) =>
        new(checkOut, "R-1", 1, line, "L", 4, delivered, missing, 0, damaged, null, null as ProofOfDelivery);
}
