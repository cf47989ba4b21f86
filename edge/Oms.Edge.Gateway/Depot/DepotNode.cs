using System.Text.Json;
using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Centre;
using Oms.Edge.Gateway.Ingest;
using Oms.Edge.Gateway.Letters;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Gateways;
using Oms.Edge.Routes;
using Oms.Entities;
using Oms.Transparency;

namespace Oms.Edge.Gateway.Depot;

/// <summary>One depot without its sockets: stores, entities, ingest, forwarder. The host wraps it, and so does a
/// simulation.</summary>
internal sealed class DepotNode : IAsyncDisposable
{
    private static readonly Guid Space = new("d5b1a7f0-2f64-5a35-b1b6-0f6c1d2e3a44");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Below it the journal may find no room for its next batch: one event alone may have CheckOutBounds.EventBytesMax.
    private const long FreeBytesMin = 1 << 20;

    private readonly DepotServices _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly ActorSystem _system;
    private readonly Housekeeping _housekeeping;
    private readonly SealWatch _seals;
    private readonly List<Task> _loops = [];
    private readonly ILogger _log;
    private WitnessKey? _witnessKey;
    private long _head;

    public DepotNode(DepotNodeOptions options, DepotServices services)
    {
        (Options, _services) = (options, services);
        _log = services.Logs.CreateLogger("Oms.Edge.Depot");
        _system = new ActorSystem(
            new ActorSystemServices(
                services.Journal, services.Time, services.Logs, services.Meters, services.Owner, services.Random)
            {
                Scheduler = services.Scheduler,
                Sealer = new CustodySealer(options.Depot, options.Device, services.Keys, services.Clock),
            });
        Regions = new DepotRegions(_system);
        _system.Register(new DepotProcess(options.Devices));
        _system.Register(View);
        Telemetry = new TelemetryStore(services.Files, options.Telemetry, services.Scheduler, services.Pace);
        DeadLetters = new LetterBox(
            services.Files, "dead-letters", options.DeadLetterBytesMax, services.Scheduler, services.Pace);
        Quarantine = new LetterBox(
            services.Files, "quarantine", options.QuarantineBytesMax, services.Scheduler, services.Pace);
        Windows = new WindowConsumer(
            Telemetry, Regions, View, options.Devices, options.Reefers, services.Pace, _log);
        Telemetry.Grew = Windows.Wake;
        Temperatures = new TemperatureProofs(Telemetry, View, services.Journal, options.Temperature);
        Ingest = new DeviceIngest(
            options.Depot, options.Devices, options.Mapping, Regions, View, Telemetry, DeadLetters, Quarantine, Devices,
            options.Readers, options.People, services.Clock, services.Pace);
        _seals = new SealWatch(Regions, View, services.Time, services.Pace);
        Desk = new CheckOutDesk(
            options.Depot, options.Checklists, new LoadJudge(options.Devices.ReeferOf, Temperatures),
            services.Time.ToClock().GetCurrentInstant, _system, Regions, View, _seals, services.Pace);
        Ingest.BeforeSigning = Desk.BeforeSigningAsync;
        Watch = new TemperatureWatch(Desk, View, services.Pace, _log);
        _housekeeping = new Housekeeping(
            options.Device, Regions, Telemetry, DeadLetters, Quarantine, services.Clock, services.Pace, _log);
    }

    public DepotNodeOptions Options { get; }

    public DepotRegions Regions { get; }

    public DepotView View { get; } = new();

    public TelemetryStore Telemetry { get; }

    public WindowConsumer Windows { get; }

    public TemperatureProofs Temperatures { get; }

    public TemperatureWatch Watch { get; }

    public LetterBox DeadLetters { get; }

    public LetterBox Quarantine { get; }

    public DeviceStates Devices { get; } = new();

    public DeviceIngest Ingest { get; }

    public CheckOutDesk Desk { get; }

    public IActorSystem System => _system;

    public DepotServices Services => _services;

    /// <summary>Null for a depot that works alone, and before the start.</summary>
    public Forwarder? Forwarder { get; private set; }

    /// <summary>The gateway as a witness of the transparency log; null without a centre.</summary>
    public Witness? Witness { get; private set; }

    /// <summary>The incarnation of the journal; known once started.</summary>
    public string Incarnation { get; private set; } = "";

