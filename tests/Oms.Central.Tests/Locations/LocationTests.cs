using System.Net;
using Xunit;

namespace Oms.Central.Tests.Locations;

/// <summary>Locations and their bins over HTTP.</summary>
public sealed class LocationTests : IAsyncLifetime
{
    private const string North =
        """
        {"id":"dc-1","terms":{"name":"North","kind":"warehouse","time_zone":"America/Chicago","cut_off":"15:30",
          "hours":[{"day":"monday","from":"08:00","until":"17:00"}],"closed_on":["2026-12-25"],"daily_orders":400}}
        """;

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_location_is_defined_given_bins_listed_and_kept_through_a_restart()
    {
        var defined = await _server.PostAsync("/locations", North);
        Assert.True(defined.Status == HttpStatusCode.Created, defined.Text);
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync("/locations", North)).Status);
        Assert.Equal("id-taken", (await _server.PostAsync(
            "/locations", North.Replace("North", "South", StringComparison.Ordinal))).Code);
        var bin = """{"code":"A-01","zone":"cold","units":10}""";
        Assert.Equal("precondition-required", (await _server.PostAsync("/locations/dc-1/bins", bin)).Code);
        var set = await _server.PostAsync("/locations/dc-1/bins", bin, ifMatch: "\"1\"");
        Assert.True(set.Status == HttpStatusCode.OK, set.Text);
        await _server.RestartAsync();

        var read = await _server.GetAsync("/locations/dc-1?consistency=strict");
        Assert.Equal("\"2\"", read.Header("ETag"));
        Assert.Equal("A-01", Assert.Single(read.Json.GetProperty("bins").EnumerateArray())
            .GetProperty("code").GetString());
        foreach (var found in new[] { "kind=warehouse", "status=open", "q=north" })
        {
            var list = await _server.GetAsync($"/locations?{found}&minPosition={set.Header("X-OMS-Position")}");
            Assert.Equal(1, Assert.Single(list.Json.GetProperty("items").EnumerateArray())
                .GetProperty("bins").GetInt32());
        }

        Assert.Equal(HttpStatusCode.OK,
            (await _server.PostAsync("/locations/dc-1/bins/A-01/remove", "{}", ifMatch: "*")).Status);
        Assert.Equal(HttpStatusCode.OK,
            (await _server.PostAsync("/locations/dc-1/close", """{"reason":"moved"}""", ifMatch: "*")).Status);
        Assert.Equal("closed", (await _server.GetAsync("/locations/dc-1")).Json.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("""{"id":"","terms":{"name":"N","kind":"store","time_zone":"UTC"}}""", "/id")]
    [InlineData("""{"id":"x","terms":{"name":"N","kind":"castle","time_zone":"UTC"}}""", "/terms/kind")]
    [InlineData("""{"id":"x","terms":{"name":"N","kind":"store","time_zone":"Mars"}}""", "/terms/time_zone")]
    [InlineData("""{"id":"x","terms":{"name":"N","kind":"store","time_zone":"UTC","cut_off":"25:00"}}""",
        "/terms/cut_off")]
    public async Task Bad_input_names_its_member(string body, string field)
    {
        var reply = await _server.PostAsync("/locations", body);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (reply.Status, reply.Code));
        Assert.Equal(field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task An_unknown_location_is_not_found()
    {
        Assert.Equal("not-found", (await _server.GetAsync("/locations/nowhere")).Code);
        Assert.Equal("not-found", (await _server.PostAsync("/locations/nowhere/reopen", "{}", ifMatch: "*")).Code);
    }
}
