using NodaTime;
using Oms.Central.Orders;
using Oms.Central.Returns;
using Oms.Central.Tests.Orders;
using Xunit;
using OrderDecision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;
using ReturnDecision = Oms.Entities.Decision<Oms.Central.Returns.ReturnEvent, Oms.Central.Returns.ReturnRejection>;

namespace Oms.Central.Tests.Returns;

/// <summary>An order of 10 milk and 5 nuts that was delivered and paid, its returns, and what is carried between
/// them.</summary>
internal sealed class ReturnWorld
{
    public static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    private readonly Queue<OrderCommand> _toOrder = new();
    private readonly Queue<(string Return, ReturnCommand Command)> _toReturn = new();

    public ReturnWorld()
    {
        Order = PricedOrders.Paid(Orders.Orders.After(
            PricedOrders.Shipped(), PricedOrders.Outcome(1, "A", 10), PricedOrders.Outcome(2, "B", 5)));
        Assert.Equal(OrderStatus.Closed, Order.Status);
    }

    public Order Order { get; private set; }

    public Dictionary<string, ReturnOrder> Returns { get; } = new(StringComparer.Ordinal);

    public ReturnPolicy Policy { get; init; } = ReturnPolicy.Standard;

    /// <summary>Units that were disposed of, by what became of them.</summary>
    public Dictionary<UnitFate, int> Fates { get; } = [];

    public static int Delivered(int line) => line == 1 ? 10 : 5;

    public static string Lot(int line) => line == 1 ? "A" : "B";

    public bool Request(string id, int line, int quantity, RefundTarget target = RefundTarget.Original) =>
        Ask(new OrderCommand.RequestReturn(new ReturnRequest(
            id, [new ReturnWish(line, quantity, "not-wanted")], "dc-1", target,
            target == RefundTarget.StoreCredit ? "K-17" : null, Policy, "anna")));

    /// <summary>Asks a return, and notes what follows for others.</summary>
    public bool Ask(string id, ReturnCommand command)
    {
        var state = Returns.GetValueOrDefault(id, ReturnOrder.Initial);
        if (ReturnOrder.Decide(state, command, Noon) is not ReturnDecision.Accepted
            { Events: { Count: > 0 } events })
        {
            return false;
        }

        foreach (var happened in events)
        {
            state = ReturnOrder.Evolve(state, happened);
            Follow(id, happened);
        }

        Returns[id] = state;
        return true;
    }

    /// <summary>Carries the oldest step, if there is one: as late as it may be.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Carry(bool ordersFirst)
    {
        if (_toOrder.Count > 0 && (ordersFirst || _toReturn.Count == 0))
        {
            var command = _toOrder.Dequeue();
            if (!Ask(command) && command is OrderCommand.BookReturn booking)
            {
                _toReturn.Enqueue((
                    booking.Return, new ReturnCommand.RecordFault(booking.Ref, ReturnStep.Booking, "refused")));
            }

            return true;
        }

        if (_toReturn.TryDequeue(out var next))
        {
            _ = Ask(next.Return, next.Command);
            return true;
        }

        return false;
    }

    public void Settle()
    {
        while (Carry(ordersFirst: true))
        {
        }
    }

    private bool Ask(OrderCommand command)
    {
        if (Order.Decide(Order, command, Noon) is not OrderDecision.Accepted { Events: { Count: > 0 } events })
        {
            return false;
        }

        foreach (var happened in events)
        {
            Order = Order.Evolve(Order, happened);
            switch (happened)
            {
                case OrderEvent.ReturnRequested e:
                    _toReturn.Enqueue((e.Request.Id, new ReturnCommand.Open(
                        e.Request.Id, Order.Id, e.Request, e.Lines)));
                    break;
                case OrderEvent.LineReturned e:
                    _toReturn.Enqueue((e.Return, new ReturnCommand.RecordBooked(e.Ref, e.Refund, e.Credit)));
                    break;
                default:
                    break;
            }
        }

        Order = PricedOrders.Paid(Order);
        return true;
    }

    private void Follow(string id, ReturnEvent happened)
    {
        switch (happened)
        {
            case ReturnEvent.ReturnRefused or ReturnEvent.ReturnCancelled:
                _toOrder.Enqueue(new OrderCommand.ReleaseReturn(id, null, "ended"));
                break;
            case ReturnEvent.ReturnGivenUp e:
                _toOrder.Enqueue(new OrderCommand.ReleaseReturn(id, e.Units, "given-up"));
                break;
            case ReturnEvent.UnitsInspected { Line: { } line } e:
                _toOrder.Enqueue(new OrderCommand.BookReturn(
                    id, e.Ref, line, e.Lot, e.Quantity, e.Serials, e.CreditPermille));
                break;
            case ReturnEvent.UnitsDisposed e:
                Fates[e.Fate] = Fates.GetValueOrDefault(e.Fate) + e.Quantity;
                break;
            default:
                break;
        }
    }
}
