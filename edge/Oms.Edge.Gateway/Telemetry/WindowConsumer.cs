using NodaTime;
using Oms.Actors;
using Oms.Custody.CheckOuts;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Reefers;
using Oms.Entities;

namespace Oms.Edge.Gateway.Telemetry;

/// <summary>Turns raw readings into sealed windows, excursions and gaps, from each unit's own position on.</summary>
/// <remarks>
/// It holds nothing that the log and the store do not: after a restart each unit goes on behind its last sealed window,
/// and what was recorded already is recorded once.
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
    private const int BatchMax = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(1);

    // Fixed for ever: command ids in depot logs are derived from it.
    private static readonly Guid Space = new("0b9c5c1e-6f0f-5a35-8f4e-2f3d6c0a9a77");

    // A parked vehicle sends nothing, and that proves nothing about cargo.
    private readonly ReeferSettings _vehicleSettings = settings with { GapAfter = Duration.FromDays(3_650) };
    private readonly Dictionary<EntityAddress, Unit> _units = [];
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
                await StepAsync(now, cancellationToken);
                Problem = null;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure) when (failure is StoreUnavailableException or EntityUnavailableException
                or InvalidDataException or IOException)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    // What a stop cuts short is no fault; it is read again after the next start.
                    return;
                }

                // Forget what was not recorded and read it again from the store.
                Problem = failure.Message;
                log.WindowsFailed(failure.Message);
                _units.Clear();
                _position = 0;
                await Task.Delay(IdleWait, pace, CancellationToken.None);
            }
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

        var records = store.Read(_position, BatchMax);
        foreach (var (record, position) in records)
        {
            await TakeAsync(record, position, cancellationToken);
            Interlocked.Exchange(ref _position, position);
        }

        if (records.Count == 0)
        {
            await TickAsync(now(), cancellationToken);
            store.DropRawBefore(_units.Values.Select(unit => unit.Keeps).Append(_position).Min());
            await Waits.EitherAsync(grown, IdleWait, pace, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task TakeAsync(TelemetryRecord record, long position, CancellationToken cancellationToken)
    {
        var unit = await UnitAsync(EntityAddress.Of(record.Kind, record.Device), cancellationToken);
        if (position <= unit.SealedUpTo)
        {
            return;
        }

        var signals = unit.Builder.Add(record.Reading, position, unit.BandAt)
            .Where(signal => signal is ReeferSignal.Excursion || unit.Address.Kind == EdgeEvents.ReeferKind)
            .ToList();
        if (unit.Builder.IsFull || signals.Any(signal => signal is ReeferSignal.Excursion))
        {
            await SealAsync(unit, signals, cancellationToken);
            return;
        }

        foreach (var gap in signals.OfType<ReeferSignal.Gap>())
        {
            await NoteAsync(unit, gap, cancellationToken);
        }
    }

    private async Task TickAsync(Instant now, CancellationToken cancellationToken)
    {
        foreach (var unit in _units.Values)
        {
            var isReefer = unit.Address.Kind == EdgeEvents.ReeferKind;
            if (unit.Builder.Count > 0 && unit.Builder.Now.LastAt is { } last && now - last > settings.WindowLength)
            {
                await SealAsync(unit, [], cancellationToken);
            }

            if (isReefer && ReeferMonitor.Silence(unit.Builder.Now, now, settings) is { } gap && unit.Silence != gap)
            {
                await NoteAsync(unit, gap, cancellationToken);
                unit.Silence = gap;
            }
        }
    }

    private async Task SealAsync(
        Unit unit, IReadOnlyList<ReeferSignal> signals, CancellationToken cancellationToken)
    {
        if (unit.Builder.Count == 0)
        {
            return;
        }

        var (window, frame) = unit.Builder.Seal(unit.BandAt);

        // The frame first: the log never names a frame that is nowhere.
        await store.AddFrameAsync(unit.Address.Id, window.Number, window.Sha256, frame);
        var seal = new ReeferCommand.Seal(window) { Device = unit.Address.Id, Signals = signals };
        await AskAsync(unit, seal, $"seal\n{window.Number}\n{window.Sha256}",
            cancellationToken);
        unit.SealedUpTo = window.StorePosition;
    }

    private Task NoteAsync(Unit unit, ReeferSignal.Gap gap, CancellationToken cancellationToken) =>
        AskAsync(unit, new ReeferCommand.NoteGap(gap), $"gap\n{gap.From}\n{gap.To}", cancellationToken);

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
        };
    }

    private IShardRegion<Reefer, ReeferCommand, ReeferEvent, ReeferRejection> RegionOf(string kind) =>
        kind == EdgeEvents.ReeferKind ? regions.Reefers : regions.VehicleData;

    private sealed class Unit(EntityAddress address, WindowBuilder builder, Func<Instant, TemperatureBand?> bandAt)
    {
        public EntityAddress Address { get; } = address;

        public WindowBuilder Builder { get; } = builder;

        public Func<Instant, TemperatureBand?> BandAt { get; } = bandAt;

        /// <summary>The store position up to which its readings are in sealed windows.</summary>
        public long SealedUpTo { get; set; }

        /// <summary>The ongoing gap that was recorded last.</summary>
        public ReeferSignal.Gap? Silence { get; set; }

        /// <summary>The store position from which its readings are still needed.</summary>
        public long Keeps => Builder.Count > 0 ? SealedUpTo : long.MaxValue;
    }
}
