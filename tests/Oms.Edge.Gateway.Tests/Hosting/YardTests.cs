using System.Net;
using System.Text.Json;
using Oms.Edge.Gateway.Tests.Support;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>A call from the yard moves the visit, wherever it began.</summary>
public sealed class YardTests : IAsyncDisposable
{
    private readonly GatewayFixture _gateway = new();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_visit_stands_at_the_dock_to_which_its_vehicle_is_called()
    {
        await _gateway.StartAsync();
        await Ok("/yard/entries", """{"vehicle":"TRK-12","driver":"D-7"}""");
        var id = (await Ok("/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""", HttpStatusCode.Created))
            .GetProperty("id").GetString()!;

        await Ok("/yard/calls", """{"vehicle":"TRK-12","dock":"dock-3"}""");
        await AtAsync(id, "dock-3");
        await Ok("/yard/calls", """{"vehicle":"TRK-12","dock":"dock-4"}""");
        await AtAsync(id, "dock-4");
        var yard = await _gateway.WaitAsync("/docks", docks => DockOf(docks, "dock-3") is null);
        Assert.Equal(id, DockOf(yard, "dock-4"));
        Assert.Empty((await _gateway.GetAsync("/yard")).GetProperty("queue").EnumerateArray());

        await _gateway.StopAsync();
        await _gateway.StartAsync();
        await AtAsync(id, "dock-4");
        await Ok("/yard/entries", """{"vehicle":"TRK-13","driver":"D-8"}""");
        Assert.Equal("urn:oms:problem:dock-occupied", (await _gateway.PostAsync(
            "/yard/calls", """{"vehicle":"TRK-13","dock":"dock-4"}""")).Body.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_vehicle_that_was_called_arrives_at_its_dock()
    {
        await _gateway.StartAsync();
        await Ok("/yard/entries", """{"vehicle":"TRK-12","driver":"D-7"}""");
        await Ok("/yard/calls", """{"vehicle":"TRK-12","dock":"dock-3"}""");
        var arrived = await Ok(
            "/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""", HttpStatusCode.Created);
        Assert.Equal("dock-3", arrived.GetProperty("dock").GetString());
    }

    [Fact]
    public async Task A_vehicle_whose_visit_begins_at_a_dock_waits_no_more()
    {
        await _gateway.StartAsync();
        await Ok("/yard/entries", """{"vehicle":"TRK-12","driver":"D-7"}""");
        await Ok("/check-outs", """{"vehicle":"TRK-12","driver":"D-7","dock":"dock-3"}""", HttpStatusCode.Created);
        await _gateway.WaitAsync("/yard", yard => yard.GetProperty("queue").GetArrayLength() == 0);
    }

    private static string? DockOf(JsonElement docks, string dock) =>
        docks.GetProperty("docks").EnumerateArray().Where(one => one.GetProperty("dock").GetString() == dock)
            .Select(one => one.TryGetProperty("check_out", out var at) ? at.GetString() : null).FirstOrDefault();

    private async Task AtAsync(string id, string dock)
    {
        await _gateway.WaitAsync("/docks", docks => DockOf(docks, dock) == id);
        Assert.Equal(dock, (await _gateway.GetAsync($"/check-outs/{id}")).GetProperty("dock").GetString());
        Assert.Equal(dock, Assert.Single((await _gateway.GetAsync("/yard")).GetProperty("visits").EnumerateArray())
            .GetProperty("dock").GetString());
    }

    private async Task<JsonElement> Ok(string path, string body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var (status, answer) = await _gateway.PostAsync(path, body);
        Assert.True(status == expected, $"{status} {answer}");
        return answer;
    }
}
