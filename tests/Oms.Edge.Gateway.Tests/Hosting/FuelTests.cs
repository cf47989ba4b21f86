using System.Net;
using System.Text.Json;
using Oms.Edge.Gateway.Tests.Support;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>Fuel card purchases against the vehicle, and the odometer against its ELD.</summary>
public sealed class FuelTests : IAsyncLifetime
{
    private readonly GatewayFixture _gateway = new();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await _gateway.StartAsync();
        var client = await _gateway.ConnectAsync("eld-12");
        _ = await GatewayFixture.PublishAsync(client, "eld/eld-12/events", $$"""
            {"at":"{{Text(Now)}}","vehicle":"TRK-12","driver":"D-7","events":[
             {"sequence":1,"type":6,"code":3,"at":"{{Text(Now.AddHours(-2))}}","odometer_metres":204000000,
              "latitude_microdegrees":45757000,"longitude_microdegrees":4832000},
             {"sequence":2,"type":6,"code":3,"at":"{{Text(Now)}}","odometer_metres":204118300}]}
            """);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_fuel_card_step_carries_what_the_audit_found()
    {
        Ok(await _gateway.PostAsync(
            "/vehicles/TRK-12/fuel",
            """
            {"tank_millilitres":400000,"least_millilitres_per_100_km":20000,"most_millilitres_per_100_km":45000}
            """,
            method: HttpMethod.Put));

        // At the place of the vehicle and by its odometer; elsewhere, by another one, more than the tank holds.
        await BuyAsync("F-1", -2, 45_757_100, 80_000, 204_000_500);
        await BuyAsync("F-2", -2, 46_757_100, 409_000, 203_000_000);
        await BuyAsync("F-3", -2, 45_757_100, 80_000, 204_000_500, card: "C-8");
        var (status, problem) = await _gateway.PostAsync(
            "/vehicles/TRK-12/fuel-purchases", Purchase("F-1", -2, 1, 1, 1));
        Assert.Equal((HttpStatusCode.Conflict, "urn:oms:problem:purchase-recorded-differently"),
            (status, problem.GetProperty("type").GetString()));

        var path = await ArriveAsync();
        Ok(await _gateway.PostAsync(
            path + "/assets", """{"kind":"fuel-card","id":"C-7","outcome":"handed-over","received_by":"S-1"}""",
            actor: "supervisor:S-1"));
        var record = (await _gateway.GetAsync(path + "/records")).GetProperty("records").EnumerateArray()
            .Single(one => one.GetProperty("step").GetString() == "fuel-card");
        Assert.Equal(
            ["fuel-not-at-place F-2", "fuel-odometer-mismatch F-2", "fuel-over-tank F-2", "fuel-too-much F-2"],
            record.GetProperty("findings").EnumerateArray()
                .Select(one => $"{one.GetProperty("code").GetString()} {one.GetProperty("place").GetString()}")
                .Order());

        // The same step again is the same step, whatever an audit would say by now.
        await BuyAsync("F-4", -1, 46_757_100, 409_000, 203_000_000);
        Ok(await _gateway.PostAsync(
            path + "/assets", """{"kind":"fuel-card","id":"C-7","outcome":"handed-over","received_by":"S-1"}""",
            actor: "supervisor:S-1"));
    }

    [Fact]
    public async Task Without_the_vehicles_data_nothing_is_audited_and_a_bad_purchase_is_told_its_field()
    {
        await BuyAsync("F-1", -2, 45_757_100, 80_000, 204_000_500);
        var fuel = await _gateway.GetAsync("/vehicles/TRK-12/fuel");
        Assert.False(fuel.TryGetProperty("findings", out var findings) && findings.ValueKind is not JsonValueKind.Null);
        var (status, problem) = await _gateway.PostAsync(
            "/vehicles/TRK-12/fuel-purchases", Purchase("F-2", -2, 45_757_100, 0, 1));
        Assert.Equal((HttpStatusCode.Conflict, "millilitres"), (status, problem.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData(204_118_900, "consistent")]
    [InlineData(204_128_300, "deviating")]
    public async Task The_odometer_is_held_against_what_the_ELD_said_at_that_time(long metres, string outcome)
    {
        var path = await ArriveAsync();
        Ok(await _gateway.PostAsync(path + "/odometer", $$"""{"metres":{{metres}}}""", actor: "supervisor:S-1"));
        Assert.Equal(outcome, (await _gateway.GetAsync(path + "/records")).GetProperty("records").EnumerateArray()
            .Single(one => one.GetProperty("step").GetString() == "odometer").GetProperty("outcome").GetString());
    }

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", null);

    private static string Purchase(
        string id, int hours, int latitude, int millilitres, long odometer, string card = "C-7") => $$"""
        {"place":{"latitude_microdegrees":{{latitude}},"longitude_microdegrees":4832000},
         "id":"{{id}}","card":"{{card}}","at":"{{Text(Now.AddHours(hours))}}","millilitres":{{millilitres}},
         "price_milli_minor":150000,"total_minor":{{millilitres * 150L / 1_000}},"odometer_metres":{{odometer}} }
        """;

    private async Task BuyAsync(
        string id, int hours, int latitude, int millilitres, long odometer, string card = "C-7") =>
        Ok(await _gateway.PostAsync(
            "/vehicles/TRK-12/fuel-purchases", Purchase(id, hours, latitude, millilitres, odometer, card)));

    private async Task<string> ArriveAsync()
    {
        var (_, arrived) = await _gateway.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""");
        return $"/check-outs/{arrived.GetProperty("id").GetString()}";
    }

    private static void Ok((HttpStatusCode Status, JsonElement Body) answer) =>
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status} {answer.Body}");
}
