using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Custody;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Ingest;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Entities;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Depot;

/// <summary>A part that pauses after a failure ends when it is told to, on a clock that never moves.</summary>
public sealed class StoppingTests : IAsyncLifetime
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);
    private readonly ManualTime _pace = new(Noon);
    private readonly MemoryStore _store = new(1);
    private readonly DeviceKey _key = DeviceKey.Create();
    private DepotNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        var journal = new MemoryJournal(_store);
        await journal.AppendAsync(new AppendBatch(
        [
            new ShardAppend(await journal.AcquireAsync(0, Guid.Empty), 0, [])
            {
                Quarantine =
                [
                    new QuarantineRow(EntityAddress.Of(EdgeEvents.ReeferKind, "rf-07"), "A test.", 0, Noon),
                    new QuarantineRow(EntityAddress.Of(EdgeEvents.GatewayKind, "gw-2"), "A test.", 0, Noon),
                ],
            },
        ]));
        _node = new DepotNode(
            new DepotNodeOptions("lyon", "gw-1", new Guid(7, 0, 0, new byte[8]))
            {
                Devices = DeviceRegistry.Of(
                    [new Device("rf-07", DeviceKind.Reefer, null, "TRK-12", null, null)], []).Registry!,
            },
            new DepotServices(
                journal, new FaultyFiles(), DeviceKeyRing.Of(_key), new StillClock(), TimeProvider.System, _pace,
                NullLoggerFactory.Instance, new TestMeterFactory(), new Guid(1, 0, 0, new byte[8]), new Random(1)));
        await _node.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // What hangs goes on once its pause is over, so that a failed test ends.
        _pace.Advance(Duration.FromHours(1));
        await _node.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task Windows_that_cannot_be_sealed_do_not_hold_up_a_stop()
    {
        // The reading waits for company on the clock that stands still; it need not be durable to be seen.
        _ = _node.Ingest.TakeAsync(
            new DevicePublication(
                "rf-07",
                "oms/v1/lyon/reefer/rf-07/reading",
                Noon,
                Encoding.UTF8.GetBytes($$"""{"at":"{{Noon}}","zones":[{"zone":1,"return_milli_c":4000}]}""")),
            CancellationToken.None);
        await GatewayFixture.UntilAsync(() =>
        {
            _pace.Advance(Duration.FromMilliseconds(20));
            return _node.Windows.Problem is not null;
        });
        await _node.StopAsync(CancellationToken.None)
            .WaitAsync(HangGuard, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Housekeeping_that_cannot_write_does_not_hold_up_a_stop()
    {
        using var stop = new CancellationTokenSource();
        var still = new ManualTime(Noon);
        var housekeeping = new Housekeeping(
            "gw-2", _node.Regions, _node.Telemetry, _node.DeadLetters, _node.Quarantine, new StillClock(), still,
            NullLogger.Instance);
        var run = housekeeping.RunAsync(stop.Token);
        await GatewayFixture.UntilAsync(() => still.TimersSet > 0);
        await stop.CancelAsync();
        await run.WaitAsync(HangGuard, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private sealed class StillClock : IDeviceClock
    {
        public Instant Wall => Noon;

        public long MonoNanoseconds => 1;

        public Guid BootId { get; } = new(1, 2, 3, new byte[8]);

        public ClockQuality Quality => ClockQuality.Ntp;
    }
}
