using System.Net;
using Xunit;

namespace Oms.Central.Tests.Channels;

/// <summary>Channels over HTTP.</summary>
public sealed class ChannelTests : IAsyncLifetime
{
    private const string Web =
        """
        {"id":"web","terms":{"name":"Web shop","kind":"web","policies":{"ship_policy":"split"},"safety_stock":2}}
        """;

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_channel_promises_of_all_locations_what_its_allocation_leaves()
    {
        await _server.ReceiveAsync("MILK@dc-1", 30);
        await _server.ReceiveAsync("MILK@dc-2", 20);
        await _server.SettleAsync();
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/channels", Web)).Status);
        Assert.Equal((48, 50), await PromisableAsync());
        var allocated = await _server.PostAsync(
            "/channels/web/allocations", """{"sku":"MILK","share_permille":250,"safety_stock":0}""", ifMatch: "\"1\"");
        Assert.True(allocated.Status == HttpStatusCode.OK, allocated.Text);
        Assert.Equal((12, 50), await PromisableAsync());
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync(
            "/channels/web/suspend", """{"reason":"sale"}""", ifMatch: "\"2\"")).Status);
        Assert.Equal((0, 50), await PromisableAsync());
        Assert.Equal(HttpStatusCode.OK,
            (await _server.PostAsync("/channels/web/allocations/MILK/end", "{}", ifMatch: "*")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync("/channels/web/resume", "{}", ifMatch: "*")).Status);
        Assert.Equal((48, 50), await PromisableAsync());
    }

    [Fact]
    public async Task Channels_are_listed_by_kind_and_read_with_their_allocations()
    {
        _ = await _server.PostAsync("/channels", Web);
        var set = await _server.PostAsync("/channels/web/allocations", """{"sku":"MILK","units":5}""", ifMatch: "*");
        var list = await _server.GetAsync($"/channels?kind=web&minPosition={set.Header("X-OMS-Position")}");
        Assert.Equal(
            1,
            Assert.Single(list.Json.GetProperty("items").EnumerateArray()).GetProperty("allocations").GetInt32());
        Assert.Empty((await _server.GetAsync("/channels?kind=pos")).Json.GetProperty("items").EnumerateArray());
        var read = await _server.GetAsync("/channels/web");
        Assert.Equal("\"2\"", read.Header("ETag"));
        Assert.Equal(5, read.Json.GetProperty("allocations")[0].GetProperty("units").GetInt32());
        Assert.Equal("not-found", (await _server.GetAsync("/channels/none/availability?sku=MILK")).Code);
        Assert.Equal("invalid-request", (await _server.GetAsync("/channels/web/availability")).Code);
    }

    [Theory]
    [InlineData("""{"sku":"MILK"}""", "/units")]
    [InlineData("""{"sku":"MILK","units":99999999999}""", "/units")]
    [InlineData("""{"sku":"MILK","share_permille":1001}""", "/share_permille")]
    public async Task A_bad_allocation_names_its_member(string body, string field)
    {
        _ = await _server.PostAsync("/channels", Web);
        var reply = await _server.PostAsync("/channels/web/allocations", body, ifMatch: "*");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (reply.Status, reply.Code));
        Assert.Equal(field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private async Task<(int Promisable, int Available)> PromisableAsync()
    {
        var read = (await _server.GetAsync("/channels/web/availability?sku=MILK")).Json;
        return (read.GetProperty("promisable").GetInt32(), read.GetProperty("available").GetInt32());
    }
}
