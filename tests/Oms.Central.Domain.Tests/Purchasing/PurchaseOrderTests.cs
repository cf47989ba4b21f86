using NodaTime;
using Oms.Central.Purchasing;
using Oms.Finance;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Purchasing.PurchaseEvent, Oms.Central.Purchasing.PurchaseRejection>;

namespace Oms.Central.Tests.Purchasing;

/// <summary>Purchase orders, named after what goes wrong between a buyer and a supplier.</summary>
public sealed class PurchaseOrderTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 30, 8, 0);
    private static readonly LocalDate Due = new(2026, 12, 3);
    private static readonly PurchaseTerms Terms = new(
        "dairy", "dc-1", [new("MILK", 100, Euro(80), Due), new("NUTS", 10, Euro(500))], TolerancePermille: 25);

    private static readonly PurchaseOrder Sent = Of(
        PurchaseOrder.Initial, new PurchaseCommand.Draft("PO-1", Terms), new PurchaseCommand.Send(null));

    [Fact]
    public void What_was_ordered_comes_is_invoiced_and_the_order_closes()
    {
        var received = Of(
            Sent,
            new PurchaseCommand.Acknowledge("S-1", [], null),
            Received("R-1", 1, 60),
            Received("R-2", 1, 40),
            Received("R-3", 2, 10));
        Assert.Equal(PurchaseStatus.Received, received.Status);

        var closed = Of(received, Invoice("I-1", 13_000, (1, 100, 80), (2, 10, 500)));
        Assert.Equal(PurchaseStatus.Closed, closed.Status);
        Assert.Equal(InvoiceStatus.Matched, Assert.Single(closed.Invoices).Status);
    }

    [Fact]
    public void A_receipt_before_the_order_was_sent_is_refused_and_says_what_to_do() =>
        Assert.Contains("receipt of the stock item", Assert.IsType<PurchaseRejection.IllegalTransition>(Refused(
            Of(PurchaseOrder.Initial, new PurchaseCommand.Draft("PO-1", Terms)), Received("R-1", 1, 1))).Reason,
            StringComparison.Ordinal);

    [Fact]
    public void More_than_was_ordered_too_late_damaged_and_of_a_lot_that_was_not_announced_is_taken_down_as_a_fact()
    {
        var announced = Of(Sent, new PurchaseCommand.RegisterNotice(new("ASN-1", Due, [new(1, "L1", 100)])));

        var came = Assert.IsType<PurchaseEvent.GoodsReceived>(Events(announced, new PurchaseCommand.Receive(
            "R-1", 1, "L2", null, 101, 3, Due.PlusDays(1)))[0]);
        Assert.Equal(["over", "late", "damaged", "unannounced-lot"], came.Findings);

        var expected = Assert.IsType<PurchaseEvent.GoodsReceived>(Events(announced, new PurchaseCommand.Receive(
            "R-1", 1, "L1", null, 100, 0, Due))[0]);
        Assert.Empty(expected.Findings);
    }

    [Fact]
    public void The_same_receipt_twice_counts_once_and_another_under_its_reference_is_refused()
    {
        var state = Of(Sent, Received("R-1", 1, 60));

        Assert.Same(Decision.AlreadyDone, Decide(state, Received("R-1", 1, 60)));
        Assert.Equal(new PurchaseRejection.ReferenceReused("R-1"), Refused(state, Received("R-1", 1, 61)));
        Assert.Equal(60, state.Lines[0].Received);
    }

    [Fact]
    public void A_supplier_s_date_that_moves_ten_times_is_the_last_one()
    {
        var state = Sent;
        for (var day = 1; day <= 10; day++)
        {
            state = Of(state, new PurchaseCommand.Acknowledge(
                null, [new(1, 100, Euro(80), Due.PlusDays(day))], null));
        }

        Assert.Equal(Due.PlusDays(10), state.Lines[0].ExpectedOn);
        Assert.Same(Decision.AlreadyDone, Decide(state, new PurchaseCommand.Acknowledge(
            null, [new(1, 100, Euro(80), Due.PlusDays(10))], null)));
    }

    [Fact]
    public void What_is_to_come_is_told_line_by_line_whenever_it_changes_and_only_then()
    {
        var draft = Of(PurchaseOrder.Initial, new PurchaseCommand.Draft("PO-1", Terms));
        Assert.Equal([Coming(1, 100, Due), Coming(2, 10, null)], Told(draft, new PurchaseCommand.Send(null)));
        Assert.Empty(Told(Sent, new PurchaseCommand.Acknowledge("S-1", [new(1, 100, Euro(81), Due)], null)));
        var late = new PurchaseCommand.Acknowledge("S-1", [new(1, 90, Euro(80), Due.PlusDays(3))], null);
        Assert.Equal([Coming(1, 90, Due.PlusDays(3))], Told(Sent, late));

        var acknowledged = Of(Sent, late);
        Assert.Equal([Coming(1, 30, Due.PlusDays(3))], Told(acknowledged, Received("R-1", 1, 60)));
        Assert.Equal([Coming(1, 0, null)], Told(acknowledged, Received("R-1", 1, 95)));
        Assert.Equal([Coming(2, 0, null)], Told(acknowledged, new PurchaseCommand.GiveUp(2, "sold out", null)));
        Assert.Equal(
            [Coming(1, 0, null), Coming(2, 0, null)], Told(acknowledged, new PurchaseCommand.Cancel("late", null)));
        Assert.All(
            Of(acknowledged, new PurchaseCommand.Cancel("late", null)).Lines, line => Assert.Null(line.Told));
    }

    [Fact]
    public void Units_that_the_supplier_will_not_deliver_are_not_waited_for()
    {
        var state = Of(
            Sent,
            new PurchaseCommand.Acknowledge("S-1", [new(1, 60, Euro(80), Due), new(2, 0, Euro(500), null)], null),
            Received("R-1", 1, 60));

        Assert.Equal(PurchaseStatus.Received, state.Status);
    }

    [Fact]
    public void Units_that_are_given_up_end_the_order_and_may_come_all_the_same()
    {
        var state = Of(
            Sent, Received("R-1", 1, 100), Received("R-2", 2, 9), new PurchaseCommand.GiveUp(2, "sold out", null));
        Assert.Equal(PurchaseStatus.Received, state.Status);

        var after = Of(state, Received("R-3", 2, 1));
        Assert.Equal(10, after.Lines[1].Received);
        Assert.Equal(PurchaseStatus.Received, after.Status);
    }

    [Theory]
    [InlineData(100, 80, 8_000, null)]
    [InlineData(100, 82, 8_200, null)]
    [InlineData(100, 83, 8_300, "price")]
    [InlineData(101, 80, 8_080, "quantity")]
    [InlineData(100, 80, 8_001, "total")]
    public void An_invoice_agrees_with_quantity_price_and_sum_or_is_disputed(
        int units, int cost, int total, string? finding)
    {
        var state = Of(Sent, Received("R-1", 1, 100), Invoice("I-1", total, (1, units, cost)));

        var invoice = Assert.Single(state.Invoices);
        Assert.Equal(finding is null ? InvoiceStatus.Matched : InvoiceStatus.Disputed, invoice.Status);
        Assert.Equal(finding is null ? [] : [finding], invoice.Findings.Select(each => each.Kind));
    }

    [Fact]
    public void Damaged_units_and_units_of_another_invoice_are_not_owed()
    {
        var state = Of(
            Sent,
            new PurchaseCommand.Receive("R-1", 1, "L1", null, 100, 4, Due),
            Invoice("I-1", 4_800, (1, 60, 80)),
            Invoice("I-2", 3_200, (1, 40, 80)));

        Assert.Equal(InvoiceStatus.Matched, state.Invoices[0].Status);
        Assert.Equal(
            [new MatchFinding("quantity", 1, 40, 36)], Assert.Single(state.Invoices.RemoveAt(0)).Findings);
    }

    [Fact]
    public void A_disputed_invoice_keeps_the_order_open_until_somebody_decides()
    {
        var state = Of(
            Sent, Received("R-1", 1, 100), Received("R-2", 2, 10), Invoice("I-1", 13_001, (1, 100, 80), (2, 10, 500)));
        Assert.Equal(PurchaseStatus.Received, state.Status);

        Assert.Equal(PurchaseStatus.Closed, Of(
            state, new PurchaseCommand.DecideInvoice("I-1", true, "a cent", "anna")).Status);
        var refused = Of(state, new PurchaseCommand.DecideInvoice("I-1", false, "wrong sum", "anna"));
        Assert.Equal(PurchaseStatus.Received, refused.Status);
        Assert.Equal(0, refused.Lines[0].Invoiced);
        Assert.Equal(PurchaseStatus.Closed, Of(refused, Invoice("I-2", 13_000, (1, 100, 80), (2, 10, 500))).Status);
    }

    [Fact]
    public void What_never_came_is_never_owed_whatever_comes_in_whatever_order()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var state = Sent;
            for (var step = 0; step < 25; step++)
            {
                state = Try(state, Random(random, step));
                Assert.All(state.Lines, line => Assert.True(
                    line.Open >= 0 && line.Damaged <= line.Received && line.Invoiced >= 0, $"seed {seed}: {line}"));
                var owed = state.Invoices.Where(invoice => invoice.Status == InvoiceStatus.Matched)
                    .SelectMany(invoice => invoice.Lines).GroupBy(line => line.Line);
                Assert.All(owed, line => Assert.True(
                    line.Sum(each => each.Quantity) <= state.Lines[line.Key - 1].Good, $"seed {seed}: {line.Key}"));
                Assert.True(
                    state.Status != PurchaseStatus.Closed
                    || state.Lines.TrueForAll(line => line.Open == 0 && line.Invoiced >= line.Good), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Quantities_and_prices_out_of_range_name_the_member()
    {
        Assert.Equal("/quantity", Field(Received("R", 1, 0)));
        Assert.Equal("/damaged", Field(new PurchaseCommand.Receive("R", 1, "L1", null, 1, 2, Due)));
        Assert.Equal("/total/currency", Field(new PurchaseCommand.MatchInvoice("I", [], Money.Of(1, "USD"))));
        Assert.Equal("/lines", Field(new PurchaseCommand.MatchInvoice("I", [], Euro(1))));
        Assert.Equal("/lines/0", Field(Invoice("I", 1, (1, 0, 1))));
        Assert.Equal("/lines/1/line", Field(Invoice("I", 2, (1, 1, 1), (1, 1, 1))));
        Assert.Equal("/lines/0/quantity", Field(new PurchaseCommand.Acknowledge(
            null, [new(1, -1, Euro(1), null)], null)));
        Assert.Equal("/lines/0/unit_cost", Field(new PurchaseCommand.Acknowledge(
            null, [new(1, 1, Money.Of(1, "USD"), null)], null)));
        Assert.Equal("/units/0", Field(new PurchaseCommand.RegisterNotice(new("A", Due, [new(1, "L1", 0)]))));
        foreach (var (field, terms) in new (string, PurchaseTerms)[]
        {
            ("/supplier", Terms with { Supplier = "" }),
            ("/location", Terms with { Location = "" }),
            ("/tolerance_permille", Terms with { TolerancePermille = 1_001 }),
            ("/lines", Terms with { Lines = [] }),
            ("/lines/0/sku", Terms with { Lines = [new("", 1, Euro(1))] }),
            ("/lines/0/quantity", Terms with { Lines = [new("MILK", 1_000_001, Euro(1))] }),
            ("/lines/0/unit_cost/minor", Terms with { Lines = [new("MILK", 1, Euro(-1))] }),
            (
                "/lines/1/unit_cost/currency",
                Terms with { Lines = [new("A", 1, Euro(1)), new("B", 1, Money.Of(1, "JPY"))] }),
        })
        {
            Assert.Equal(field, Assert.IsType<PurchaseRejection.Invalid>(
                Refused(PurchaseOrder.Initial, new PurchaseCommand.Draft("PO-1", terms))).Field);
        }
    }

    private static PurchaseEvent.SupplyChanged Coming(int line, int quantity, LocalDate? on) =>
        new("PO-1", line, line == 1 ? "MILK" : "NUTS", "dc-1", quantity, on);

    private static IEnumerable<PurchaseEvent.SupplyChanged> Told(PurchaseOrder state, PurchaseCommand command) =>
        Events(state, command).OfType<PurchaseEvent.SupplyChanged>();

    private static Money Euro(long minor) => Money.Of(minor, "EUR");

    private static PurchaseCommand.Receive Received(string reference, int line, int quantity) =>
        new(reference, line, "L1", null, quantity, 0, Due);

    private static PurchaseCommand.MatchInvoice Invoice(
        string reference, long total, params (int Line, int Units, long Cost)[] lines) =>
        new(
            reference,
            [.. lines.Select(line => new InvoicedLine(line.Line, line.Units, Euro(line.Cost)))],
            Euro(total));

    private static PurchaseCommand Random(Random random, int step)
    {
        var line = random.Next(1, 4);
        var units = random.Next(0, 60);
        return random.Next(7) switch
        {
            0 => new PurchaseCommand.Acknowledge(
                null, [new(line, random.Next(0, 120), Euro(random.Next(70, 90)), Due)], null),
            1 or 2 => new PurchaseCommand.Receive(
                $"R-{random.Next(20)}", line, "L1", null, units, random.Next(0, 5), Due.PlusDays(random.Next(-2, 3))),
            3 => new PurchaseCommand.GiveUp(line, "sold out", null),
            4 or 5 => Invoice($"I-{step}", units * 80, (line, units, 80)),
            _ => new PurchaseCommand.DecideInvoice($"I-{random.Next(step + 1)}", random.Next(2) == 0, "so", "anna"),
        };
    }

    private static PurchaseOrder Try(PurchaseOrder state, PurchaseCommand command) =>
        Decide(state, command) is Decision.Accepted accepted
            ? accepted.Events.Aggregate(state, PurchaseOrder.Evolve)
            : state;

    private static Decision Decide(PurchaseOrder state, PurchaseCommand command) =>
        PurchaseOrder.Decide(state, command, Now);

    private static IReadOnlyList<PurchaseEvent> Events(PurchaseOrder state, PurchaseCommand command) =>
        Assert.IsType<Decision.Accepted>(Decide(state, command)).Events;

    private static PurchaseOrder Of(PurchaseOrder state, params PurchaseCommand[] commands) =>
        commands.Aggregate(state, (order, command) => Events(order, command).Aggregate(order, PurchaseOrder.Evolve));

    private static PurchaseRejection Refused(PurchaseOrder state, PurchaseCommand command) =>
        Assert.IsType<Decision.Rejected>(Decide(state, command)).Reason;

    private static string Field(PurchaseCommand command) =>
        Assert.IsType<PurchaseRejection.Invalid>(Refused(Sent, command)).Field;
}
