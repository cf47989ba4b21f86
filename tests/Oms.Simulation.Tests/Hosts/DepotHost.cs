using NodaTime;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Custody;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Reefers;
using Oms.Testing;

namespace Oms.Simulation.Tests.Hosts;

/// <summary>The gateway of one depot: a machine that loses power, a process that is killed, stores that stay.</summary>
internal sealed class DepotHost : IDisposable
{
    private readonly SimWorld _world;
    private readonly TestMeterFactory _meters = new();
    private readonly DepotNodeOptions _options;
    private Life? _life;

    public DepotHost(SimWorld world, string depot, DeviceKey key, DeviceRegistry devices)
    {
        (_world, Depot, Key) = (world, depot, key);
        Clock = new DepotClock(world.Time, world.NewGuid());
        Disk = new MemoryDisk(new Random(world.Random.Next()));
        _options = new DepotNodeOptions(depot, $"{depot}-gateway", world.NewGuid())
        {
            Devices = devices,
            ManifestPoll = TimeSpan.FromSeconds(2),

            // Minutes of the road become seconds here.
            Reefers = new ReeferSettings
            {
                ExcursionAfter = Duration.FromSeconds(20),
                GapAfter = Duration.FromSeconds(60),
                DefrostMaskMax = Duration.FromSeconds(20),
                PullDownMask = Duration.FromSeconds(10),
                DoorMaskAfter = Duration.FromSeconds(5),
                DoorMaskMax = Duration.FromSeconds(10),
                MaskTotalMax = Duration.FromSeconds(30),
                WindowLength = Duration.FromSeconds(30),
                WindowReadingsMax = 6,
            },
            Telemetry = new TelemetryStoreOptions(
                SegmentBytes: 64 << 10, RawBytesMax: 8L << 20, FrameBytesMax: 8L << 20, FreeBytesMin: 1L << 20,
                Linger: TimeSpan.FromMilliseconds(20)),
        };
    }

    public string Depot { get; }

    public string Device => _options.Device;

    public DeviceKey Key { get; }

    public DepotClock Clock { get; }

    public MemoryDisk Disk { get; }

    public MemoryStore Store { get; } = new(1);

    /// <summary>The one-time code of the first contact with the centre.</summary>
    public string? Code { get; set; }

    /// <summary>Until when the line to the centre is cut.</summary>
    public Instant CutUntil { get; set; } = Instant.MinValue;

    public bool IsCut => _world.Now < CutUntil && !_world.Chaos.IsHealed;

    /// <summary>The node that works; null while none does.</summary>
    public DepotNode? Node => _life is { IsUp: true, IsDead: false } life ? life.Node : null;

    /// <summary>Starts the process, again and again until it is up.</summary>
    public async Task StartAsync()
    {
        while (true)
        {
            Life? life = null;
            try
            {
                life = new Life(this);
                _life = life;
                _world.Trace.Add($"{Depot} starts");
                life.Open();
                await await Task.WhenAny(life.Node.StartAsync(CancellationToken.None), life.Died);
                if (!life.IsDead)
                {
                    life.IsUp = true;
                    _world.Trace.Add($"{Depot} is up");
                    return;
                }
            }
            catch (Exception failure) when (failure is JournalUnavailableException or JournalOutcomeUnknownException
                or JournalFencedException or StoreUnavailableException or EntityUnavailableException or IOException)
            {
                _world.Trace.Fault("edge: start failed");
                life?.Kill();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(_world.Random.Next(100, 3_000)), _world.Time);
        }
    }

    /// <summary>Kills the process and starts another one.</summary>
    /// <param name="power">Whether the whole machine goes down.</param>
    public async Task CrashAsync(bool power)
    {
        if (_life is { IsUp: true, IsDead: false } life)
        {
            life.Kill();
            if (power)
            {
                Disk.CutPower();
                Clock.Boot(_world.NewGuid());
            }

            await RestartAsync();
        }
    }

    /// <summary>Stops the process as a service manager does, and starts another one.</summary>
    public async Task DrainAsync()
    {
        if (_life is { IsUp: true, IsDead: false } life)
        {
            life.IsUp = false;
            await Task.WhenAny(
                life.Node.StopAsync(CancellationToken.None),
                life.Died,
                Task.Delay(TimeSpan.FromSeconds(60), _world.Time));
            life.Kill();
            await RestartAsync();
        }
    }

    /// <summary>Ends the process for good; nothing is added to its stores any more.</summary>
    public void PowerOff() => _life?.Kill();

    public void Dispose()
    {
        _life?.Kill();
        _meters.Dispose();
        Key.Dispose();
    }

    private async Task RestartAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(_world.Random.Next(100, 8_000)), _world.Time);
        await StartAsync();
    }

    /// <summary>One process.</summary>
    private sealed class Life(DepotHost host)
    {
        private readonly TaskCompletionSource _died = new();
        private readonly SimWorld _world = host._world;

        public DepotNode Node => Opened ?? throw new InvalidOperationException("It was not opened.");

        public bool IsUp { get; set; }

        public bool IsDead { get; private set; }

        public Task Died => _died.Task;

        private DepotNode? Opened { get; set; }

        public void Open() => Opened = new DepotNode(
            host._options with { EnrolmentCode = host.Code },
            new DepotServices(
                new FaultyJournal(new MemoryJournal(host.Store), BeforeAsync, AfterAsync),
                host.Disk.Mount(() => IsDead, FlushFails),
                DeviceKeyRing.Of(host.Key),
                host.Clock,
                host.Clock,
                _world.Time,
                _world.Logs,
                host._meters,
                _world.NewGuid(),
                new Random(_world.Random.Next()))
            {
                Scheduler = _world.Scheduler,
                Link = new SimulatedCentreLink(_world, host),
            });

        public void Kill()
        {
            if (!IsDead)
            {
                IsDead = true;
                _died.TrySetResult();
                _ = Opened?.DisposeAsync().AsTask();
            }
        }

        private bool FlushFails()
        {
            var fails = _world.Chaos.Strikes(oneIn: 150);
            if (fails)
            {
                _world.Trace.Fault("edge disk: flush failed");
            }

            return fails;
        }

        private async Task<JournalFault> BeforeAsync(JournalCall call)
        {
            await _world.Chaos.JitterAsync("edge journal");
            if (IsDead)
            {
                return JournalFault.DeadBefore;
            }

            var fault = _world.Chaos.FaultOf("edge", call);
            if (fault is JournalFault.DeadBefore or JournalFault.DeadAfter)
            {
                _world.Start(() => host.CrashAsync(power: false));
            }

            return fault;
        }

        private async Task AfterAsync(JournalCall call)
        {
            await _world.Chaos.JitterAsync("edge journal");
            if (IsDead)
            {
                await new TaskCompletionSource().Task;
            }
        }
    }
}
