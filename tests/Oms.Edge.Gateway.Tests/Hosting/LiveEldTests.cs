using System.Net;
using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Edge.Messages;
using Oms.Eld;
using Oms.Mqtt.Client;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>What an ELD tells over MQTT becomes the file that it would have made.</summary>
public sealed class LiveEldTests : IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUnixTimeSeconds(
        TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    private readonly GatewayFixture _gateway = new();

    private static EldIdentity Identity => new(
        new EldDriver("ada.okafor", "Okafor", "Ada", "TX", "TX48210033") { Person = "D-7" },
        new EldCarrier("2211334", "NORTH RIVER FREIGHT", 8, 0, 6),
        new EldMaker("QA0C", "GAM112", "c2lnbmF0dXJlLW9mLXRoZS1lbGQ="))
    {
        Vin = "1M8GDM9AXKP042788",
        Trailers = "TR1 TR2",
        ShippingDocument = "BOL-77120",
        Users = [new EldUser("eva.diaz", "Diaz", "Eva") { IsDriver = false }],
    };

    // Two days: every kind of event, an edit and a certification.
    private static List<EldLiveEvent> Events
    {
        get
        {
            var (unit, vin) = ("TRK-12", "1M8GDM9AXKP042788");
            var place = EldPosition.OfMicrodegrees(32_780_000, -96_800_000);
            EldLiveEvent.EnginePower Power(int sequence, int minutes, EldEventKind kind) => new(
                sequence, Ago(minutes), kind, unit, place, 210_360, 91_175)
            {
                Vin = vin,
                Trailers = "TR1 TR2",
                ShippingDocument = "BOL-77120",
            };
            return
            [
                EldSample.Duty(0x10, Ago(1_500), EldEventKind.OffDuty),
                EldSample.Duty(0x11, Ago(1_490), EldEventKind.PersonalConveyance) with
                {
                    Position = EldPosition.OfMicrodegrees(32_100_000, -96_400_000, isReduced: true),
                    Miles = null,
                    EngineTenths = null,
                },
                Power(0x12, 600, EldEventKind.PowerUp),
                new EldLiveEvent.Session(0x13, Ago(599), EldEventKind.Login, "ada.okafor", 210_360, 91_175),
                new EldLiveEvent.Certification(
                    0x14, Ago(598), 1, Ago(1_500).InUtc().Date, unit),
                EldSample.Duty(0x15, Ago(590), EldEventKind.OnDutyNotDriving),
                EldSample.Duty(0x16, Ago(580), EldEventKind.Driving) with { Username = null },
                EldSample.Duty(0x17, Ago(575), EldEventKind.Driving) with { Position = EldPosition.NotMeasured },
                EldSample.Duty(0x18, Ago(515), EldEventKind.Intermediate) with { Distance = 3 },
                EldSample.Duty(0x19, Ago(480), EldEventKind.OnDutyNotDriving) with
                {
                    Origin = EldRecordOrigin.Driver,
                    Comment = "Post-trip",
                    Location = "5 mi SW of Dallas",
                },
                new EldLiveEvent.Malfunction(
                    0x1A, Ago(470), EldEventKind.DiagnosticLogged, '3', unit, 210_450, 91_205),
                new EldLiveEvent.Malfunction(
                    0x1B, Ago(465), EldEventKind.DiagnosticCleared, '3', unit, 210_450, 91_205),
                EldSample.Duty(0x1C, Ago(460), EldEventKind.OffDuty) with { HasDiagnostic = true },
                new EldLiveEvent.StatusChange(0x15, Ago(450), EldRecordStatus.InactiveChanged),
                Power(0x1D, 440, EldEventKind.ShutDown),
                new EldLiveEvent.Session(0x1E, Ago(439), EldEventKind.Logout, "ada.okafor", 210_450, 91_205),
            ];
        }
    }

    public async ValueTask InitializeAsync()
    {
        _gateway.Options.HomeTerminalZone = "America/Chicago";
        await _gateway.StartAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Events_told_live_give_the_file_that_the_builder_makes_of_them_byte_for_byte()
    {
        var client = await IntroduceAsync();
        foreach (var block in Events.Chunk(5).Append([.. Events.Take(3)]))
        {
            await TellAsync(client, block);
        }

        await _gateway.StopAsync();
        await _gateway.StartAsync();
        var octets = await _gateway.Http.GetByteArrayAsync(
            new Uri("vehicles/TRK-12/eld-file", UriKind.Relative), TestContext.Current.CancellationToken);

        var reading = EldReader.Read(octets);
        Assert.Empty(reading.Findings);
        Assert.Equal("NORTH RIVER FREIGHT", reading.File.Header.Carrier.Name);
        Assert.Equal((210_450, 91_205), (
            reading.File.Header.Current.Miles.Integer, reading.File.Header.Current.EngineHours.Tenths));
        var roster = new EldRoster([new("eva.diaz", false, "Diaz", "Eva")], new Dictionary<string, string>());
        Assert.Equal(
            Encoding.ASCII.GetString(EldWriter.Write(
                EldFileBuilder.Build(reading.File.Header, roster, Events, EldSample.Chicago))),
            Encoding.ASCII.GetString(octets));
    }

    [Fact]
    public async Task A_visit_takes_the_live_record_where_there_is_no_file()
    {
        var client = await IntroduceAsync();
        await TellAsync(client, [.. Events]);
        var (_, arrived) = await _gateway.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""");
        var path = $"/check-outs/{arrived.GetProperty("id").GetString()}";

        var (status, visit) = await _gateway.PostAsync(path + "/eld-record", "{}", "live-1");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(visit.GetProperty("steps").GetProperty("eld_file").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await _gateway.PostAsync(path + "/eld-record", "{}", "live-1")).Status);
        var record = (await _gateway.GetAsync(path + "/records")).GetProperty("records").EnumerateArray()
            .Single(one => one.GetProperty("step").GetString() == "eld-file");
        Assert.NotEqual("unchecked", record.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_record_that_is_incomplete_or_another_drivers_is_no_file()
    {
        Assert.Equal(HttpStatusCode.NotFound, await _gateway.StatusAsync("vehicles/TRK-12/eld-file"));
        var client = await IntroduceAsync();
        Assert.Equal(MqttPublishOutcome.Acknowledged, await GatewayFixture.PublishAsync(
            client, "eld/eld-12/events",
            $$"""{"at":"{{Now}}","vehicle":"TRK-12","events":[{"sequence":1,"type":5,"code":1,"at":"{{Now}}"}]}"""));
        using var answer = await _gateway.Http.GetAsync(
            new Uri("vehicles/TRK-12/eld-file", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(
            "events 1: driver",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var (_, arrived) = await _gateway.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-8"}""");
        var (status, problem) = await _gateway.PostAsync(
            $"/check-outs/{arrived.GetProperty("id").GetString()}/eld-record", "{}");
        Assert.Equal((HttpStatusCode.Conflict, "urn:oms:problem:eld-of-other-driver"),
            (status, problem.GetProperty("type").GetString()));
    }

    private static Instant Ago(int minutes) => Now - Duration.FromMinutes(minutes);

    private async Task<MqttClient> IntroduceAsync()
    {
        var client = await _gateway.ConnectAsync("eld-12");
        Assert.Equal(MqttPublishOutcome.Acknowledged, await GatewayFixture.PublishAsync(
            client, "eld/eld-12/profile",
            JsonSerializer.Serialize(new EldProfile(Now, "TRK-12", Identity), DeviceJson.Default.EldProfile)));
        return client;
    }

    private static async Task TellAsync(MqttClient client, EldLiveEvent[] events) =>
        Assert.Equal(MqttPublishOutcome.Acknowledged, await GatewayFixture.PublishAsync(
            client, "eld/eld-12/events",
            JsonSerializer.Serialize(EldWire.Block(Now, "TRK-12", events), DeviceJson.Default.EldEvents)));
}
