using NodaTime;
using Oms.Central.Purchasing;
using Oms.Finance;

namespace Oms.Central.Tests.Histories;

/// <summary>What is bought, what of it comes, and what suppliers want for it.</summary>
internal sealed class PurchaseMoves(HistoryWorld world)
{
    private const string By = "anna";
    private const int Price = 250;
    private const int OpenMax = 20;

    private LocalDate Today => world.Now.InUtc().Date;

    public void Order(Dice dice)
    {
        if (world.Purchases.All.Values.Count(of => of.Terms!.DropShip is null) >= OpenMax)
        {
            return;
        }

        var id = $"po-{world.Move}";
        var terms = new PurchaseTerms(
            "acme", dice.Of(StockMoves.Locations),
            [
                .. Enumerable.Range(0, dice.From(1, 2)).Select(_ => new PurchasedLine(
                    dice.Of(StockMoves.Skus), dice.From(1, 40), Euros(Price), Today.PlusDays(dice.From(0, 6)))),
            ],
            dice.Of(0, 20));
        world.Purchases.Refused(id, new PurchaseCommand.Draft(id, terms with { Lines = [] }));
        world.Purchases.Refused(id, new PurchaseCommand.Draft(id, terms with
        {
            Lines = [terms.Lines[0] with { Quantity = dice.Of(0, -1, int.MaxValue) }],
        }));
        var draft = new PurchaseCommand.Draft(id, terms);
        _ = world.Purchases.Do(id, draft);
        world.Purchases.Again(id, draft);
        world.Purchases.Refused(id, Receipt(id, "early", 1));
        _ = world.Purchases.Do(id, new PurchaseCommand.Send(null));
    }

    /// <summary>The supplier says what it will deliver, and when; sometimes nothing.</summary>
    public void Answer(Dice dice)
    {
        if (Any(dice, of => of is { Terms.DropShip: null, Status: PurchaseStatus.Sent or PurchaseStatus.Acknowledged })
            is not { } id)
        {
            return;
        }

        var line = world.Purchases[id].Lines[0];
        _ = world.Purchases.Do(id, dice.Below(8) switch
        {
            0 => new PurchaseCommand.RejectAll("sold out", null),
            1 => new PurchaseCommand.Cancel("not wanted", null),
            2 => new PurchaseCommand.RegisterNotice(new AdvanceNotice(
                $"asn-{world.Move}", Today.PlusDays(1), [new AnnouncedUnits(1, Lot, dice.From(1, 9))])),
            _ => new PurchaseCommand.Acknowledge(
                null,
                [
                    new AcknowledgedLine(
                        1, dice.From(0, line.Ordered + 2), Euros(Price + dice.From(-5, 5)),
                        dice.OneIn(5) ? null : Today.PlusDays(dice.From(0, 9))),
                ],
                null),
        });
    }

    /// <summary>Units come: too few, too many, damaged, too late; and the same receipt again.</summary>
    public void Receive(Dice dice)
    {
        if (Any(dice, of => of.Terms!.DropShip is null && of.Lines.Exists(line => line.Open > 0) && IsOut(of))
            is not { } id)
        {
            return;
        }

        var line = world.Purchases[id].Lines.Find(each => each.Open > 0)!;
        var came = Receipt(id, $"in-{world.Move}", line.Number) with
        {
            Quantity = dice.OneIn(8) ? line.Open + dice.From(1, 3) : dice.From(1, line.Open),
            Expires = dice.OneIn(3) ? null : Today.PlusDays(dice.From(1, 9)),
        };
        came = came with { Damaged = dice.OneIn(4) ? dice.From(0, came.Quantity) : 0 };
        world.Purchases.Refused(id, came with { Quantity = dice.Of(0, -1, int.MaxValue) });
        world.Purchases.Refused(id, came with { Damaged = dice.Of(-1, came.Quantity + 1) });
        _ = world.Purchases.Do(id, came);
        world.Purchases.Again(id, came);
        world.Purchases.Refused(id, came with { Quantity = came.Quantity + 1 });
        if (dice.OneIn(12))
        {
            _ = world.Purchases.Do(id, new PurchaseCommand.GiveUp(line.Number, "lost", null));
        }
    }

    /// <summary>The supplier's invoice: mostly for what came, sometimes for more, dearer, or wrongly added
    /// up.</summary>
    public void Invoice(Dice dice)
    {
        if (Any(dice, of => of.Invoices.Exists(each => each.Status == InvoiceStatus.Disputed)) is { } disputed
            && dice.OneIn(2))
        {
            var of = world.Purchases[disputed].Invoices.Find(each => each.Status == InvoiceStatus.Disputed)!;
            _ = world.Purchases.Do(
                disputed, new PurchaseCommand.DecideInvoice(of.Ref, dice.OneIn(2), "looked at", By));
            return;
        }

        if (Any(dice, of => of.Lines.Exists(line => line.Good > line.Invoiced) && IsOut(of)) is not { } id)
        {
            return;
        }

        var line = world.Purchases[id].Lines.Find(each => each.Good > each.Invoiced)!;
        var units = (line.Good - line.Invoiced) + (dice.OneIn(5) ? 1 : 0);
        var price = line.UnitCost.Minor + dice.Of(0, 0, 0, 1, 40);
        var bill = new PurchaseCommand.MatchInvoice(
            $"inv-{world.Move}", [new InvoicedLine(line.Number, units, Euros(price))],
            Euros((price * units) + (dice.OneIn(9) ? 1 : 0)));
        world.Purchases.Refused(id, bill with { Total = Money.Of(1, "USD") });
        world.Purchases.Refused(id, bill with { Lines = [bill.Lines[0] with { Quantity = dice.Of(0, -1) }] });
        _ = world.Purchases.Do(id, bill);
        world.Purchases.Again(id, bill);
    }

    private static bool IsOut(PurchaseOrder of) => of.Status
        is PurchaseStatus.Sent or PurchaseStatus.Acknowledged or PurchaseStatus.PartiallyReceived
        or PurchaseStatus.Received;

    /// <summary>Lots that others receive too, so that both meet in one.</summary>
    private string Lot => $"L{Today.DayOfYear / 4}-0";

    private PurchaseCommand.Receive Receipt(string id, string reference, int line) =>
        new($"{id}/{reference}", line, Lot, null, 1, 0, Today);

    private string? Any(Dice dice, Func<PurchaseOrder, bool> which)
    {
        var found = world.Purchases.All.Where(each => which(each.Value)).Select(each => each.Key).ToList();
        return found.Count == 0 ? null : dice.Of(found);
    }

    private static Money Euros(long minor) => Money.Of(minor, "EUR");
}
