using System.Collections.Immutable;
using System.Diagnostics;
using Oms.Central.Payments;

namespace Oms.Central.Orders;

/// <content>How events change the order's money.</content>
public sealed partial record Order
{
    // What goes wrong in custody so that a person has to decide whether the customer pays.
    private static readonly ImmutableHashSet<string> Blocking =
        ["excursion", "seal-broken", "hazmat-failure", "dispute", "custody-broken"];

    private const string Refused = "refused: ";

    private static Order EvolveMoney(Order state, OrderEvent happened) =>
        happened switch
        {
            OrderEvent.OrderPriced e => state with
            {
                Money = state.Money is null
                    ? new OrderMoney(e.Totals, e.Capture, [], [], 0)
                    : state.Money with { Totals = e.Totals },
            },
            _ when state.Money is null => throw new UnreachableException(
                $"{happened.GetType().Name} cannot happen to an order without prices."),
            OrderEvent.BillRequested e => state with
            {
                Money = state.Money.With(new OrderBill(e.Bill, e.Kind, e.Lines, null)),
            },
            OrderEvent.BillIssued e => state with
            {
                Money = state.Money with
                {
                    Bills = state.Money.Bills.SetItem(
                        e.Bill - 1, state.Money.Bills[e.Bill - 1] with { Document = e.Document }),
                },
            },
            OrderEvent.LinesPriced e => state with
            {
                Money = state.Money with { Totals = state.Money.Totals.With(e.Lines) },
            },
            OrderEvent.TenderAdded e => state with
            {
                Money = state.Money with
                {
                    Tenders = state.Money.Tenders.Add(new OrderTender(
                        e.Tender,
                        e.Payment,
                        e.Terms,
                        e.Replaces,
                        false,
                        null,
                        [
                            new TenderTransaction(
                                Payment.AuthorisationRef,
                                1,
                                TransactionKind.Authorisation,
                                e.Terms.Amount.Minor,
                                TransactionStatus.Requested,
                                ByOrder: true),
                        ])),
                },
            },
            OrderEvent.PaymentNoted e => state.SetTender(e.Tender, tender => OnNoted(tender, e)),
            OrderEvent.DisputeNoted e => state.SetTender(e.Tender, tender => OnDisputed(tender, e)),
            OrderEvent.TenderEnded e => state.SetTender(e.Tender, tender => tender with { IsEnded = true }),
            OrderEvent.ChargeRequested e => state.Ask(e.Tender, TransactionKind.Capture, e.Ref, e.Amount.Minor),
            OrderEvent.RefundRequested e => state.Ask(e.Tender, TransactionKind.Refund, e.Ref, e.Amount.Minor),
            OrderEvent.VoidRequested e => state.Ask(e.Tender, TransactionKind.Void, e.Ref, e.Amount.Minor),
            OrderEvent.AskRefused e => state.SetTender(e.Tender, tender =>
            {
                var index = tender.Transactions.FindIndex(each => each.Ref == e.Ref);
                return Failed(tender, index, $"{Refused}{e.Reason}");
            }),
            OrderEvent.ChargeBlockDecided e => state with
            {
                Money = state.Money with
                {
                    Blocks = state.Money.Blocks.ConvertAll(block =>
                        (block.Line, block.Kind, block.Evidence) == (e.Line, e.Kind, e.Evidence)
                            ? block with { Status = e.Status }
                            : block),
                },
            },
            OrderEvent.MoneyRetried => state with
            {
                Money = state.Money with
                {
                    Tenders = state.Money.Tenders.ConvertAll(
                        tender => tender.IsDeclined ? tender : tender with { Trouble = null }),
                },
            },
            _ => throw new UnreachableException($"{happened.GetType().Name} cannot follow {state.Status}."),
        };

    /// <summary>Units whose custody went wrong are not charged until a person decides.</summary>
    private Order Block(OrderEvent.LineFlagged e) =>
        Money is null || e.Route is null || e.Lots is null || !Blocking.Contains(e.Kind)
            ? this
            : this with
            {
                Money = Money with
                {
                    Blocks = Money.Blocks.Add(
                        new ChargeBlock(e.Line, e.Kind, e.Evidence, e.Route, e.Lots, ChargeBlockStatus.Open)),
                },
            };

    private static OrderTender OnNoted(OrderTender tender, OrderEvent.PaymentNoted e)
    {
        var index = tender.Transactions.FindIndex(
            each => e.Ref is null ? each.Number == e.Number : each.Ref == e.Ref);
        return index < 0
            ? tender with
            {
                Transactions = tender.Transactions.Add(
                    new TenderTransaction(e.Ref!, e.Number, e.Kind, e.Amount.Minor, e.Status, ByOrder: false)),
            }
            : e.Status == TransactionStatus.Failed
                ? Failed(tender, index, $"{Verb(tender.Transactions[index].Kind)}: {e.Reason}")
                : tender with
                {
                    Transactions = tender.Transactions.SetItem(
                        index, tender.Transactions[index] with { Number = e.Number, Status = e.Status }),
                };
    }

    private static OrderTender OnDisputed(OrderTender tender, OrderEvent.DisputeNoted e)
    {
        var disputes = tender.Disputes ?? [];
        var index = disputes.FindIndex(each => each.Ref == e.Ref);
        var noted = new TenderDispute(e.Ref, e.Amount.Minor, e.Status);
        return tender with
        {
            Disputes = index < 0 ? disputes.Add(noted) : disputes.SetItem(index, noted),

            // What was refused while a bank held the money may be asked for again.
            Trouble = e.Status == DisputeStatus.Won && IsRefused(tender) ? null : tender.Trouble,
        };
    }

    private static bool IsRefused(OrderTender tender) =>
        tender.Trouble?.StartsWith(Refused, StringComparison.Ordinal) == true;

    /// <summary>What failed moves no money. Of a tender that failed to pay nothing more is asked by itself.</summary>
    private static OrderTender Failed(OrderTender tender, int index, string why) => tender with
    {
        Transactions = tender.Transactions.SetItem(
            index, tender.Transactions[index] with { Status = TransactionStatus.Failed }),
        Trouble = tender.Transactions[index] is { Kind: not TransactionKind.Void, ByOrder: true }
            ? why
            : tender.Trouble,
    };

    private static string Verb(TransactionKind kind) => kind switch
    {
        TransactionKind.Authorisation => "declined",
        TransactionKind.Capture => "capture-failed",
        TransactionKind.Refund => "refund-failed",
        _ => "void-failed",
    };

    private Order Ask(int tender, TransactionKind kind, string reference, long minor) =>
        (this with { Money = Money! with { Asked = Money.Asked + 1 } }).SetTender(tender, each => each with
        {
            Transactions = each.Transactions.Add(new TenderTransaction(
                reference, null, kind, minor, TransactionStatus.Requested, ByOrder: true)),
        });

    private Order SetTender(int number, Func<OrderTender, OrderTender> change) => this with
    {
        Money = Money! with { Tenders = Money.Tenders.SetItem(number - 1, change(Money.Tenders[number - 1])) },
    };
}
