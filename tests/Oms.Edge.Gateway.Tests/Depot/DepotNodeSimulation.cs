using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Ingest;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Edge.Readings;
using Oms.Edge.Reefers;
using Oms.Entities;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Depot;

/// <summary>A depot without sockets, whose disk fails and whose power goes at moments that a seed chooses.</summary>
public sealed class DepotNodeSimulation
{
    private const int Cuts = 4;
    private const int MessagesPerLife = 40;
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly DeviceRegistry Devices = DeviceRegistry.Of(
        [
            new Device("rf-07", DeviceKind.Reefer, null, "TRK-12", new TemperatureBand(2_000, 8_000), null),
            new Device("sc-3", DeviceKind.Scanner, "dock-3", null, null, null),
        ],
        []).Registry!;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task No_acknowledged_message_is_lost_and_none_counts_twice_whatever_fails(int seed)
    {
        var random = new Random(seed);
        var (files, store) = (new FaultyFiles(), new MemoryStore(1));
        using var key = DeviceKey.Create();
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var offered = new List<(string Topic, string Payload)>();
        var checkOut = "";
        for (var life = 0; life <= Cuts; life++)
        {
            var node = NodeOf(files, store, key, random);
            await node.StartAsync(TestContext.Current.CancellationToken);
            if (checkOut.Length == 0)
            {
                checkOut = await ArriveAsync(node);
            }

            for (var number = 0; number < MessagesPerLife; number++)
            {
                // A message of its own, or one from before again: its acknowledgement may have been lost.
                var message = offered.Count > 0 && random.Next(4) == 0
                    ? offered[random.Next(offered.Count)]
                    : MessageOf(random, offered.Count);
                if (!offered.Contains(message))
                {
                    offered.Add(message);
                }

                files.FailsAt = random.Next(12) == 0 ? files.Calls + 1 + random.Next(3) : 0;
                if (await TakeAsync(node, message))
                {
                    _ = acknowledged.Add(message.Payload);
                }
            }

            files.FailsAt = 0;
            if (life == Cuts)
            {
                // The last life sends again what was never acknowledged, as devices do.
                foreach (var message in offered)
                {
                    Assert.True(await TakeAsync(node, message));
                }

                await CheckAsync(node, checkOut, offered);
            }

            // Nothing reaches the disk from here on; then the power goes.
            files.IsFull = true;
            await node.DisposeAsync();
            files.CutPower(random);
            files.IsFull = false;
        }

        Assert.NotEmpty(acknowledged);
    }

    private static async Task CheckAsync(DepotNode node, string checkOut, List<(string Topic, string Payload)> offered)
    {
        var state = await node.Regions.CheckOuts.ReadAsync(
            EntityAddress.Of(CheckOutEvents.Kind, checkOut), TestContext.Current.CancellationToken);
        Assert.Equal(
            offered.Count(one => one.Topic.EndsWith("scan", StringComparison.Ordinal)), state.State.Known!.Scans.Count);

        // Every reading stands in exactly one sealed frame, or still in the raw store behind the last one.
        await GatewayFixture.UntilAsync(() => node.Windows.Behind == 0);
        var unit = await node.Regions.Reefers.ReadAsync(
            EntityAddress.Of(EdgeEvents.ReeferKind, "rf-07"), TestContext.Current.CancellationToken);
        var times = new List<Instant>();
        while (node.Telemetry.NewestMissing() is { } frame)
        {
            if (frame.Window < unit.State.NextWindow)
            {
                times.AddRange(FrameCodec.Decode(node.Telemetry.ReadFrame(frame)!)
                    .Readings.Select(reading => reading.At));
            }

            node.Telemetry.Forget(frame);
        }

        var position = unit.State.StorePosition;
        times.AddRange(node.Telemetry.Read(position, 10_000).Select(one => one.Record.Reading.At));
        Assert.Equal(
            offered.Where(one => one.Topic.EndsWith("reading", StringComparison.Ordinal))
                .Select(one => AtOf(one.Payload)).Order(),
            times.Order());
    }

    private static (string Topic, string Payload) MessageOf(Random random, int number)
    {
        var at = Noon + Duration.FromMinutes(number);
        return random.Next(3) == 0
            ? ("oms/v1/lyon/scanner/sc-3/scan", $$"""{"at":"{{at}}","code":"c{{number}}","sku":"MILK","lot":"L7"}""")
            : ("oms/v1/lyon/reefer/rf-07/reading",
                $$"""{"at":"{{at}}","zones":[{"zone":1,"return_milli_c":{{random.Next(2_000, 12_000)}}}]}""");
    }

    private static Instant AtOf(string payload) =>
        NodaTime.Text.InstantPattern.ExtendedIso.Parse(payload.Split('"')[3]).Value;

    private static async Task<bool> TakeAsync(DepotNode node, (string Topic, string Payload) message)
    {
        try
        {
            var outcome = await node.Ingest.TakeAsync(
                new DevicePublication(
                    message.Topic.Split('/')[4], message.Topic, Noon + Duration.FromDays(1),
                        Encoding.UTF8.GetBytes(message.Payload)),
                TestContext.Current.CancellationToken);
            Assert.Equal(IngestResult.Accepted, outcome.Result);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static async Task<string> ArriveAsync(DepotNode node) =>
        Assert.IsType<DeskAnswer.Done>(await node.Desk.ArriveAsync(
            new CheckOutCommand.Arrive("lyon", "TRK-12", "D-7", null, "dock-3", null, Noon),
            new Actors.CommandContext(CommandId.Version5(Guid.Empty, "a"),
                new Principal(PrincipalKind.ApiKey, "local")),
            TestContext.Current.CancellationToken)).Id;

    private static DepotNode NodeOf(FaultyFiles files, MemoryStore store, DeviceKey key, Random random) => new(
        new DepotNodeOptions("lyon", "gw-1", new Guid(7, 0, 0, new byte[8]))
        {
            Devices = Devices,
            Reefers = new ReeferSettings { WindowReadingsMax = 8 },
            Telemetry = new TelemetryStoreOptions(4_096, 1 << 20, 1 << 20, 0, TimeSpan.Zero),
        },
        new DepotServices(
            new MemoryJournal(store), files, DeviceKeyRing.Of(key), new FixedClock(), TimeProvider.System,
            TimeProvider.System,
            NullLoggerFactory.Instance, new TestMeterFactory(), new Guid(random.Next(), 0, 0, new byte[8]),
                new Random(random.Next())));
}
