using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Ingest;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Edge.Reefers;
using Oms.Entities;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Depot;

/// <summary>A manifest that reaches the depot after the readings that its band judges, as where the centre was
/// away.</summary>
public sealed class LateManifestTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);
    private static readonly EntityAddress Unit = EntityAddress.Of(EdgeEvents.ReeferKind, "rf-08");

    [Theory]
    [InlineData(8)]
    [InlineData(1_000)]
    public async Task An_excursion_is_found_though_its_readings_came_before_the_band(int readingsPerWindow)
    {
        using var key = DeviceKey.Create();
        using var meters = new TestMeterFactory();
        await using var node = NodeOf(key, meters, readingsPerWindow);
        await node.StartAsync(TestContext.Current.CancellationToken);
        for (var minute = 0; minute < 60; minute++)
        {
            // Warm for half an hour, and cold again.
            await TakeAsync(node, minute, minute is >= 10 and < 40 ? 12_000 : 5_000);
        }

        await GatewayFixture.UntilAsync(() => node.Windows.Behind == 0);
        Assert.Empty((await UnitAsync(node)).Excursions);

        _ = await node.Regions.Reefers.AskAsync(
            Unit,
            new ReeferCommand.HoldBand("R-1", new TemperatureBand(2_000, 8_000), Noon + Duration.FromMinutes(5)),
            new CommandContext(CommandId.Version5(Guid.Empty, "band"), new Principal(PrincipalKind.System, "test")));

        await GatewayFixture.UntilAsync(
            () => node.View.UnitOf(Unit.Kind, Unit.Id).Excursions is [{ To: not null }]);
        var found = Assert.Single((await UnitAsync(node)).Excursions);
        Assert.Equal((Noon + Duration.FromMinutes(10), Noon + Duration.FromMinutes(39)), (found.From, found.To));
        Assert.NotEmpty(found.EvidenceSha256);
    }

    private static async ValueTask<Reefer> UnitAsync(DepotNode node) =>
        (await node.Regions.Reefers.ReadAsync(Unit, TestContext.Current.CancellationToken)).State;

    private static async Task TakeAsync(DepotNode node, int minute, int milliC)
    {
        var payload = $$"""
            {"at":"{{Noon + Duration.FromMinutes(minute)}}","zones":[{"zone":1,"return_milli_c":{{milliC}}}]}
            """;
        var outcome = await node.Ingest.TakeAsync(
            new DevicePublication(
                "rf-08", "oms/v1/lyon/reefer/rf-08/reading", Noon + Duration.FromDays(1),
                Encoding.UTF8.GetBytes(payload)),
            TestContext.Current.CancellationToken);
        Assert.Equal(IngestResult.Accepted, outcome.Result);
    }

    private static DepotNode NodeOf(DeviceKey key, TestMeterFactory meters, int readingsPerWindow) => new(
        new DepotNodeOptions("lyon", "gw-1", new Guid(7, 0, 0, new byte[8]))
        {
            Devices = DeviceRegistry.Of(
                [new Device("rf-08", DeviceKind.Reefer, null, "TRK-13", null, null)], []).Registry!,
            Reefers = new ReeferSettings
            {
                WindowReadingsMax = readingsPerWindow,
                WindowLength = Duration.FromDays(1_000),
            },
            Telemetry = new TelemetryStoreOptions(4_096, 1 << 20, 1 << 20, 0, TimeSpan.Zero),
        },
        new DepotServices(
            new MemoryJournal(new MemoryStore(1)), new FaultyFiles(), DeviceKeyRing.Of(key), new NoonClock(),
            TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance, meters,
            new Guid(1, 0, 0, new byte[8]), new Random(1)));

    private sealed class NoonClock : IDeviceClock
    {
        public Instant Wall => Noon + Duration.FromHours(1);

        public long MonoNanoseconds => TimeProvider.System.GetTimestamp();

        public Guid BootId { get; } = new(1, 2, 3, new byte[8]);

        public ClockQuality Quality => ClockQuality.Ntp;
    }
}
