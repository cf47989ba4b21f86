using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Custody;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Ingest;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Edge.Readings;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Depot;

/// <summary>A depot whose devices send more than there is room for, over a disk in memory.</summary>
public sealed class DepotUnderLoadTests
{
    // About 60 bytes a reading: room for some 1 100 of them.
    private const int RawBytesMax = 64 << 10;
    private const int SegmentBytes = 4_096;
    private const int Count = 5_000;
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly DeviceRegistry Devices = DeviceRegistry.Of(
        [
            new Device("rf-1", DeviceKind.Reefer, null, null, null, null),
            new Device("rf-2", DeviceKind.Reefer, null, null, null, null),
        ],
        []).Registry!;

    [Fact]
    public async Task A_device_that_fills_its_window_slowly_does_not_hold_up_the_others()
    {
        using var key = DeviceKey.Create();
        await using var node = NodeOf(key);
        await node.StartAsync(TestContext.Current.CancellationToken);
        await TakeAsync(node, "rf-1", 0);

        await Task.WhenAll(Enumerable.Range(1, Count).Select(number => TakeAsync(node, "rf-2", number)));

        await GatewayFixture.UntilAsync(() => node.Telemetry.Problem is null);
        await GatewayFixture.UntilAsync(() => node.View.UnitOf(EdgeEvents.ReeferKind, "rf-1").NextWindow == 2);
    }

    [Fact]
    public async Task Readings_wait_for_room_in_their_order_and_are_taken_once_there_is_some()
    {
        using var store = new TelemetryStore(
            new FaultyFiles(), Bounds, TaskScheduler.Default, TimeProvider.System);
        var count = 0;
        while (store.Problem is null)
        {
            Assert.True(await store.AddAsync(RecordOf(count++)));
        }

        var waiting = Enumerable.Range(count, 100).Select(number => store.AddAsync(RecordOf(number))).ToList();
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        store.Release(store.End);

        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Assert.Null(store.Problem);
        var left = store.Read(0, int.MaxValue).Select(one => one.Record.Reading.At).ToList();
        Assert.Equal(left.Order(), left);
        Assert.Equal(Noon + Duration.FromSeconds(count + 99), left[^1]);
    }

    private static TelemetryStoreOptions Bounds { get; } = new(SegmentBytes, RawBytesMax, 1 << 20, 0, TimeSpan.Zero);

    private static TelemetryRecord RecordOf(int number) => new(
        (UInt128)number, Noon, EdgeEvents.ReeferKind, "rf-1",
        new Reading(Noon + Duration.FromSeconds(number), ImmutableSortedDictionary<int, long>.Empty, []));

    private static async Task TakeAsync(DepotNode node, string device, int number)
    {
        var outcome = await node.Ingest.TakeAsync(
            new DevicePublication(
                device, $"oms/v1/lyon/reefer/{device}/reading", Noon + Duration.FromDays(1),
                Encoding.UTF8.GetBytes($$"""
                    {"at":"{{Noon + Duration.FromSeconds(number)}}","zones":[{"zone":1,"return_milli_c":4000}]}
                    """)),
            TestContext.Current.CancellationToken);
        Assert.Equal(IngestResult.Accepted, outcome.Result);
    }

    private static DepotNode NodeOf(DeviceKey key) => new(
        new DepotNodeOptions("lyon", "gw-1", new Guid(7, 0, 0, new byte[8]))
        {
            Devices = Devices,
            Telemetry = Bounds,
        },
        new DepotServices(
            new MemoryJournal(new MemoryStore(1)), new FaultyFiles(), DeviceKeyRing.Of(key), new FixedClock(),
            TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance, new TestMeterFactory(),
            new Guid(1, 0, 0, new byte[8]), new Random(1)));
}
