using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Returns;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>Returns: which of its units may come back, which did, and what is refunded for them.</content>
/// <remarks>
/// Only the order knows all returns of its units, so it holds the units of each from the moment it is requested: what
/// is back and what may come back by all of them together is never more than was delivered.
/// </remarks>
public sealed partial record Order
{
    private static readonly ImmutableSortedDictionary<string, OrderReturn> NoReturns =
        ImmutableSortedDictionary.Create<string, OrderReturn>(StringComparer.Ordinal);

    /// <summary>Returns by their ids; null where there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, OrderReturn>? Returns { get; init; }

    /// <summary>Units of a line that are promised to come back.</summary>
    public int Returning(int line) =>
        (Returns ?? NoReturns).Values.Sum(each => each.Lines.Where(of => of.Line == line).Sum(of => of.Open));

    private Decision? AnswerReturn(OrderCommand command, Instant now) =>
        command switch
        {
            OrderCommand.RequestReturn c => RequestReturn(c.Request, now),
            OrderCommand.ReleaseReturn c => Returns?.GetValueOrDefault(c.Return) is not { } of
                ? Decision.Reject(new OrderRejection.NoSuchReturn(c.Return))
                : ReleaseReturn(c, of),
            OrderCommand.BookReturn c => BookReturn(c),
            OrderCommand.RefuseReturnCredit c =>
                Returns?.GetValueOrDefault(c.Return)?.Booked.Find(each => each.Ref == c.Ref) is not { } booked
                    ? Decision.Reject(new OrderRejection.NoSuchReturn(c.Return))
                    : booked.Credit == 0
                        ? Decision.AlreadyDone
                        : Decision.Accept(new OrderEvent.ReturnCreditRefused(
                            c.Return, c.Ref, booked.Line, Amount(booked.Credit), c.Reason)),
            _ => null,
        };

    private static Decision ReleaseReturn(OrderCommand.ReleaseReturn c, OrderReturn of)
    {
        LineUnits[] units =
        [
            .. from line in of.Lines
               let asked = c.Units is null
                   ? line.Open
                   : c.Units.Where(one => one.Line == line.Line).Sum(one => one.Quantity)
               where int.Min(asked, line.Open) > 0
               select new LineUnits(line.Line, int.Min(asked, line.Open)),
        ];
        return units.Length == 0
            ? Decision.AlreadyDone
            : Decision.Accept(new OrderEvent.ReturnReleased(c.Return, units, c.Reason));
    }

    private Decision RequestReturn(ReturnRequest request, Instant now)
    {
        if (Returns?.GetValueOrDefault(request.Id) is { } known)
        {
            return Json.WrittenForm.IsSame(
                known.Request with { By = request.By }, request, OrderJson.Default.ReturnRequest)
                ? Decision.AlreadyDone
                : Decision.Reject(new OrderRejection.ReturnDiffers(request.Id));
        }

        if (request.Fault() is var (field, why))
        {
            return Decision.Reject(new OrderRejection.InvalidTerms(field, why));
        }

        if (Returns?.Count >= OrderReturn.Max)
        {
            return Decision.Reject(new OrderRejection.InvalidTerms(
                "/id", $"An order has up to {OrderReturn.Max} returns."));
        }

        var lines = new List<ReturnableLine>();
        foreach (var wish in request.Lines)
        {
            if (Line(wish.Line) is not { } line)
            {
                return Decision.Reject(new OrderRejection.NoSuchLine(wish.Line));
            }

            if (NotReturnable(line, wish, request, now) is { } reason)
            {
                return Decision.Reject(reason);
            }

            lines.Add(new ReturnableLine(
                line.Number,
                line.Sku,
                wish.Quantity,
                wish.Reason,
                [
                    .. from lot in LotUnits.Of(line)
                       where lot.Delivered > lot.Back
                       group lot.Delivered - lot.Back by lot.Lot into units
                       select new LotQuantity(units.Key, units.Sum()),
                ],
                line.Serials is null ? null : [.. wish.Serials ?? line.Serials.Except(Spoken(line))],
                Money is null
                    ? null
                    : Amount(Worth(
                        line, wish.Quantity, wish.Quantity, request.Policy, ReturnPolicy.WholePermille).Refund),
                line.Outcomes.TrueForAll(outcome => outcome.Delivered == 0 || outcome.Pod is not null)));
        }

        return Incomplete(request) is { } kit
            ? Decision.Reject(new OrderRejection.KitNotWhole(kit.Number, kit.Sku))
            : Decision.Accept(new OrderEvent.ReturnRequested(request, lines));
    }

