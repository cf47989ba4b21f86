using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>Kits: components that belong together.</content>
/// <remarks>
/// A kit is no line: it is what its components have in common. Each component has its own reservation, so nothing of
/// what is said about lines is different for them. Those of a whole kit leave only when all of them are there, and
/// units of them are given up only kit by kit.
/// </remarks>
public sealed partial record Order
{
    /// <summary>Why a line cannot be dealt with alone; null where it can.</summary>
    private static string? KeptTogether(OrderLine line) =>
        line.Kit is { Policy: KitPolicy.Whole } kit
            ? $"The line is a component of kit {kit.Number}, which stays whole."
            : null;

    private Decision CancelKit(OrderCommand.CancelKit c)
    {
        var lines = Lines.Where(line => line.Kit?.Number == c.Kit).ToList();
        if (lines.Count == 0)
        {
            return Decision.Reject(new OrderRejection.NoSuchKit(c.Kit));
        }

        var possible = lines.Min(line => line.Cancellable / line.Kit!.PerKit);
        return c.Quantity < 1 || c.Quantity > possible
            ? Decision.Reject(new OrderRejection.QuantityExceeded(c.Quantity, possible))
            : Decision.Accept(
                [.. lines.SelectMany(line => CancelUnits(line, c.Quantity * line.Kit!.PerKit, c.Reason))]);
    }

    /// <summary>What is given up of the other components of a whole kit, when so many units of one will never
    /// come.</summary>
    private IEnumerable<OrderEvent> WithoutTheirKit(OrderLine lost, int units, string reason) =>
        lost.Kit is { Policy: KitPolicy.Whole } kit
            ? from line in Lines
              where line.Kit?.Number == kit.Number && line.Number != lost.Number
              let quantity = int.Min(line.Cancellable, units / kit.PerKit * line.Kit!.PerKit)
              where quantity > 0
              from happened in CancelUnits(line, quantity, reason)
              select happened
            : [];

    /// <summary>Whether all that a line belongs together with can leave.</summary>
    /// <param name="lacking">Numbers of the whole kits of which something is not ready.</param>
    private static bool IsTogether(OrderLine line, HashSet<int> lacking) =>
        line.Kit is not { Policy: KitPolicy.Whole } kit || !lacking.Contains(kit.Number);

    private HashSet<int> LackingKits() =>
        Lines.Where(line => line is { Kit.Policy: KitPolicy.Whole, Quantities: { Open: > 0 } q } && q.Open > q.InTransit
                && (line.Allocation?.Stage != AllocationStage.Hard || line.Loose > 0))
            .Select(line => line.Kit!.Number)
            .ToHashSet();
}
