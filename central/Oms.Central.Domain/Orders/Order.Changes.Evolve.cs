namespace Oms.Central.Orders;

/// <content>How events of changes change the order.</content>
public sealed partial record Order
{
    private Order OnProposed(OrderEvent.ChangeProposed e) => this with
    {
        Lines = Lines.AddRange(e.Added.Select(added => OrderLine.New(added.Line, added.Item, null, Terms!.ShipFrom) with
        {
            Proposed = e.Number,
            AddsTo = added.AddsTo,
            Price = added.Item.Price,
            Supply = added.Supply,
        })),
        Money = Money is null
            ? null
            : Money with
            {
                Totals = Money.Totals with
                {
                    Lines =
                    [
                        .. Money.Totals.Lines,
                        .. e.Added.Select(added => LineTotals.Unpriced(added.Item.Quantity)),
                    ],
                },
            },
        Change = new OrderChange(
            e.Number,
            e.Cuts,
            [.. e.Added.Select(added => added.Line)],
            e.ProposedAt,
            e.ExpiresAt,
            (int)(e.ExpiresAt - e.ProposedAt).TotalSeconds + SecondsOfMinute,
            e.Reason,
            e.By)
        {
            Destination = e.Destination,
            Prices = e.Prices,
            Tender = e.Tender,
        },
    };

    private Order OnConfirmed(OrderEvent.ChangeConfirmed e) =>
        OnChangeEnded(e.Number, ChangeOutcome.Confirmed) with { Destination = Change!.Destination ?? Destination };

    /// <summary>An order that has ended has no open change.</summary>
    private Order WithoutChange() =>
        Change is { } change ? OnChangeEnded(change.Number, ChangeOutcome.Declined) : this;

    private Order OnChangeEnded(int number, ChangeOutcome outcome) =>
        Change!.Added.Aggregate(this, (order, line) => order.Set(line, each => each with { Proposed = null })) with
        {
            Change = null,
            LastChange = new EndedChange(number, outcome),
        };
}
