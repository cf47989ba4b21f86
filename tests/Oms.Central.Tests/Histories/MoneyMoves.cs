using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Finance;

namespace Oms.Central.Tests.Histories;

/// <summary>What people ask of the money of orders with prices, and of store credit.</summary>
internal sealed class MoneyMoves(HistoryWorld world, OrderMoves orders)
{
    private const string By = "anna";
    private const int Looks = 12;
    private static readonly CardReference Visa = new("tok_1", "4242");

    /// <summary>Customers' accounts of store credit.</summary>
    public static IReadOnlyList<string> Accounts { get; } = ["K-1", "K-2"];

    public void Grant(Dice dice)
    {
        var account = dice.Of(Accounts);
        _ = world.Credits.Do(StoreCredit.IdOf(account, "EUR"), dice.OneIn(4)
            ? new StoreCreditCommand.Withdraw(Euros(dice.From(1, 400)), "lapsed", By)
            : new StoreCreditCommand.Grant(account, Euros(dice.From(1, 900)), "sorry", By));
    }

    /// <summary>Pays what is not covered in one more way, has what failed tried again, or decides who pays for
    /// units whose
    /// custody went wrong.</summary>
    public void Mend(Dice dice)
    {
        // Most orders are well: it looks at several, and takes the first that is not.
        var some = Enumerable.Range(0, Looks).Select(_ => Priced(dice)).OfType<string>().ToList();
        if ((some.Find(each => world.Orders[each].Holds.ContainsKey(HoldType.Payment)
            || Undecided(each) is not null) ?? some.FirstOrDefault()) is not { } id)
        {
            return;
        }

        var block = Undecided(id);
        _ = world.Orders.Do(id, block is not null && !dice.OneIn(3)
            ? new OrderCommand.DecideChargeBlock(
                block.Line, block.Kind, block.Evidence, dice.OneIn(2), "looked at", By, null)
            : dice.OneIn(2)
                ? new OrderCommand.AddTender(new Tender(PaymentMethod.Card, Card: Visa), null)
                : new OrderCommand.RetryMoney("mended", By, null));
    }

    /// <summary>People capture where that is theirs to do, mostly what an order waits for, and give back beyond what
    /// the goods ask for.</summary>
    public void ByHand(Dice dice)
    {
        var waiting = orders.Open.Where(each => world.Orders[each].Money?.Capture == CapturePolicy.Manual
            && world.Orders[each].Holds.ContainsKey(HoldType.Payment)).ToList();
        if ((waiting.Count > 0 && !dice.OneIn(3) ? dice.Of(waiting) : Priced(dice)) is not { } id
            || world.Orders[id].Money!.Tenders is not [_, ..] tenders)
        {
            return;
        }

        var payment = dice.Of(tenders).Payment;
        if (world.Payments[payment].Terms is null)
        {
            return;
        }

        _ = world.Payments.Do(
            payment, world.Orders[id].Money!.Capture == CapturePolicy.Manual && !dice.OneIn(3)
                ? new PaymentCommand.Capture(
                    $"t{world.Move}", Euros(dice.OneIn(3) ? dice.From(1, 900) : Due(id, payment)), By, null)
                : new PaymentCommand.Refund($"t{world.Move}", Euros(dice.From(1, 60)), "goodwill", By, null, null));
    }

    /// <summary>What the order waits for, as far as the payment has it.</summary>
    private long Due(string order, string payment)
    {
        var (of, money) = (world.Orders[order], world.Orders[order].Money!);
        return long.Clamp(
            OrderDues.Of(of).Owed - money.Exposure, 1,
            long.Max(1, money.Tenders.Find(tender => tender.Payment == payment)!.Remainder));
    }

    /// <summary>Prices for an order's terms, and the quote that a shop's tables give.</summary>
    public static (OrderTerms Terms, PriceQuote Quote) Price(OrderTerms terms, Dice dice)
    {
        var lines = terms.Lines.Select(line => line with
        {
            Price = new LinePrice(
                Euros(dice.From(20, 399)), dice.OneIn(3) ? [new Discount("x", Euros(dice.From(1, 20)))] : [], "food"),
        }).Select((line, i) => line.Quantity % 2 == 0 && dice.OneIn(3) ? InKits(line, i + 1) : line).ToList();
        var capture = dice.Of(
            CapturePolicy.AfterShipment, CapturePolicy.AfterDelivery, CapturePolicy.AfterDelivery,
            CapturePolicy.Manual);
        Tender[] tenders = dice.Below(5) switch
        {
            0 or 1 => [new(PaymentMethod.Card, Card: Visa)],
            2 => [new(PaymentMethod.StoreCredit, Euros(dice.From(1, 20)), Account: dice.Of(Accounts)),
                new(PaymentMethod.Card, Card: Visa)],
            3 => [new(PaymentMethod.Card, Euros(dice.From(1, 20)), Visa), new(PaymentMethod.Card, Card: Visa)],
            _ => [new(PaymentMethod.InvoiceTerms, DueOn: new NodaTime.LocalDate(2027, 1, 1))],
        };
        return (
            terms with
            {
                Lines = lines,
                Money = new MoneyTerms(
                    "EUR", dice.OneIn(3) ? [new Discount("y", Euros(dice.From(1, 9)))] : [], "standard", capture,
                    tenders),
            },
            new PriceQuote(
                new TaxAnswer("t", [.. lines.Select(_ => new LineTax(70_000, dice.From(0, 99)))],
                    new LineTax(190_000, dice.From(0, 93))),
                new ShippingAnswer("t", dice.From(0, 490))));
    }

    /// <summary>What a replacement costs: its lines and their taxes, and nothing for bringing it.</summary>
    public static (OrderTerms Terms, PriceQuote Quote) PriceExchange(OrderTerms terms, Dice dice)
    {
        List<OrderedLine> lines =
        [
            .. terms.Lines.Select(line => line with { Price = new LinePrice(Euros(dice.From(20, 399)), [], "food") }),
        ];
        return (
            terms with
            {
                Lines = lines,
                Money = new MoneyTerms(
                    "EUR", [], "standard", dice.Of(CapturePolicy.AfterShipment, CapturePolicy.AfterDelivery), []),
            },
            new PriceQuote(
                new TaxAnswer("t", [.. lines.Select(_ => new LineTax(70_000, dice.From(0, 99)))],
                    new LineTax(190_000, 0)),
                new ShippingAnswer("t", 0)));
    }

    /// <summary>Two units of the line are in each kit, and cost what one unit did.</summary>
    private static OrderedLine InKits(OrderedLine line, int kit) => line with
    {
        Kit = new LineKit(kit, "KIT", 2, KitPolicy.Parts),
        Price = line.Price! with { Per = 2 },
    };

    private ChargeBlock? Undecided(string order) =>
        world.Orders[order].Money!.Blocks.Find(each => each.Status == ChargeBlockStatus.Open);

    /// <summary>One of the latest orders, or of those that are still open, if it has prices.</summary>
    private string? Priced(Dice dice) => orders.Placed.Count > 0
        && (orders.Open.Count > 0 && dice.OneIn(2) ? dice.Of(orders.Open) : orders.Placed.Any(dice).Id) is var id
        && world.Orders[id].Money is not null ? id : null;

    private static Money Euros(long minor) => Money.Of(minor, "EUR");
}
