using System.Text.Json.Serialization;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>Checks: each holds the order from its placing on, until it has found nothing wrong or a person has
/// looked.</content>
/// <remarks>
/// The holds are part of the placing itself, so that no order is released before its checks; a check that cannot be
/// made leaves the order held. An answer counts once, while its hold waits for it; a person who releases the hold
/// meanwhile overrules it.
/// </remarks>
public sealed partial record Order
{
    /// <summary>Who holds an order until a check has been made.</summary>
    private const string Checker = "order";

    /// <summary>What is checked before it goes on; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderChecks? Checks { get; init; }

    /// <summary>Other orders of the same customer within the window of the checks; null until they are
    /// counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RecentOrders { get; init; }

    /// <summary>The holds that wait for a check from outside: of the address, and for fraud once recent orders are
    /// counted.</summary>
    public IEnumerable<KeyValuePair<HoldType, OrderHold>> ChecksDue() =>
        Status is OrderStatus.Placed or OrderStatus.Released
            ? Holds.Where(hold => hold.Value.Pending && (hold.Key == HoldType.Address
                || (hold.Key == HoldType.Fraud && RecentOrders is not null)))
            : [];

    private Decision? AnswerCheck(OrderCommand command) =>
        command switch
        {
            OrderCommand.RecordRecent c => RecordRecent(c),
            OrderCommand.RecordCheck c => RecordCheck(c),
            _ => null,
        };

    private Decision RecordRecent(OrderCommand.RecordRecent c) =>
        RecentOrders is not null || Checks is null
            ? Decision.AlreadyDone
            : Decision.Accept(
            [
                new OrderEvent.RecentOrdersCounted(c.Count, c.SameAs),
                .. Pending(HoldType.Duplicate) is null ? [] : DuplicateAnswer(c.SameAs),
            ]);

    private static IEnumerable<OrderEvent> DuplicateAnswer(string? sameAs) =>
        sameAs is null
            ? [new OrderEvent.CheckPassed(HoldType.Duplicate, "no-such-order-lately")]
            : [new OrderEvent.CheckFailed(HoldType.Duplicate, $"The same goods as order {sameAs}.")];

    private Decision RecordCheck(OrderCommand.RecordCheck c) =>
        Pending(c.Type) is { } hold && hold.Round == c.Round
            ? Decision.Accept(c.Passed
                ? new OrderEvent.CheckPassed(c.Type, c.Detail)
                : new OrderEvent.CheckFailed(c.Type, c.Detail))
            : Decision.AlreadyDone;

    private OrderHold? Pending(HoldType type) => Holds.GetValueOrDefault(type) is { Pending: true } hold ? hold : null;

    private static IEnumerable<OrderEvent> PendingHolds(OrderChecks? checks)
    {
        if (checks?.Address == true)
        {
            yield return Held(HoldType.Address, round: 0);
        }

        if (checks?.Fraud == true)
        {
            yield return Held(HoldType.Fraud, round: 0);
        }

        if (checks?.Duplicates == true)
        {
            yield return Held(HoldType.Duplicate, round: 0);
        }
    }

    private static OrderEvent.HoldPlaced Held(HoldType type, int round) =>
        new(type, "to-be-checked", Checker) { Pending = true, Round = round };
}
