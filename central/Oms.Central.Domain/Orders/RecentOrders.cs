using System.Collections.Immutable;
using NodaTime;
using Oms.Entities;
using Decision =
    Oms.Entities.Decision<Oms.Central.Orders.RecentOrdersEvent, Oms.Central.Orders.RecentOrdersRejection>;

namespace Oms.Central.Orders;

/// <summary>What one customer, or one address, ordered lately.</summary>
/// <remarks>
/// All orders of a customer are noted here, one after another. So of two that arrive at the same moment exactly one is
/// the first, and the other one finds it.
/// </remarks>
/// <param name="Entries">The oldest first.</param>
public sealed record RecentOrders(ImmutableList<RecentOrder> Entries)
    : IEntity<RecentOrders, RecentOrdersCommand, RecentOrdersEvent, RecentOrdersRejection>
{
    /// <summary>The kind in the address; the id is an <see cref="OrderFingerprint.Who"/>.</summary>
    public const string Kind = "recent-orders";

    /// <summary>The longest that an order is remembered: 30 days.</summary>
    public const int WindowMinutesMax = 43_200;

    /// <summary>Orders that are remembered; of more the oldest are forgotten.</summary>
    public const int EntriesMax = 500;

    public static RecentOrders Initial { get; } = new([]);

    public static Decision Decide(RecentOrders state, RecentOrdersCommand command, Instant now) =>
        command switch
        {
            RecentOrdersCommand.Note c when state.Entries.Any(entry => entry.Order == c.Order) =>
                Decision.AlreadyDone,
            RecentOrdersCommand.Note { WindowMinutes: < 1 or > WindowMinutesMax } =>
                Decision.Reject(new RecentOrdersRejection.WindowInvalid(WindowMinutesMax)),
            RecentOrdersCommand.Note c => Decision.Accept(state.Noted(c, now)),
            _ => throw new System.Diagnostics.UnreachableException($"No such command: {command.GetType().Name}."),
        };

    public static RecentOrders Evolve(RecentOrders state, RecentOrdersEvent happened) =>
        happened switch
        {
            RecentOrdersEvent.OrderNoted e => new RecentOrders(
            [
                .. state.Since(e.At, e.WindowMinutes).TakeLast(EntriesMax - 1),
                new RecentOrder(e.Order, e.Fingerprint, e.At),
            ]),
            _ => throw new System.Diagnostics.UnreachableException($"No such event: {happened.GetType().Name}."),
        };

    private RecentOrdersEvent.OrderNoted Noted(RecentOrdersCommand.Note c, Instant now)
    {
        var recent = Since(now, c.WindowMinutes).ToList();
        return new RecentOrdersEvent.OrderNoted(
            c.Order,
            c.Fingerprint,
            now,
            c.WindowMinutes,
            recent.Count,
            recent.LastOrDefault(entry => entry.Fingerprint == c.Fingerprint)?.Order);
    }

    private IEnumerable<RecentOrder> Since(Instant now, int minutes) =>
        Entries.Where(entry => entry.At > now - Duration.FromMinutes(minutes));
}

/// <param name="Fingerprint">Tells whether two orders are of the same goods.</param>
public sealed record RecentOrder(string Order, string Fingerprint, Instant At);
