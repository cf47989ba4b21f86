using Oms.Actors.Routing;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Central.Orders;
using Xunit;

namespace Oms.Central.Tests.Cluster;

/// <summary>One number says what a node understands, of events and of frames.</summary>
public sealed class VersionTests
{
    [Fact]
    public void A_node_says_of_itself_no_less_than_it_understands()
    {
        Assert.True(EventForm.Newest >= FrameVersions.Newest);
        Assert.All(OrderEvents.Forms.Concat(StockEvents.Forms), form => Assert.True(form.Since <= EventForm.Newest));
    }
}
