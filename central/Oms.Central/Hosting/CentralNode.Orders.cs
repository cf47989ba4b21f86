using Oms.Actors;
using Oms.Central.Capacity;
using Oms.Central.Claims;
using Oms.Central.Orders;
using Oms.Central.Processes;
using Oms.Central.Returns;
using Oms.Central.Routing;
using Queues = System.Threading.Channels;

namespace Oms.Central.Hosting;

/// <content>What is checked of orders, and what comes back of them.</content>
internal sealed partial class CentralNode
{
    private const int ChecksDueMax = 1_024;

    private readonly Queues.Channel<string> _checksDue = Queues.Channel.CreateBounded<string>(
        new Queues.BoundedChannelOptions(ChecksDueMax) { FullMode = Queues.BoundedChannelFullMode.DropWrite });

    internal IShardRegion<RecentOrders, RecentOrdersCommand, RecentOrdersEvent, RecentOrdersRejection> Recent { get; }

    internal IShardRegion<ReturnOrder, ReturnCommand, ReturnEvent, ReturnRejection> Returns { get; }

    internal IShardRegion<Exchange, ExchangeCommand, ExchangeEvent, ExchangeRejection> Exchanges { get; }

    /// <summary>Returns as they were.</summary>
    internal PastReader<ReturnOrder, ReturnCommand, ReturnEvent, ReturnRejection> PastReturns { get; }

    /// <summary>Claims as they were.</summary>
    internal PastReader<Claim, ClaimCommand, ClaimEvent, ClaimRejection> PastClaims { get; }

    /// <summary>What is checked of orders, as configured.</summary>
    internal OrderSettings OrderSettings => _services.Orders;

    /// <summary>Orders that were just placed and are to be checked, so that it is done at once.</summary>
    internal Queues.ChannelReader<string> ChecksDue => _checksDue.Reader;

    /// <summary>Says that an order may wait for checks. What does not fit here the worker finds by itself.</summary>
    internal void CheckSoon(string order)
    {
        if (OrderSettings.Checks is not null)
        {
            _ = _checksDue.Writer.TryWrite(order);
        }
    }

    /// <summary>Which locations stand for suppliers that send straight to customers.</summary>
    internal Purchasing.DropShipLocations DropShips => field ??= new(this);

    private readonly RoutingBell _routing;

    internal IShardRegion<StoredDecision, StoredDecisionCommand, StoredDecisionEvent, StoredDecisionRejection>
        RoutingDecisions
    { get; }

    internal IShardRegion<CapacityBook, CapacityCommand, CapacityEvent, CapacityRejection> Capacities { get; }

    /// <summary>Orders of which a location is to be decided, so that it is done at once.</summary>
    internal Bell RoutingDue => _routing;
}
