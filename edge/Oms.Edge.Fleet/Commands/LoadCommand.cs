using System.CommandLine;
using System.Globalization;
using System.Net;
using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Launching;

namespace Oms.Edge.Fleet.Commands;

/// <summary>Publishes readings at a given rate from many connections, and says how long acknowledgements
/// took.</summary>
internal static class LoadCommand
{
    private const int RateMax = 200_000;
    private const int LanesPerDevice = 32;
    private const int ReturnMilliC = 4_000;

    public static Command Make()
    {
        var credentials = new Option<string>("--credentials")
        {
            Description = "The credentials.json of a running demonstration.",
            DefaultValueFactory = _ => Path.Combine("deploy", "out", "data", "credentials.json"),
        };
        var rate = new Option<int>("--rate")
        {
            Description = "Readings a second over all devices.",
            DefaultValueFactory = _ => 1_000,
        };
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long.",
            DefaultValueFactory = _ => 10,
        };
        var command = new Command("load", "Publish readings from every refrigeration unit at a given rate.")
        {
            credentials, rate, seconds,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetRequiredValue(credentials), Math.Clamp(parsed.GetValue(rate), 1, RateMax),
            Math.Max(1, parsed.GetValue(seconds)), stop));
        return command;
    }

    private static async Task<int> RunAsync(
        string credentials, int rate, int seconds, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var devices = DeviceCredentials.Read(credentials)
            .Where(device => device.Kind == DeviceIdentity.Reefer).ToList();
        var lanes = devices.SelectMany(device => Enumerable.Repeat(device, LanesPerDevice)).ToList();
        var links = devices.ToDictionary(device => device.User, device => new MqttDeviceLink(
            new DeviceIdentity(device.Depot, device.Kind, device.User, Dock: null), IPEndPoint.Parse(device.Gateway),
            device.Password, time, new Random(1)));
        var began = time.GetTimestamp();
        var start = time.GetCurrentInstant();
        var results = await Task.WhenAll(lanes.Select((device, lane) => LaneAsync(
            links[device.User], device, start, lane, lanes.Count, rate, seconds, time, cancellationToken)));
        var took = time.GetElapsedTime(began);
        foreach (var link in links.Values)
        {
            await link.DisposeAsync();
        }

        var waits = results.SelectMany(waits => waits).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{waits.Count} readings acknowledged in {took.TotalSeconds:0.00} s: "
            + $"{waits.Count / took.TotalSeconds:0}/s; p50 {At(0.5):0.0} ms, p99 {At(0.99):0.0} ms, "
            + $"max {At(1):0.0} ms; {devices.Count} connections"));
        return 0;

        double At(double share) => waits.Count == 0
            ? 0
            : waits[(int)Math.Min(waits.Count - 1, share * waits.Count)].TotalMilliseconds;
    }

    // Reading number n of a lane is due at its own time, so that a slow acknowledgement delays and loses nothing.
    private static async Task<List<TimeSpan>> LaneAsync(
        MqttDeviceLink link,
        DeviceCredentials device,
        Instant start,
        int lane,
        int lanes,
        int rate,
        int seconds,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var waits = new List<TimeSpan>();
        var identity = new DeviceIdentity(device.Depot, device.Kind, device.User, Dock: null);
        for (long number = lane; number < (long)rate * seconds; number += lanes)
        {
            var due = start + Duration.FromSeconds(number / (double)rate);
            var wait = due - time.GetCurrentInstant();
            if (wait > Duration.FromMilliseconds(1))
            {
                await Task.Delay(wait.ToTimeSpan(), time, cancellationToken);
            }

            var message = DeviceMessages.Reefer(identity, due, ReturnMilliC, ReturnMilliC, doorOpen: false,
                ReturnMilliC);
            var sent = time.GetTimestamp();
            await link.PublishAsync("reading", message, cancellationToken);
            waits.Add(time.GetElapsedTime(sent));
        }

        return waits;
    }
}
