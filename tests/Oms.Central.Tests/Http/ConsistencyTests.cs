using System.Net;
using Xunit;

namespace Oms.Central.Tests.Http;

/// <summary>What a read may ask for with <c>?consistency=</c>.</summary>
public sealed class ConsistencyTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("?consistency=lease")]
    [InlineData("?consistency=strict")]
    public async Task One_entity_is_read_with_either_consistency(string query)
    {
        await _server.ReceiveAsync("MILK@dc-1", 10);
        var order = await _server.PlaceAsync("SO-1", ("MILK", 4));

        Assert.Equal(10, (await _server.GetAsync($"/stock-items/MILK@dc-1{query}")).Json
            .GetProperty("on_hand").GetInt32());
        Assert.Equal("SO-1", (await _server.GetAsync($"/orders/{order}{query}")).Json
            .GetProperty("external_ref").GetString());
    }

    [Theory]
    [InlineData("/claims/nobody")]
    [InlineData("/vehicles/nobody")]
    [InlineData("/manifests/nobody")]
    [InlineData("/depots/nobody")]
    [InlineData("/check-outs/nobody")]
    public async Task What_is_not_there_is_not_there_strictly(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync($"{path}?consistency=strict")).Status);

    [Theory]
    [InlineData("/orders?consistency=strict")]
    [InlineData("/events?consistency=strict")]
    [InlineData("/orders?consistency=loose")]
    [InlineData("/stock-items/MILK@dc-1?consistency=lease&consistency=strict")]
    public async Task A_consistency_that_cannot_be_had_is_refused(string path)
    {
        var refused = await _server.GetAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (refused.Status, refused.Code));
        Assert.Contains("consistency", refused.Text, StringComparison.Ordinal);
    }
}
