using NodaTime;
using Oms.Custody.Temperature;
using Oms.Edge.Messages;
using Oms.Edge.Readings;
using Xunit;

namespace Oms.Edge.Tests.Readings;

public sealed class TemperatureSamplesTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Fact]
    public void A_reading_says_of_its_zone_what_the_message_said()
    {
        var reading = Reading.From(new ReeferReading(
            Noon,
            [
                new ZoneReading(1) { ReturnMilliC = 4_100, SetpointMilliC = 4_000, Mode = ReeferMode.Cool },
                new ZoneReading(2) { ReturnMilliC = -18_000, Mode = ReeferMode.Defrost, DoorOpen = true },
            ])
        {
            Running = true,
            FuelPermille = 640,
            Alarms = [new ReeferAlarm("P1", 1), new ReeferAlarm("P63", 3)],
        });
        Assert.Equal(
            new TemperatureSample(Noon)
            {
                ReturnMilliC = 4_100,
                SetpointMilliC = 4_000,
                IsRunning = true,
                IsDefrosting = false,
                FuelPermille = 640,
                AlarmSeverity = 3,
            },
            TemperatureSamples.Of(reading, 1));
        Assert.Equal(
            new TemperatureSample(Noon)
            {
                ReturnMilliC = -18_000,
                IsRunning = true,
                IsDefrosting = true,
                IsDoorOpen = true,
                FuelPermille = 640,
                AlarmSeverity = 3,
            },
            TemperatureSamples.Of(reading, 2));
    }

    [Fact]
    public void What_a_message_does_not_say_stays_unsaid() =>
        Assert.Equal(
            new TemperatureSample(Noon),
            TemperatureSamples.Of(Reading.From(new ReeferReading(Noon, [new ZoneReading(1)])), 1));
}
