using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Extensions;
using Oms.Central.Hosting;
using Oms.Central.Orders;
using Oms.Central.Transparency;
using Oms.Contracts;
using Oms.Custody.CheckOuts;
using Oms.Edge.Devices;
using Oms.Entities;
using Oms.Simulation.Tests.Checks;
using Oms.Simulation.Tests.Hosts;
using Oms.Simulation.Tests.People;
using Oms.Testing;

namespace Oms.Simulation.Tests;

/// <summary>
/// One run: a centre and two depots as the product composes them, their people and devices, and what goes wrong. All on
/// one thread and out of one seed.
/// </summary>
internal sealed class SimWorld : IDisposable
{
    private const long TurnsMax = 3_000_000;
    private const int LinesShown = 60;
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);
    private static readonly Duration SettleMax = Duration.FromMinutes(20);

    private readonly int _seed;
    private readonly string _directory;
    private readonly TaskCompletionSource _failed = new();
    private bool _peopleDone;
    private string _standing = "nothing was looked at yet";

    /// <param name="directory">For the read models; the run removes it.</param>
    public SimWorld(int seed, string directory)
    {
        (_seed, _directory) = (seed, directory);
        Random = new Random(seed);
        Scheduler = new SimulationScheduler(Random.Next()) { WhenIdle = LetTimePass };
        Trace = new Trace(Time);
        Logs = new SimLogs(Trace);
        Chaos = new Chaos(new Random(Random.Next()), Time, Trace);
        Network = new SimulatedNetwork(new Random(Random.Next()), Time, Chaos.NetworkPercent);
        LocalNetwork = new SimulatedNetwork(new Random(Random.Next()), Time, Chaos.NetworkPercent);
        Script = Script.Make(new Random(Random.Next()));
        Centre = new CentreHost(this, Path.Combine(directory, "centre"), SimKeys.Centre());
        Depots = [.. Script.Depots.Select(depot =>
            new DepotHost(this, depot, SimKeys.Gateway(depot), DevicesOf(depot)))];
    }

    public Random Random { get; }

    public SimulationScheduler Scheduler { get; }

    public ManualTime Time { get; } = new(Noon);

    public Instant Now => Time.GetUtcNow().ToInstant();

    public Trace Trace { get; }

    public SimLogs Logs { get; }

    public Chaos Chaos { get; }

    /// <summary>Between depots and centre, and between people and centre.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>Between devices, people and their depot.</summary>
    public SimulatedNetwork LocalNetwork { get; }

    public Script Script { get; }

    public CentreHost Centre { get; }

    public IReadOnlyList<DepotHost> Depots { get; }

    /// <summary>What was promised to people and devices.</summary>
    public Promises Promises { get; } = new();

    /// <summary>Every checkpoint that the centre ever showed.</summary>
    public SortedSet<string> Checkpoints { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs the world to its end and checks all that must hold.</summary>
    /// <exception cref="SimulationFailedException">Something does not hold.</exception>
    public SimWorld Run()
    {
        try
        {
            Scheduler.Run(LiveAsync, TurnsMax);
            CountNetwork("centre network", Network);
            CountNetwork("local network", LocalNetwork);
            return this;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            WriteWhole(failure);
            throw new SimulationFailedException(_seed, Trace.Last(LinesShown), failure);
        }
    }

    public void Dispose()
    {
        Centre.Dispose();
        foreach (var depot in Depots)
        {
            depot.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Begins work that nobody awaits; when it fails, the run fails.</summary>
    public void Start(Func<Task> work) => _ = Task.Factory.StartNew(
        () => GuardAsync(work), CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler);

    public Task<T> CallAsync<T>(SimulatedNetwork network, Func<Task<T>> call) => Chaos.IsHealed
        ? call().WaitAsync(SimulatedNetwork.CallWait.ToTimeSpan(), Time)
        : network.CallAsync(call);

    public Guid NewGuid()
    {
        Span<byte> random = stackalloc byte[16];
        Random.NextBytes(random);
        return new Guid(random);
    }

    /// <summary>An id as clients make it.</summary>
    public CommandId NewCommandId()
    {
        Span<byte> random = stackalloc byte[10];
        Random.NextBytes(random);
        return CommandId.Version7(Now.ToUnixTimeMilliseconds(), random);
    }

    public DepotHost Depot(string depot) => Depots.Single(host => host.Depot == depot);

    public void Published(string? checkpoint)
    {
        if (checkpoint is not null)
        {
            _ = Checkpoints.Add(checkpoint);
        }
    }

    public void Acknowledged(DepotHost depot, RecordAck ack)
    {
        if (ack.Quarantined is { } reason)
        {
            throw new InvalidOperationException($"The centre set a batch of {depot.Depot} aside: {reason}");
        }

        Promises.HighWater(depot.Depot, ack.HighWater);
    }

    /// <summary>Waits until something holds.</summary>
    /// <param name="what">Named when it never does.</param>
    public async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var until = Now + SettleMax;
        while (!await holds())
        {
            Must(Now < until, $"After {SettleMax.TotalMinutes} minutes it still does not hold: {what} ({_standing})");
            await Task.Delay(TimeSpan.FromMilliseconds(500), Time);
        }
    }

    public static void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private async Task LiveAsync()
    {
        await Centre.StartAsync();
        var office = new Office(this);
        await await Task.WhenAny(office.OpenAsync(), _failed.Task);
        foreach (var depot in Depots)
        {
            Start(depot.StartAsync);
        }

        Start(FaultsAsync);
        var people = Task.WhenAll(
            [office.ReceiveAsync(), .. Script.Routes.Select(route => OfRouteAsync(office, route))]);
        await await Task.WhenAny(people, _failed.Task);
        _peopleDone = true;
        await await Task.WhenAny(SettleAsync(), _failed.Task);
        await WorldChecks.CheckAsync(this, office);
        Must(Logs.Errors.Count == 0, $"The product reported an error:\n{string.Join('\n', Logs.Errors)}");
    }

    private async Task OfRouteAsync(Office office, RouteScript route)
    {
        var left = office.SendOutAsync(route);
        await Task.WhenAll(left, new Driver(this, route, left).WorkAsync());
    }

    /// <summary>Kills, cuts and steps clocks until the people are done.</summary>
    private async Task FaultsAsync()
    {
        while (!_peopleDone)
        {
            await Task.Delay(Chaos.NextPause().ToTimeSpan(), Time);
            if (Chaos.IsCalm || _peopleDone)
            {
                continue;
            }

            var depot = Depots[Random.Next(Depots.Count)];
            switch (Random.Next(100))
            {
                case < 8 when Centre.Node is not null:
                    Trace.Fault("centre: crash");
                    await Centre.CrashAsync();
                    break;
                case < 11 when Centre.Node is not null:
                    Trace.Fault("centre: drain");
                    await Centre.DrainAsync();
                    break;
                case < 18 when depot.Node is not null:
                    Trace.Fault("edge: crash");
                    await depot.CrashAsync(power: false);
                    break;
                case < 24 when depot.Node is not null:
                    Trace.Fault("edge: power cut");
                    await depot.CrashAsync(power: true);
                    break;
                case < 27 when depot.Node is not null:
                    Trace.Fault("edge: drain");
                    await depot.DrainAsync();
                    break;
                case < 37:
                    Trace.Fault("centre network: cut");
                    depot.CutUntil = Now + Duration.FromSeconds(Random.Next(5, 60));
                    break;
                case < 45:
                    var step = Random.Next(1, 200) * (Random.Next(2) == 0 ? 1 : -1);
                    Trace.Fault(step > 0 ? "edge clock: step forward" : "edge clock: step back");
                    depot.Clock.Step(Duration.FromSeconds(step));
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Nothing goes wrong any more; everything that is due gets done.</summary>
    private async Task SettleAsync()
    {
        Chaos.Heal();
        Trace.Add("healed");
        await UntilAsync(
            () => Task.FromResult(Centre.Node is not null && Depots.All(depot => depot.Node is not null)),
            "all nodes are up");
        if (Random.Next(2) == 0)
        {
            // What a fresh process knows, it knows from its stores.
            Trace.Add("all restart");
            await Task.WhenAll([Centre.DrainAsync(), .. Depots.Select(depot => depot.DrainAsync())]);
        }

        await UntilAsync(IsSettledAsync, "every record and frame is at the centre, and a checkpoint covers them");
        await UntilAsync(IsPaidAsync, "the bank has answered everything");
    }

    private async Task<bool> IsPaidAsync()
    {
        await Centre.Node!.WaitUntilIdleAsync(CancellationToken.None);
        List<Order> orders = [];
        foreach (var order in Script.Routes.SelectMany(route => route.Orders))
        {
            orders.Add((await Centre.Node.Orders.ReadAsync(
                CentralNode.Address(OrderId.Kind, order.Id), CancellationToken.None)).State);
        }

        return !MoneyChecks.IsWaiting(orders);
    }

    private async Task<bool> IsSettledAsync()
    {
        foreach (var depot in Depots)
        {
            await depot.Node!.System.WaitUntilIdleAsync(CancellationToken.None);
        }

        await Centre.Node!.WaitUntilIdleAsync(CancellationToken.None);
        var log = (await Centre.Node.Log.ReadAsync(
            CentralNode.Address(CustodyLog.Kind, CustodyLog.Id), CancellationToken.None)).State;

        // No await from here on: a record that a depot adds meanwhile would be missing at the centre.
        _standing = $"{log.Size} leaves, {log.SignedSize} signed; " + string.Join("; ", Depots.Select(depot =>
            $"{depot.Depot} has {JournalChecks.Read(depot.Store).Count}, sent {depot.Node?.Forwarder?.HighWater}, "
            + $"misses {depot.Node?.Telemetry?.MissingCount} frames"))
            + string.Concat(Centre.Node.System.Lag().Where(lag => lag.Stopped is not null)
                .Select(lag => $"; {lag.Consumer} stands at {lag.Shard}-{lag.Offset}: {lag.Stopped}"));
        var settled = log.Size == Depots.Sum(depot => JournalChecks.Read(depot.Store).Count)
            && log.SignedSize == log.Size
            && Depots.All(depot => depot.Node is { Forwarder.HighWater: > 0, Telemetry.MissingCount: 0 });
        if (settled)
        {
            // The depots rest, or one of them would add to its log while it is judged.
            foreach (var depot in Depots)
            {
                depot.PowerOff();
            }
        }

        return settled;
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It belongs to the run, which nobody of this work awaits.
            _ = _failed.TrySetException(failure);
        }
    }

    /// <summary>For whoever looks into a failure: the trace and every journal, in the folder OMS_SIM_TRACE.</summary>
    private void WriteWhole(Exception failure)
    {
        if (Environment.GetEnvironmentVariable("OMS_SIM_TRACE") is { Length: > 0 } folder)
        {
            List<string> lines = [.. Trace.Lines, $"{failure}"];
            foreach (var (name, store) in Depots.Select(depot => (depot.Depot, depot.Store))
                .Prepend(("centre", Centre.Store)))
            {
                lines.AddRange(JournalChecks.Read(store).Select(record =>
                    $"{name} {record.Shard}-{record.Offset} {record.Address} {record.EventType} "
                    + Encoding.UTF8.GetString(record.Payload.Span)));
            }

            File.WriteAllLines(Path.Combine(folder, $"{this}.txt"), lines);
        }
    }

    private bool LetTimePass()
    {
        if (Time.UntilNextTimer is not { } next)
        {
            return false;
        }

        Time.Advance(next);
        return true;
    }

    private void CountNetwork(string name, SimulatedNetwork network)
    {
        foreach (var (delivery, count) in network.Counts.OrderBy(pair => pair.Key))
        {
            if (delivery is not Delivery.Prompt)
            {
                Trace.Count($"{name}: {delivery}", count);
            }
        }
    }

    private DeviceRegistry DevicesOf(string depot)
    {
        var routes = Script.Routes.Where(route => route.Depot == depot).ToList();
        var (registry, fault) = DeviceRegistry.Of(
            [.. routes.SelectMany(route => new[]
            {
                new Device(route.Scanner, DeviceKind.Scanner, route.Dock, null, null, null),
                new Device(route.BadgeReader, DeviceKind.Badge, route.Dock, null, null, null),
                new Device(route.Reefer, DeviceKind.Reefer, null, route.Vehicle, Script.Chilled, null),
            })],
            [
                .. routes.Select(route => new Badge(
                    DeviceRegistry.HashOf(route.DriverToken), route.Driver, Role.Driver)),
                .. routes.DistinctBy(route => route.Supervisor).Select(route => new Badge(
                    DeviceRegistry.HashOf(route.SupervisorToken), route.Supervisor, Role.Supervisor)),
            ]);
        return registry ?? throw new InvalidOperationException(fault);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"seed {_seed}");
}
