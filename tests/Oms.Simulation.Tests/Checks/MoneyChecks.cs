using Oms.Central.Orders;
using Oms.Central.Payments;
using static Oms.Simulation.Tests.SimWorld;

namespace Oms.Simulation.Tests.Checks;

/// <summary>What customers were charged follows from what people did with their goods, and is what the bank
/// moved.</summary>
internal static class MoneyChecks
{
    public static void Check(
        SimWorld world, Dictionary<string, Order> orders, Dictionary<string, Payment> payments)
    {
        foreach (var route in world.Script.Routes)
        {
            var (checkOut, _) = world.Promises.Ended.Single(ended => ended.Value == route);
            foreach (var script in route.Orders)
            {
                Check(world, route, checkOut, script, orders[script.Id], payments);
            }
        }

        Must(
            payments.Count == world.Script.Routes.SelectMany(route => route.Orders)
                .Sum(order => order.Money.Tenders.Count),
            "there are other payments than the orders' tenders");
    }

    /// <summary>Whether the bank owes an answer about the money of any order.</summary>
    public static bool IsWaiting(IEnumerable<Order> orders) => orders.Any(order => order.Money is { IsWaiting: true });

    private static void Check(
        SimWorld world,
        RouteScript route,
        string checkOut,
        OrderScript script,
        Order order,
        Dictionary<string, Payment> payments)
    {
        var money = order.Money!;
        foreach (var tender in money.Tenders)
        {
            var payment = payments[tender.Payment];
            Must(
                payment.Terms!.Method != PaymentMethod.Card
                    || (payment.Authorised, payment.Captured, payment.Refunded)
                        == (Moved(TransactionKind.Authorisation), Moved(TransactionKind.Capture),
                            Moved(TransactionKind.Refund)),
                $"payment {tender.Payment} is not what the bank moved");

            long Moved(TransactionKind kind) => world.Centre.Provider.Moved(tender.Payment, kind);
        }

        var closed = route.Ending is Ending.Completed;
        var after = script.Money.Capture is CapturePolicy.AfterDelivery;
        var (least, most) = (0L, 0L);
        foreach (var line in order.Lines)
        {
            var told = world.Promises.Lines
                .Where(fact => fact.CheckOut == checkOut && fact.Order == script.Id && fact.Line == line.Number)
                .Sum(fact => fact.Delivered);
            var units = closed ? told : after ? 0 : line.Quantities.Ordered;
            var value = money.Totals.Lines[line.Number - 1].Of(units);

            // What somebody has to decide about was not charged, or was charged before.
            var isBlocked = money.Blocks.Exists(block => block.Line == line.Number);
            most += value;
            least += isBlocked ? 0 : value;
        }

        Must(
            money.Charged >= least && money.Charged <= most,
            $"{money.Charged} are charged for order {script.Ref}; by the deliveries it is {least} to {most}");
        Must(
            order.Status != OrderStatus.Closed || money.Billed == money.Charged,
            $"order {script.Ref} is closed with {money.Billed} billed and {money.Charged} charged");
        Must(
            money.Bills.All(bill => bill.Document is not null),
            $"a bill of order {script.Ref} was never numbered");
        Must(
            !closed || order.Status == OrderStatus.Closed || money.Blocks.Count > 0,
            $"order {script.Ref} is {order.Status} after its route has ended");
    }
}
