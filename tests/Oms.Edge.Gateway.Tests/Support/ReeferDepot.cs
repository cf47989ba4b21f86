using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Custody;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Ingest;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Reefers;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Support;

/// <summary>A depot without sockets, over memory, that one refrigeration unit sends to.</summary>
internal sealed class ReeferDepot : IAsyncDisposable
{
    public const string Unit = "rf-08";
    public static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);
    private readonly DeviceKey _key = DeviceKey.Create();
    private readonly TestMeterFactory _meters = new();

    /// <param name="readingsPerWindow">How many readings a window has.</param>
    public ReeferDepot(int readingsPerWindow) => Node = new DepotNode(
        new DepotNodeOptions("lyon", "gw-1", new Guid(7, 0, 0, new byte[8]))
        {
            Devices = DeviceRegistry.Of(
                [new Device(Unit, DeviceKind.Reefer, null, "TRK-13", null, null)], []).Registry!,
            Reefers = new ReeferSettings
            {
                WindowReadingsMax = readingsPerWindow,
                WindowLength = Duration.FromDays(1_000),
            },
            Telemetry = new TelemetryStoreOptions(4_096, 1 << 20, 1 << 20, 0, TimeSpan.Zero),
        },
        new DepotServices(
            new MemoryJournal(new MemoryStore(1)), new FaultyFiles(), DeviceKeyRing.Of(_key), new NoonClock(),
            TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance, _meters,
            new Guid(1, 0, 0, new byte[8]), new Random(1)));

    public DepotNode Node { get; }

    public Task StartAsync() => Node.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>Takes a reading of zone 1.</summary>
    /// <param name="minute">Minutes from noon.</param>
    public async Task TakeAsync(int minute, int milliC)
    {
        var payload = $$"""
            {"at":"{{Noon + Duration.FromMinutes(minute)}}","zones":[{"zone":1,"return_milli_c":{{milliC}}}]}
            """;
        var outcome = await Node.Ingest.TakeAsync(
            new DevicePublication(
                Unit, $"oms/v1/lyon/reefer/{Unit}/reading", Noon + Duration.FromDays(1),
                Encoding.UTF8.GetBytes(payload)),
            TestContext.Current.CancellationToken);
        Assert.Equal(IngestResult.Accepted, outcome.Result);
    }

    /// <summary>Waits until every reading was looked at.</summary>
    public Task SettleAsync() => GatewayFixture.UntilAsync(() => Node.Windows.Behind == 0);

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        _meters.Dispose();
        _key.Dispose();
    }

    private sealed class NoonClock : IDeviceClock
    {
        public Instant Wall => Noon + Duration.FromHours(1);

        public long MonoNanoseconds => TimeProvider.System.GetTimestamp();

        public Guid BootId { get; } = new(1, 2, 3, new byte[8]);

        public ClockQuality Quality => ClockQuality.Ntp;
    }
}