    /// <summary>The depot log's newest record that is known here; never below what the centre has.</summary>
    public long Head => Math.Max(Interlocked.Read(ref _head), Forwarder?.HighWater ?? 0);

    /// <summary>The time zone of a driver's home terminal; null where it is not known.</summary>
    public DateTimeZone? HomeTerminalOf(string driver) => Options.People.HomeTerminalOf(driver) ?? Options.HomeTerminal;

    /// <summary>Whether it has started and is not stopping.</summary>
    public bool IsRunning { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var fault in Telemetry.Faults)
        {
            _log.StoreDamaged(fault.File, fault.Offset, fault.What);
        }

        View.Moved = offset =>
        {
            _ = Interlocked.Exchange(ref _head, Math.Max(_head, offset));
            Forwarder?.Wake(offset);
        };
        await _system.StartAsync(cancellationToken);
        await BeginAsync(cancellationToken);
        await _housekeeping.StepAsync(cancellationToken);
        var head = await _services.Journal.ReadHeadAsync(0, cancellationToken);
        await _system.WaitForAsync(View.Name, new ShardPosition(0, head), cancellationToken);
        Start(token => Windows.RunAsync(() => _services.Time.ToClock().GetCurrentInstant(), token));
        Start(_housekeeping.RunAsync);
        Start(_seals.RunAsync);
        Start(Watch.RunAsync);
        if (_services.Link is { } link)
        {
            var name = WitnessCheck.NameOf(Options.Depot, Options.Device);
            _witnessKey = new WitnessKey(name, _services.Files, _services.Clock);
            Witness = new Witness(
                name, _services.Keys, _witnessKey, _services.Files, link, TellAsync,
                _services.Logs.CreateLogger("Oms.Edge.Witness"));
            Forwarder = new Forwarder(
                new ForwarderOptions(
                    Options.Depot, Options.Device, Incarnation, Options.EnrolmentCode,
                    Convert.ToBase64String(_services.Keys.Signing.PublicKey.Spki), Options.ManifestPoll),
                _services.Keys, Witness, link, _services.Journal, Telemetry, _services.Files, _services.Clock,
                _services.Pace, _services.Random, _services.Logs.CreateLogger("Oms.Edge.Forwarder"));
            Start(token => Forwarder.RunAsync(head, ReceiveAsync, token));
        }

