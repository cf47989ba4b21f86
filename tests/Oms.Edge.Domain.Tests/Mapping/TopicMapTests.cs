using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Edge.Devices;
using Oms.Edge.Mapping;
using Oms.Edge.Messages;
using Xunit;

namespace Oms.Edge.Tests.Mapping;

public sealed class TopicMapTests
{
    private static readonly Device Tracker = new("353691840000017", DeviceKind.Eld, null, "TRK-12", null, null);
    private static readonly Device Unit = new("RF9001", DeviceKind.Reefer, null, "TRK-12", null, null);

    // A tracker that sends numbered values in its own units.
    private static readonly TopicRule TrackerRule = new("tracker/{id}/data", DeviceKind.Eld, "reading",
    [
        new FieldRule("state.reported.ts", "at") { Unit = "unix-milliseconds", Required = true },
        new FieldRule("state.reported.16", "odometer_metres") { Unit = "kilometres" },
        new FieldRule("state.reported.24", "speed_mm_per_second") { Unit = "kilometres-per-hour" },
        new FieldRule("state.reported.latlng.0", "latitude_microdegrees") { Unit = "degrees" },
        new FieldRule("state.reported.latlng.1", "longitude_microdegrees") { Unit = "degrees" },
    ]);

    // A refrigeration unit that reports compartments by name, in Fahrenheit, and modes in its own words.
    private static readonly TopicRule UnitRule = new("coldchain/{id}/telemetry", DeviceKind.Reefer, "reading",
    [
        new FieldRule("timestamp", "at") { Unit = "rfc3339", Required = true },
        new FieldRule("compartments.0.number", "zones.0.zone") { Required = true },
        new FieldRule("compartments.0.returnAir", "zones.0.return_milli_c") { Unit = "fahrenheit", Required = true },
        new FieldRule("compartments.0.setPoint", "zones.0.setpoint_milli_c") { Unit = "fahrenheit" },
        new FieldRule("compartments.0.operatingMode", "zones.0.mode")
        {
            Values = new Dictionary<string, JsonElement>
            {
                ["COOLING"] = JsonDocument.Parse("\"cool\"").RootElement,
                ["DEFROSTING"] = JsonDocument.Parse("\"defrost\"").RootElement,
            },
        },
        new FieldRule("fuelLevel", "fuel_permille") { Unit = "percent" },
        new FieldRule("battery", "battery_millivolts") { Unit = "volts" },
    ]);

    private static readonly TopicMap Map = TopicMap.Of([TrackerRule, UnitRule]).Map!;

    [Fact]
    public void A_tracker_with_numbered_values_is_read_in_our_units()
    {
        var reading = Assert.IsType<EldReading>(Read("tracker/353691840000017/data", Tracker, """
            {"state":{"reported":{"ts":1763720100500,"16":204118.3,"24":90,"latlng":[45.757,4.832],"66":12650}}}
            """).Message);

        Assert.Equal(Instant.FromUnixTimeMilliseconds(1_763_720_100_500), reading.At);
        Assert.Equal((204_118_300, 25_000), (reading.OdometerMetres, reading.SpeedMmPerSecond));
        Assert.Equal((45_757_000, 4_832_000), (reading.LatitudeMicrodegrees, reading.LongitudeMicrodegrees));
    }

    [Fact]
    public void A_unit_that_speaks_Fahrenheit_is_read_in_milli_degrees_Celsius()
    {
        var reading = Assert.IsType<ReeferReading>(Read("coldchain/RF9001/telemetry", Unit, """
            {"timestamp":"2026-11-21T11:15:00+01:00","serial":"TL-1","fuelLevel":64.5,"battery":12.7,
             "compartments":[{"number":1,"returnAir":39.2,"setPoint":-4,"operatingMode":"COOLING"}]}
            """).Message);

        Assert.Equal(Instant.FromUtc(2026, 11, 21, 10, 15), reading.At);
        Assert.Equal((4_000, -20_000, ReeferMode.Cool), (
            reading.Zones[0].ReturnMilliC, reading.Zones[0].SetpointMilliC, reading.Zones[0].Mode));
        Assert.Equal((645, 12_700), (reading.FuelPermille, reading.BatteryMillivolts));
    }

    [Theory]
    [InlineData("timestamp", """{"compartments":[{"number":1,"returnAir":39.2}]}""")]
    [InlineData("compartments.0.returnAir",
        """{"timestamp":"2026-11-21T11:15:00Z","compartments":[{"number":1,"returnAir":"39.2"}]}""")]
    [InlineData("compartments.0.operatingMode",
        """{"timestamp":"2026-11-21T11:15:00Z","compartments":[{"number":1,"returnAir":39,"operatingMode":"X"}]}""")]
    [InlineData("zones[0].return_milli_c",
        """{"timestamp":"2026-11-21T11:15:00Z","compartments":[{"number":1,"returnAir":999}]}""")]
    [InlineData("", """{"timestamp":"2026-11-21T11:15:00Z","timestamp":"x"}""")]
    public void A_payload_that_does_not_fit_names_the_member(string field, string payload) =>
        Assert.Equal(field, Read("coldchain/RF9001/telemetry", Unit, payload).Fault!.Field);

    [Fact]
    public void A_device_is_heard_only_on_its_own_topic() =>
        Assert.Equal(MessageFault.UnknownTopic, Read("coldchain/RF9002/telemetry", Unit, "{}").Fault!.Reason);

    [Theory]
    [InlineData("celsius", "odometer_metres")]
    [InlineData("furlongs", "odometer_metres")]
    public void A_unit_that_cannot_be_the_fields_is_refused_when_the_map_is_made(string unit, string to) =>
        Assert.NotNull(TopicMap.Of([TrackerRule with { Fields = [new FieldRule("a", to) { Unit = unit }] }]).Fault);

    private static (DeviceMessage? Message, MessageFault? Fault) Read(string topic, Device device, string payload) =>
        Map.Read(topic, device, Encoding.UTF8.GetBytes(payload));
}
