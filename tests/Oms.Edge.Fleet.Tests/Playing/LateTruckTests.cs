using System.Text.Json;
using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Fleet.Tests.Playing;

/// <summary>A truck whose dispatch was held up, as it is where the centre was down.</summary>
public sealed class LateTruckTests
{
    [Fact]
    public async Task What_happens_on_the_road_happens_after_the_truck_has_left_however_late_that_is()
    {
        var start = Instant.FromUtc(2026, 11, 21, 12, 0);
        var time = new ManualTime(start);
        var scenario = ScenarioMaker.Make(1);
        var route = scenario.Routes.First(route => route.Excursion is not null);
        var readings = new List<(Instant At, int MilliC)>();
        var world = new PaperNetwork(new PaperSystem(scenario), SplitMix.For(1, "faults"), faultsPercent: 0)
            .World(scenario, time) with
        { Connect = _ => new Notebook(readings) };
        var stage = new Stage(scenario, world, start);
        await using var devices = new TruckDevices(stage, route);

        var cooling = devices.CoolAsync(TestContext.Current.CancellationToken);
        await PassAsync(time, route.Departure + Duration.FromMinutes(45.5));

        // The centre sent it out a good while before the truck heard of it.
        var left = time.GetUtcNow().ToInstant() - Duration.FromMinutes(20);
        devices.Leave(stage.Later(left, route.Departure));
        while (!cooling.IsCompleted)
        {
            await PassAsync(time, Duration.FromMinutes(1));
        }

        var warm = readings.Where(reading => reading.MilliC > route.Band!.MaxMilliC).ToList();
        Assert.NotEmpty(warm);
        Assert.All(warm, reading => Assert.True(reading.At > left, $"{reading.At} is before {left}"));
        Assert.Equal(readings.OrderBy(reading => reading.At), readings);
        Assert.Equal(
            (route.Excursion!.To - route.Excursion.From).TotalMinutes, warm.Count);
    }

    /// <summary>Lets time pass minute by minute, and the devices do their work in between.</summary>
    private static async Task PassAsync(ManualTime time, Duration duration)
    {
        for (var passed = Duration.Zero; passed < duration; passed += Duration.FromSeconds(30))
        {
            time.Advance(Duration.FromSeconds(30));
            await Task.Yield();
        }
    }

    private sealed class Notebook(List<(Instant At, int MilliC)> readings) : IDeviceLink
    {
        public Task PublishAsync(string message, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            using var json = JsonDocument.Parse(payload);
            if (json.RootElement.TryGetProperty("zones", out var zones))
            {
                readings.Add((
                    NodaTime.Text.InstantPattern.ExtendedIso.Parse(
                        json.RootElement.GetProperty("at").GetString()!).Value,
                    zones[0].GetProperty("return_milli_c").GetInt32()));
            }

            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
