using System.Net;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Mqtt.Client;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>Temperature proofs over the local API.</summary>
public sealed class TemperatureApiTests : IAsyncDisposable
{
    private const string Hour = "from=2026-03-01T12:00:00Z&to=2026-03-01T12:30:00Z";
    private readonly GatewayFixture _gateway = new();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task What_a_unit_said_is_judged_by_the_band_that_is_asked_for()
    {
        await _gateway.StartAsync();
        var reefer = await _gateway.ConnectAsync("rf-07");
        foreach (var minute in (int[])[0, 10, 20, 30])
        {
            var reading = $$"""
                {"at":"2026-03-01T12:{{minute:00}}:00Z",
                 "zones":[{"zone":1,"return_milli_c":6000,"setpoint_milli_c":5000}]}
                """;
            Assert.Equal(
                MqttPublishOutcome.Acknowledged,
                await GatewayFixture.PublishAsync(reefer, "reefer/rf-07/reading", reading));
        }

        var cold = await _gateway.GetAsync(
            $"/temperature-proofs?device=rf-07&zone=1&{Hour}&band=2-8&load=O-1&setpoint_milli_c=4000");
        Assert.Equal("proven", cold.GetProperty("outcome").GetString());
        Assert.Equal(("O-1", "2-8"), (cold.GetProperty("load").GetString(), cold.GetProperty("band").GetString()));
        Assert.Equal(1_800, cold.GetProperty("facts").GetProperty("covered_seconds").GetInt64());
        Assert.Equal(
            "setpoint-mismatch",
            Assert.Single(cold.GetProperty("findings").EnumerateArray()).GetProperty("rule").GetString());

        foreach (var (band, outcome) in ((string, string)[])
            [("chilled", "excursion"), ("frozen", "excursion"), ("5000..7000", "proven"), ("-1000..5999", "excursion")])
        {
            var proof = await _gateway.GetAsync($"/temperature-proofs?device=rf-07&zone=1&{Hour}&band={band}");
            Assert.Equal(outcome, proof.GetProperty("outcome").GetString());
        }

        var late = await _gateway.GetAsync($"/temperature-proofs?device=rf-07&zone=1&{Hour}&band=2-8"
            + "&loading_at=2026-03-01T12:05:00Z");
        Assert.Equal("proven", late.GetProperty("outcome").GetString());
        var other = await _gateway.GetAsync($"/temperature-proofs?device=rf-07&zone=2&{Hour}&band=2-8");
        Assert.Equal("no-proof", other.GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("zone=1&band=2-8", "device")]
    [InlineData("device=rf-07&band=2-8", "zone")]
    [InlineData("device=rf-07&zone=4&band=2-8", "zone")]
    [InlineData("device=rf-07&zone=1", "band")]
    [InlineData("device=rf-07&zone=1&band=lukewarm", "band")]
    [InlineData("device=rf-07&zone=1&band=8000..2000", "band")]
    [InlineData("device=rf-07&zone=1&band=2-8&setpoint_milli_c=85001", "setpoint_milli_c")]
    [InlineData("device=rf-07&zone=1&band=2-8&loading_at=noon", "loading_at")]
    public async Task What_cannot_be_judged_is_a_400_that_names_the_member(string query, string field)
    {
        await _gateway.StartAsync();
        var (status, problem) = await _gateway.PostAsync(
            $"/temperature-proofs?{query}&{Hour}", "", method: HttpMethod.Get);
        Assert.Equal(
            (HttpStatusCode.BadRequest, field), (status, problem.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:00Z")]
    [InlineData("from=2026-03-01T12:00:00Z&to=2026-06-01T12:00:01Z")]
    public async Task An_interval_too_short_or_too_long_is_a_400(string interval)
    {
        await _gateway.StartAsync();
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await _gateway.StatusAsync($"/temperature-proofs?device=rf-07&zone=1&band=2-8&{interval}"));
    }

    [Fact]
    public async Task Only_a_known_refrigeration_unit_can_be_asked_for()
    {
        await _gateway.StartAsync();
        foreach (var device in (string[])["rf-99", "sc-3"])
        {
            Assert.Equal(
                HttpStatusCode.NotFound,
                await _gateway.StatusAsync($"/temperature-proofs?device={device}&zone=1&{Hour}&band=2-8"));
        }
    }
}
