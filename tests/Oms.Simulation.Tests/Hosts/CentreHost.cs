using Microsoft.Data.Sqlite;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Hosting;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Central.Storage;
using Oms.Testing;

namespace Oms.Simulation.Tests.Hosts;

/// <summary>The machine that runs the centre: it starts a killed process again; its stores stay.</summary>
internal sealed class CentreHost : IDisposable
{
    /// <summary>Fewer than in production, where more of them change nothing but the time that a run takes.</summary>
    public const int Shards = 4;

    private readonly SimWorld _world;
    private readonly string _directory;
    private readonly TestMeterFactory _meters = new();
    private CancellationTokenSource _stopping = new();
    private Life? _life;

    public CentreHost(SimWorld world, string directory, CentralKeys keys)
    {
        (_world, _directory, Keys) = (world, directory, keys);
        Provider = new SimProvider(world);
        _ = Directory.CreateDirectory(directory);
    }

    public CentralKeys Keys { get; }

    public MemoryStore Store { get; } = new(Shards);

    /// <summary>The bank outside, which no kill touches.</summary>
    public SimProvider Provider { get; }

    /// <summary>The node that serves; null while none does.</summary>
    public CentralNode? Node => _life is { IsUp: true, IsDead: false } life ? life.Node : null;

    /// <summary>Calls the centre; it is not there while it starts.</summary>
    /// <exception cref="TimeoutException">No node is up.</exception>
    public Task<CentreAnswer> SendAsync(
        string method, string target, byte[] body, IReadOnlyList<(string Name, string Value)> headers) =>
        _life is { IsUp: true, IsDead: false } life
            ? life.Api.SendAsync(method, target, body, headers)
            : Task.FromException<CentreAnswer>(new TimeoutException("The centre is down."));

    /// <summary>Starts the process, again and again until it is up.</summary>
    public async Task StartAsync()
    {
        while (true)
        {
            Life? life = null;
            try
            {
                life = _life = new Life(this);
                _world.Trace.Add("centre starts");

                // It may be killed while it starts; then its start never ends.
                await await Task.WhenAny(life.Node.StartAsync(CancellationToken.None), life.Died);
                if (!life.IsDead)
                {
                    life.IsUp = true;
                    _world.Start(life.PayAsync);
                    _world.Trace.Add("centre is up");
                    return;
                }
            }
            catch (Exception failure) when (failure is JournalUnavailableException or JournalOutcomeUnknownException
                or JournalFencedException or SqliteException or EntityUnavailableException)
            {
                _world.Trace.Fault("centre: start failed");
                life?.Kill();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(_world.Random.Next(100, 3_000)), _world.Time);
        }
    }

    /// <summary>Kills the process and starts another one.</summary>
    public async Task CrashAsync()
    {
        if (_life is { IsUp: true, IsDead: false } life)
        {
            life.Kill();
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
                life.Node.DrainAsync(CancellationToken.None),
                life.Died,
                Task.Delay(TimeSpan.FromSeconds(60), _world.Time));
            life.Kill();
            await RestartAsync();
        }
    }

    public void Dispose()
    {
        _life?.Kill();
        _stopping.Dispose();
        _meters.Dispose();
    }

    private async Task RestartAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(_world.Random.Next(100, 8_000)), _world.Time);
        await StartAsync();
    }

    /// <summary>One process.</summary>
    private sealed class Life
    {
        private readonly CentreHost _host;
        private readonly CentralStores _stores;
        private readonly TaskCompletionSource _died = new();
        private readonly CancellationToken _stopping;

        public Life(CentreHost host)
        {
            _host = host;
            host._stopping.Dispose();
            host._stopping = new CancellationTokenSource();
            _stopping = host._stopping.Token;
            var world = host._world;
            var journal = new FaultyJournal(new MemoryJournal(host.Store), BeforeAsync, AfterAsync);
            _stores = CentralStores.OpenFiles(host._directory, world.Scheduler);
            Node = new CentralNode(new CentralNodeServices(
                journal,
                _stores,
                host._directory,
                host.Keys,
                world.Time,
                world.Scheduler,
                world.Logs,
                host._meters,
                world.NewGuid(),
                new Random(world.Random.Next()))
            {
                Prices = PricePorts.Of(Script.Prices),
                Payments = PaymentSettings.None with
                {
                    // That there is one is all that the node asks; the worker is given it.
                    Provider = new ProviderSettings(new Uri("http://bank/"), "key", "secret", TimeSpan.FromSeconds(1)),
                },
            });
            Api = new CentreApi(Node);
        }

        public CentralNode Node { get; }

        public CentreApi Api { get; }

        public bool IsUp { get; set; }

        /// <summary>Carries out what is asked of cards, until the process dies.</summary>
        public async Task PayAsync()
        {
            var worker = new PaymentWorker(Node, _host.Provider, _host._world.Logs.CreateLogger("payments"));
            try
            {
                await worker.RunAsync(_stopping);
            }
            catch (Exception failure) when (IsDead && failure is not OutOfMemoryException)
            {
                // A killed process ends in the middle of anything.
            }
        }

        public bool IsDead { get; private set; }

        public Task Died => _died.Task;

        public void Kill()
        {
            if (!IsDead)
            {
                IsDead = true;
                _died.TrySetResult();
                _host._stopping.Cancel();

                // What the operating system does for a killed process: nothing of it goes on, and nothing waits for it.
                _ = Node.System.DisposeAsync().AsTask();
                _ = Node.DisposeAsync().AsTask();
                _ = _stores.DisposeAsync().AsTask();
            }
        }

        private async Task<JournalFault> BeforeAsync(JournalCall call)
        {
            var world = _host._world;
            await world.Chaos.JitterAsync("centre journal");
            if (IsDead)
            {
                return JournalFault.DeadBefore;
            }

            var fault = world.Chaos.FaultOf("centre", call);
            if (fault is JournalFault.DeadBefore or JournalFault.DeadAfter)
            {
                world.Start(_host.CrashAsync);
            }

            return fault;
        }

        private async Task AfterAsync(JournalCall call)
        {
            await _host._world.Chaos.JitterAsync("centre journal");
            if (IsDead)
            {
                await new TaskCompletionSource().Task;
            }
        }
    }
}
