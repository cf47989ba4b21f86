using Oms.Actors;
using Oms.Central.Orders;
using Queues = System.Threading.Channels;

namespace Oms.Central.Hosting;

/// <content>What is checked of orders.</content>
internal sealed partial class CentralNode
{
    private const int ChecksDueMax = 1_024;

    private readonly Queues.Channel<string> _checksDue = Queues.Channel.CreateBounded<string>(
        new Queues.BoundedChannelOptions(ChecksDueMax) { FullMode = Queues.BoundedChannelFullMode.DropWrite });

    internal IShardRegion<RecentOrders, RecentOrdersCommand, RecentOrdersEvent, RecentOrdersRejection> Recent { get; }

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
}
