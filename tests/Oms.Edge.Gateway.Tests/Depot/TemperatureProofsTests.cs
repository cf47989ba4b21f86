using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Custody;
using Oms.Custody.Temperature;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Ingest;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Edge.Reefers;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Depot;

/// <summary>Proofs from readings that a depot has stored, sealed or not.</summary>
public sealed class TemperatureProofsTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly TemperatureProofRequest Request =
        new("O-1", "rf-08", 1, Noon, Noon + Duration.FromMinutes(59), ProductBand.TwoToEight);

    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(1_000)]
    public async Task A_proof_is_the_same_whether_its_readings_are_sealed_or_still_wait(int readingsPerWindow)
    {
        using var key = DeviceKey.Create();
        using var meters = new TestMeterFactory();
        await using var node = NodeOf(key, meters, readingsPerWindow);
        await node.StartAsync(TestContext.Current.CancellationToken);
        for (var minute = 0; minute < 60; minute++)
        {
            await TakeAsync(node, minute, minute is >= 10 and < 40 ? 12_000 + minute : 5_000 + minute);
        }

        await GatewayFixture.UntilAsync(() => node.Windows.Behind == 0);
        var verdict = await node.Temperatures.JudgeAsync(Request, TestContext.Current.CancellationToken);
        Assert.Equal(TemperatureOutcome.Excursion, verdict.Outcome);
        Assert.Equal((60, 0L, 30 * 60L), (verdict.Facts.Samples, verdict.Facts.GapSeconds,
            verdict.Facts.OutOfRangeSeconds));
        var excursion = Assert.Single(verdict.Findings, finding => finding.Rule == TemperatureRule.Band);
        Assert.Equal(
            (Noon + Duration.FromMinutes(9), Noon + Duration.FromMinutes(39)), (excursion.From, excursion.To));
    }

    [Fact]
    public async Task A_reading_that_comes_late_gives_a_new_version()
    {
        using var key = DeviceKey.Create();
        using var meters = new TestMeterFactory();
        await using var node = NodeOf(key, meters, readingsPerWindow: 4);
        await node.StartAsync(TestContext.Current.CancellationToken);
        foreach (var minute in (int[])[0, 10, 20, 40, 50, 59])
        {
            await TakeAsync(node, minute, 5_000);
        }

        await GatewayFixture.UntilAsync(() => node.Windows.Behind == 0);
        var first = await node.Temperatures.JudgeAsync(Request, TestContext.Current.CancellationToken);
        Assert.Equal(TemperatureOutcome.NoProof, first.Outcome);
        Assert.Same(first, await node.Temperatures.ReviseAsync(first, TestContext.Current.CancellationToken));

        await TakeAsync(node, 30, 5_000);
        await GatewayFixture.UntilAsync(() => node.Windows.Behind == 0);
        var second = await node.Temperatures.ReviseAsync(first, TestContext.Current.CancellationToken);
        Assert.Equal((2, TemperatureOutcome.Proven), (second.Version, second.Outcome));
        Assert.Equal(1, second.Supersedes!.Version);
    }

    [Fact]
    public async Task What_another_unit_or_zone_said_proves_nothing()
    {
        using var key = DeviceKey.Create();
        using var meters = new TestMeterFactory();
        await using var node = NodeOf(key, meters, readingsPerWindow: 8);
        await node.StartAsync(TestContext.Current.CancellationToken);
        for (var minute = 0; minute < 60; minute++)
        {
            await TakeAsync(node, minute, 5_000);
        }

        var token = TestContext.Current.CancellationToken;
        Assert.Equal(0, (await node.Temperatures.JudgeAsync(Request with { Device = "rf-09" }, token)).Facts.Samples);
        Assert.Equal(
            TemperatureOutcome.NoProof,
            (await node.Temperatures.JudgeAsync(Request with { Zone = 2 }, token)).Outcome);
    }

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
