using NodaTime;
using Oms.Actors;
using Oms.Custody.CheckOuts;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Readings;
using Oms.Edge.Reefers;
using Oms.Entities;

namespace Oms.Edge.Gateway.Telemetry;

/// <summary>Turns raw readings into sealed windows, excursions and gaps, from each unit's own position on.</summary>
/// <remarks>
/// It holds nothing that the log and the store do not: after a restart each unit goes on behind its last sealed window,
/// and what was recorded already is recorded once. Many readings are taken at a time and all that follows from them is
/// recorded together: under load each wait for the device is a long one.
/// </remarks>
internal sealed class WindowConsumer(
    TelemetryStore store,
    DepotRegions regions,
    DepotView view,
    DeviceRegistry devices,
    ReeferSettings settings,
    TimeProvider pace,
    ILogger log)
{
    private const int ReadingsMax = 8_192;

    /// <summary>Records that follow from one batch; well below what the mailbox of one entity holds.</summary>
    private const int RecordsMax = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(1);

    // Fixed for ever: command ids in depot logs are derived from it.
    private static readonly Guid Space = new("0b9c5c1e-6f0f-5a35-8f4e-2f3d6c0a9a77");

    // A parked vehicle sends nothing, and that proves nothing about cargo.
    private readonly ReeferSettings _vehicleSettings = settings with { GapAfter = Duration.FromDays(3_650) };
    private readonly Dictionary<EntityAddress, Unit> _units = [];
    private readonly List<(string Device, SealedWindow Window, byte[] Frame)> _frames = [];
    private readonly List<(Unit Unit, ReeferCommand Command, string Name)> _commands = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _position;

    /// <summary>How many bytes of readings wait to be put into windows.</summary>
    public long Behind => store.End - Math.Max(Interlocked.Read(ref _position), store.Start);

    /// <summary>Why windows are not sealed; null when they are.</summary>
    public string? Problem { get; private set; }

    public void Wake()
    {
        lock (_gate)
        {
            _ = _grown.TrySetResult();
        }
    }

    /// <summary>Works until stopped.</summary>
    /// <param name="now">The gateway's time.</param>
    public async Task RunAsync(Func<Instant> now, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!await TryStepAsync(now, cancellationToken))
                {
                    await Task.Delay(IdleWait, pace, cancellationToken);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<bool> TryStepAsync(Func<Instant> now, CancellationToken cancellationToken)
    {
        try
        {
            await StepAsync(now, cancellationToken);
            Problem = null;
            return true;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or EntityUnavailableException
            or InvalidDataException or IOException)
        {
            // What a stop cuts short is no fault; it is read again after the next start.
            cancellationToken.ThrowIfCancellationRequested();

            // Forget what was not recorded and read it again from the store.
            Problem = failure.Message;
            log.WindowsFailed(failure.Message);
            _units.Clear();
            _frames.Clear();
            _commands.Clear();
            _position = 0;
            return false;
        }
    }

    private async Task StepAsync(Func<Instant> now, CancellationToken cancellationToken)
    {
        Task grown;
        lock (_gate)
        {
            if (_grown.Task.IsCompleted)
            {
                _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            grown = _grown.Task;
        }

        await JudgeAgainAsync(cancellationToken);
        var records = store.Read(_position, ReadingsMax);
        foreach (var (record, position) in records)
        {
            Take(await UnitAsync(EntityAddress.Of(record.Kind, record.Device), cancellationToken), record, position);
            Interlocked.Exchange(ref _position, position);
            if (_commands.Count >= RecordsMax)
            {
                break;
            }
        }

        if (records.Count == 0)
        {
            Tick(now());
        }

        // A window that one device fills slowly would keep what others send quickly from going.
        foreach (var unit in _units.Values.Where(unit => _position - unit.Keeps > store.WindowBytesMax))
        {
            Seal(unit, []);
        }

        await RecordAsync(cancellationToken);
        store.Release(_units.Values.Select(unit => unit.Keeps).Append(_position).Min());
        if (records.Count == 0)
        {
            await Waits.EitherAsync(grown, IdleWait, pace, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Take(Unit unit, TelemetryRecord record, long position)
    {
        if (position <= unit.SealedUpTo)
        {
            return;
        }

        unit.Begins = unit.Builder.Count == 0 ? Math.Max(_position, store.Start) : unit.Begins;
        var signals = unit.Builder.Add(record.Reading, position, unit.BandAt)
            .Where(signal => signal is ReeferSignal.Excursion || unit.Address.Kind == EdgeEvents.ReeferKind)
            .ToList();
        if (unit.Builder.IsFull)
        {
            Seal(unit, signals);
        }
        else
        {
            Follow(unit, signals);
        }
    }

    private void Follow(Unit unit, IReadOnlyList<ReeferSignal> signals)
    {
        if (signals.Any(signal => signal is ReeferSignal.Excursion))
        {
            Seal(unit, signals);
            return;
        }

        foreach (var gap in signals.OfType<ReeferSignal.Gap>())
        {
            Note(unit, gap);
        }
    }

    /// <summary>Runs the rules again where a band came after readings that it judges.</summary>
    /// <remarks>A manifest may reach the depot hours after its route has left, when the centre was away.</remarks>
    private async Task JudgeAgainAsync(CancellationToken cancellationToken)
    {
        foreach (var address in view.UnitsThatOwe())
        {
            await ReassessAsync(await UnitAsync(address, cancellationToken), cancellationToken);
        }

        foreach (var unit in _units.Values)
        {
            var bands = view.UnitOf(unit.Address.Kind, unit.Address.Id).Bands;
            if (!ReferenceEquals(bands, unit.Bands))
            {
                unit.Bands = bands;
                Follow(unit, unit.Builder.JudgeAgain(unit.BandAt));
            }
        }
    }

    private async Task ReassessAsync(Unit unit, CancellationToken cancellationToken)
    {
        var state = (await RegionOf(unit.Address.Kind).ReadAsync(unit.Address, cancellationToken)).State;
        if (state.Owed.IsEmpty)
        {
            return;
        }

        var since = state.Owed.Min(band => band.From);
        var readings = state.Recent.Where(window => window.To >= since)
            .Select(window => store.ReadFrame(unit.Address.Id, window.Number))
            .OfType<byte[]>()
            .SelectMany(frame => FrameCodec.Decode(frame).Readings);
        var fallback = devices.Find(unit.Address.Id)?.Band;
        var (monitor, excursions) = ReeferMonitor.Replay(readings, at => state.BandAt(at) ?? fallback, settings);
        await AskAsync(
            unit,
            new ReeferCommand.Reassess(unit.Address.Id, state.NextWindow, monitor, excursions),
            $"reassess\n{state.NextWindow}\n{string.Join('\n', state.Owed.Select(band => band.Route))}",
            cancellationToken);
        unit.Builder.StartFrom(monitor);
        unit.Bands = null;
    }

    private void Tick(Instant now)
    {
        foreach (var unit in _units.Values)
        {
            var isReefer = unit.Address.Kind == EdgeEvents.ReeferKind;
            if (unit.Builder.Count > 0 && unit.Builder.Now.LastAt is { } last && now - last > settings.WindowLength)
            {
                Seal(unit, []);
            }

            if (isReefer && ReeferMonitor.Silence(unit.Builder.Now, now, settings) is { } gap && unit.Silence != gap)
            {
                Note(unit, gap);
                unit.Silence = gap;
            }
        }
    }

    private void Seal(Unit unit, IReadOnlyList<ReeferSignal> signals)
    {
        var (window, frame) = unit.Builder.Seal(unit.BandAt);
        _frames.Add((unit.Address.Id, window, frame));
        _commands.Add((
            unit, new ReeferCommand.Seal(window) { Device = unit.Address.Id, Signals = signals },
            $"seal\n{window.Number}\n{window.Sha256}"));
        unit.SealedUpTo = window.StorePosition;
    }

    private void Note(Unit unit, ReeferSignal.Gap gap) =>
        _commands.Add((unit, new ReeferCommand.NoteGap(gap), $"gap\n{gap.From}\n{gap.To}"));

    private async Task RecordAsync(CancellationToken cancellationToken)
    {
        // The frames first: the log never names a frame that is nowhere.
        await Task.WhenAll(_frames.Select(one =>
            store.AddFrameAsync(one.Device, one.Window.Number, one.Window.Sha256, one.Frame)));
        await Task.WhenAll(_commands.Select(one => AskAsync(one.Unit, one.Command, one.Name, cancellationToken)));
        _frames.Clear();
        _commands.Clear();
    }

    private async Task AskAsync(Unit unit, ReeferCommand command, string name, CancellationToken cancellationToken)
    {
        var context = new CommandContext(
            CommandId.Version5(Space, $"{unit.Address}\n{name}"), new Principal(PrincipalKind.System, "telemetry"));
        var reply = await RegionOf(unit.Address.Kind)
            .UntilAnsweredAsync(unit.Address, command, context, pace, Patience, cancellationToken);
        if (reply.Outcome is not ReplyOutcome.Accepted)
        {
            throw new StoreUnavailableException(
                $"{unit.Address} did not take {command.GetType().Name}: {reply.Rejection} {reply.Retry}.");
        }
    }

    private async Task<Unit> UnitAsync(EntityAddress address, CancellationToken cancellationToken)
    {
        if (_units.TryGetValue(address, out var unit))
        {
            return unit;
        }

        var state = (await RegionOf(address.Kind).ReadAsync(address, cancellationToken)).State;
        var rules = address.Kind == EdgeEvents.ReeferKind ? settings : _vehicleSettings;
        var fallback = devices.Find(address.Id)?.Band;
        return _units[address] = new Unit(
            address,
            new WindowBuilder(address.Id, rules, state.NextWindow, state.Monitor),
            at => view.UnitOf(address.Kind, address.Id).BandAt(at) ?? fallback)
        {
            SealedUpTo = state.StorePosition,
            Bands = view.UnitOf(address.Kind, address.Id).Bands,
        };
    }

    private IShardRegion<Reefer, ReeferCommand, ReeferEvent, ReeferRejection> RegionOf(string kind) =>
        kind == EdgeEvents.ReeferKind ? regions.Reefers : regions.VehicleData;

    private sealed class Unit(EntityAddress address, WindowBuilder builder, Func<Instant, TemperatureBand?> bandAt)
    {
        public EntityAddress Address { get; } = address;

        public WindowBuilder Builder { get; } = builder;

        public Func<Instant, TemperatureBand?> BandAt { get; } = bandAt;

        /// <summary>The bands under which its readings were judged; null when they are to be judged again.</summary>
        public IReadOnlyList<ReeferEvent.BandHeld>? Bands { get; set; }

        /// <summary>The store position up to which its readings are in windows.</summary>
        public long SealedUpTo { get; set; }

        /// <summary>The ongoing gap that was recorded last.</summary>
        public ReeferSignal.Gap? Silence { get; set; }

        /// <summary>The store position before the first reading of the window to come.</summary>
        public long Begins { get; set; }

        /// <summary>The store position from which its readings are still needed.</summary>
        public long Keeps => Builder.Count > 0 ? Begins : long.MaxValue;
    }
}