        IsRunning = true;
    }

    /// <summary>What is not well, in words; empty when all is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Add(IsRunning ? null : "The depot is starting or stopping.");
        Add(_services.Files.FreeBytes is var free && free < FreeBytesMin
            ? $"Only {free} bytes are free: custody records cannot be kept."
            : null);
        Add(Telemetry.Problem);
        Add(DeadLetters.Problem);
        Add(Windows.Problem);
        Add(Witness?.Problem);
        Add(Forwarder?.Problem is { } refused ? $"The centre refuses this gateway: {refused}" : null);
        foreach (var loop in _loops.Where(loop => loop.IsFaulted))
        {
            Add($"A part has stopped: {loop.Exception!.GetBaseException().Message}");
        }

        foreach (var fault in Telemetry.Faults.Take(5))
        {
            Add($"{fault.File} is damaged at {fault.Offset}: {fault.What}");
        }

        return problems;

        void Add(string? problem)
        {
            if (problem is not null)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>Gives the gateway a new key: a record signed by the former one, and by the new one within, names
    /// it.</summary>
    /// <returns>The number of that record and the new key; null where the centre could not follow: it does not know
    /// this gateway, or has not heard of the last change yet.</returns>
    /// <exception cref="StoreUnavailableException">The depot log does not take the record now.</exception>
    /// <exception cref="KeyFileException">The new key cannot be stored.</exception>
    public async Task<(long Seq, string KeyId)?> ChangeKeyAsync(CancellationToken cancellationToken)
    {
        var keys = _services.Keys;
        if (Forwarder?.IsEnrolled is not true || keys.IsChanging)
        {
            return null;
        }

        var (former, next) = (keys.Signing, keys.Prepare());
        var change = DeviceKeyChange.Of(Guid.Parse(Incarnation), former.PublicKey, next);
        var nextKey = Convert.ToBase64String(change.NextKey.Span);
        var reply = await TellAsync(
            new GatewayCommand.ChangeKey(
                Incarnation,
                Convert.ToBase64String(change.FormerKey.Span),
                nextKey,
                Convert.ToBase64String(change.Proof.Span)),
            $"key\n{nextKey}",
            cancellationToken);
        var seq = reply.Position.Offset;
        keys.Promote(next, seq);
        return (seq, next.KeyId);
    }

    /// <summary>Takes nothing more, lets what is in flight become durable, stops.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        IsRunning = false;
        _stop.End();
        await EndLoopsAsync();
        await _system.DrainAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        IsRunning = false;
        _stop.End();
        await EndLoopsAsync();
        await _system.DisposeAsync();
        Telemetry.Dispose();
        DeadLetters.Dispose();
        Quarantine.Dispose();
        Desk.Dispose();
        _witnessKey?.Dispose();
        _stop.Dispose();
    }

    private void Start(Func<CancellationToken, Task> loop) =>
        _loops.Add(Task.Factory.StartNew(
            () => loop(_stop.Token), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _services.Scheduler)
                .Unwrap());

    // None of them writes once this is over: the next owner of the directory may come.
    private Task EndLoopsAsync() => Task.WhenAll(_loops).ContinueWith(
        _ => { }, CancellationToken.None, TaskContinuationOptions.None, _services.Scheduler);

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var first = await _services.Journal.ReadShardAsync(0, 0, 1, cancellationToken);
        Incarnation = first.Count > 0
            ? DeviceIncarnation.TryRead(first[0].Payload.Span)?.Incarnation.ToString("D")
                ?? throw new InvalidDataException("The depot log does not begin with a device.incarnation.")
            : Options.Incarnation.ToString("D");
        if (first.Count > 0)
        {
            return;
        }

        var reply = await Regions.Gateways.UntilAnsweredAsync(
            EntityAddress.Of(EdgeEvents.GatewayKind, Options.Device),
            new GatewayCommand.Begin(
                Incarnation, 0, _services.Clock.BootId.ToString("D"),
                    Convert.ToBase64String(_services.Keys.Signing.PublicKey.Spki)),
            new CommandContext(
                CommandId.Version5(Space, $"begin\n{Incarnation}"), new Principal(PrincipalKind.System, "gateway")),
            _services.Pace,
            Patience,
            cancellationToken);
        if (reply.Outcome is not ReplyOutcome.Accepted)
        {
            throw new StoreUnavailableException($"The depot log cannot be begun: {reply.Outcome}, {reply.Retry}.");
        }
    }

    /// <summary>Has the gateway's own record take a command, once for each name.</summary>
    private async Task<Reply<GatewayEvent, GatewayRejection>> TellAsync(
        GatewayCommand command, string name, CancellationToken cancellationToken)
    {
        var reply = await Regions.Gateways.UntilAnsweredAsync(
            EntityAddress.Of(EdgeEvents.GatewayKind, Options.Device),
            command,
            new CommandContext(CommandId.Version5(Space, name), new Principal(PrincipalKind.System, "gateway")),
            _services.Pace,
            Patience,
            cancellationToken);
        return reply.Outcome is ReplyOutcome.Accepted
            ? reply
            : throw new StoreUnavailableException(
                $"The gateway's record did not take {command.GetType().Name}: {reply.Outcome}, {reply.Retry}.");
    }

    private async Task<string?> ReceiveAsync(Manifest manifest)
    {
        if (!EntityAddress.IsId(manifest.Route))
        {
            return "Its route is no id.";
        }

        if (manifest.Depot != Options.Depot)
        {
            return $"It is for depot {manifest.Depot}.";
        }

        if (JsonSerializer.SerializeToUtf8Bytes(manifest, CheckOutJson.Default.Manifest)
            .Length > CheckOutBounds.EventBytesMax)
        {
            return $"It takes more than {CheckOutBounds.EventBytesMax} bytes.";
        }

        var reply = await Regions.Routes.UntilAnsweredAsync(
            EntityAddress.Of(EdgeEvents.RouteKind, manifest.Route),
            new RouteCommand.Receive(manifest),
            new CommandContext(
                CommandId.Version5(Space, $"manifest\n{manifest.Route}\n{manifest.Version}"),
                new Principal(PrincipalKind.System, "centre")),
            _services.Pace,
            Patience,
            _stop.Token);
        return reply.Outcome is ReplyOutcome.Accepted ? null
            : reply.Outcome is ReplyOutcome.Retriable
                ? throw new StoreUnavailableException($"The depot log does not take it: {reply.Retry}.")
            : $"{reply.Outcome}";
    }
}