    /// <summary>A whole kit of which the policy wants all components back, and some are missing; null for
    /// none.</summary>
    private LineKit? Incomplete(ReturnRequest request) =>
        !request.Policy.KitsWhole || request.Exception is not null
            ? null
            : (from line in Lines
               let kit = line.Kit
               where kit is { Policy: KitPolicy.Whole }
               let units = request.Lines.Where(wish => wish.Line == line.Number).Sum(wish => wish.Quantity)
               group (Units: units, Kit: kit) by kit.Number into parts
               let first = parts.First()
               where parts.Any(part => part.Units % part.Kit.PerKit != 0
                   || part.Units / part.Kit.PerKit != first.Units / first.Kit.PerKit)
               select first.Kit).FirstOrDefault();

    private OrderRejection? NotReturnable(OrderLine line, ReturnWish wish, ReturnRequest request, Instant now)
    {
        var possible = line.Quantities.Delivered - line.Quantities.Returned - Returning(line.Number);
        if (wish.Quantity < 1 || wish.Quantity > possible)
        {
            return new OrderRejection.ReturnExceedsDelivered(line.Number, wish.Quantity, possible);
        }

        // Units without a proof count as delivered just now; somebody has to approve their return.
        var window = Duration.FromDays(request.Policy.WindowDays);
        var inTime = line.Outcomes.Where(outcome => !(outcome.Pod?.SignedAt + window < now))
            .Sum(outcome => outcome.Delivered);
        return request.Exception is null && wish.Quantity > inTime
            ? new OrderRejection.ReturnWindowOver(line.Number, wish.Quantity, int.Min(inTime, possible))
            : wish.Serials?.FirstOrDefault(serial => !Serials(line).Contains(serial)) is { } strange
                ? new OrderRejection.SerialNotOfLine(line.Number, strange)
                : null;

        HashSet<string> Serials(OrderLine of) =>
            (of.Serials ?? []).Except(Spoken(of)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Serials of a line that are back, or that a return names.</summary>
    private IEnumerable<string> Spoken(OrderLine line) =>
        (line.Back ?? []).SelectMany(back => back.Serials ?? []).Concat(
            (Returns ?? NoReturns).Values.SelectMany(of => of.Lines)
                .Where(of => of.Line == line.Number && of.Open > 0)
                .SelectMany(of => of.Serials ?? []));

    private Decision BookReturn(OrderCommand.BookReturn c)
    {
        if (Returns?.GetValueOrDefault(c.Return) is not { } of)
        {
            return Decision.Reject(new OrderRejection.NoSuchReturn(c.Return));
        }

        if (of.Booked.Exists(each => each.Ref == c.Ref))
        {
            return Decision.AlreadyDone;
        }

        if (Line(c.Line) is not { } line || of.Lines.Find(each => each.Line == c.Line) is not { } held)
        {
            return Decision.Reject(new OrderRejection.NoSuchLine(c.Line));
        }

        var lots = LotUnits.Of(line).Where(each => each.Lot == c.Lot && each.Delivered > each.Back).ToList();
        var possible = int.Min(held.Open, lots.Sum(each => each.Delivered - each.Back));
        if (c.Quantity < 1 || c.Quantity > possible)
        {
            return Decision.Reject(new OrderRejection.ReturnExceedsDelivered(c.Line, c.Quantity, possible));
        }

        var back = (line.Back ?? []).SelectMany(each => each.Serials ?? []).ToHashSet(StringComparer.Ordinal);
        if (c.Serials?.FirstOrDefault(serial => line.Serials?.Contains(serial) != true || back.Contains(serial))
            is { } strange)
        {
            return Decision.Reject(new OrderRejection.SerialNotOfLine(c.Line, strange));
        }

        List<UnitsBack> units = [.. Taken(lots, c)];
        var paid = units.Where(each => !IsGiven(line, each.Route, each.Lot)).Sum(each => each.Quantity);
        var (worth, refund) = Worth(line, c.Quantity, paid, of.Request.Policy, c.CreditPermille);
        var happened = new OrderEvent.LineReturned(c.Return, c.Ref, c.Line, units, worth - refund)
        {
            Refund = Money is null ? null : Amount(refund),
        };
        return Decision.Accept(
            of.Request.RefundTo == RefundTarget.StoreCredit && refund > 0 ? Credited(of, happened, refund) : happened);
    }

    private static IEnumerable<UnitsBack> Taken(List<LotUnits> lots, OrderCommand.BookReturn c)
    {
        var (left, named) = (c.Quantity, 0);
        foreach (var lot in lots)
        {
            if (int.Min(left, lot.Delivered - lot.Back) is > 0 and var part)
            {
                yield return new UnitsBack(lot.Route, lot.Lot, part)
                {
                    Serials = c.Serials is null ? null : [.. c.Serials.Skip(named).Take(part)],
                };
                (left, named) = (left - part, named + part);
            }
        }
    }

    /// <summary>What would go back to the tenders goes to store credit, as far as it is to.</summary>
    private OrderEvent.LineReturned Credited(OrderReturn of, OrderEvent.LineReturned happened, long refund)
    {
        if (Money is not { Tenders.Count: > 0 })
        {
            return happened;
        }

        var after = Evolve(this, happened);
        var over = after.Money!.Captured - after.Money.Tenders.Sum(tender => tender.RefundExposure)
            - OrderDues.Of(after).Most;
        var most = (of.Request.CreditMax ?? long.MaxValue) - of.Booked.Sum(each => each.Credit);
        var credit = long.Clamp(long.Min(over, most), 0, refund);
        return credit == 0
            ? happened
            : happened with
            {
                Retained = happened.Retained + credit,
                Credit = Amount(credit),
                Account = of.Request.Account,
            };
    }

    /// <summary>What units of a line cost, and what of it is refunded.</summary>
    /// <param name="units">Units that come back; as many as may be charged for are counted.</param>
    /// <param name="paid">Those of them that the customer pays for.</param>
    private (long Worth, long Refund) Worth(
        OrderLine line, int units, int paid, ReturnPolicy policy, int creditPermille)
    {
        if (Money is null)
        {
            return (0, 0);
        }

        var totals = Money.Totals.Lines[line.Number - 1];
        var before = LotUnits.Of(line).Where(lot => !IsGiven(line, lot.Route, lot.Lot))
            .Sum(lot => lot.Chargeable(Money.Capture));
        var after = before - int.Min(before, int.Min(units, paid));
        var goods = Part(totals.Net) + Part(totals.Tax);
        var shipping = policy.RefundsShipping ? Part(totals.Shipping) + Part(totals.ShippingTax) : 0;
        var refund = Of(goods, policy.GoodsPermille) + shipping;
        return (totals.Of(before) - totals.Of(after), Of(refund, creditPermille));

        long Part(long whole) =>
            Apportion.OfFirst(whole, before, totals.Quantity) - Apportion.OfFirst(whole, after, totals.Quantity);

        static long Of(long amount, int permille) =>
            Apportion.Ratio(amount, permille, ReturnPolicy.WholePermille, RoundingRule.Down);
    }

    /// <summary>Whether the customer pays nothing for the units of a lot.</summary>
    private bool IsGiven(OrderLine line, string route, string lot) =>
        Money?.Blocks.Exists(block => block.Line == line.Number && block.Route == route && block.Lots.Contains(lot)
            && block.Status == ChargeBlockStatus.Refunded) == true;

    private Order OnReturnRequested(OrderEvent.ReturnRequested e) => this with
    {
        Returns = (Returns ?? NoReturns).Add(e.Request.Id, new OrderReturn(
            e.Request,
            [
                .. e.Request.Lines.Select(wish => new OrderReturnLine(wish.Line, wish.Quantity, wish.Serials)),
            ],
            [])),
    };

    private Order OnReturnReleased(OrderEvent.ReturnReleased e) => SetReturn(e.Return, of => of with
    {
        Lines = of.Lines.ConvertAll(line => line with
        {
            Open = line.Open - e.Units.Where(units => units.Line == line.Line).Sum(units => units.Quantity),
        }),
    });

    private Order OnLineReturned(OrderEvent.LineReturned e)
    {
        var quantity = e.Units.Sum(units => units.Quantity);
        return Set(e.Line, line => line with
        {
            Quantities = line.Quantities with { Returned = line.Quantities.Returned + quantity },
            Back = (line.Back ?? []).AddRange(e.Units),
            Retained = line.Retained + e.Retained,
        }).SetReturn(e.Return, of => of with
        {
            Lines = of.Lines.ConvertAll(
                line => line.Line == e.Line ? line with { Open = line.Open - quantity } : line),
            Booked = of.Booked.Add(new BookedReturn(
                e.Ref, e.Line, quantity, e.Refund?.Minor ?? 0, e.Credit?.Minor ?? 0)),
        });
    }

    private Order OnCreditRefused(OrderEvent.ReturnCreditRefused e) =>
        Set(e.Line, line => line with { Retained = line.Retained - e.Credit.Minor }).SetReturn(e.Return, of => of with
        {
            Booked = of.Booked.ConvertAll(each => each.Ref == e.Ref ? each with { Credit = 0 } : each),
        });

    private Order SetReturn(string id, Func<OrderReturn, OrderReturn> change) => this with
    {
        Returns = Returns!.SetItem(id, change(Returns[id])),
    };
}
