using NodaTime;
using Oms.Actors.Processes;
using Oms.Custody.CheckOuts;
using Oms.Custody.Seals;
using Oms.Edge.Assets;
using Oms.Edge.Docks;
using Oms.Edge.Elds;
using Oms.Edge.Loads;
using Oms.Edge.Reefers;
using Oms.Edge.Visits;
using Oms.Edge.Yards;
using Oms.Entities;

namespace Oms.Edge.Gateway.Depot;

/// <summary>The depot at a glance, kept in memory and read from the whole log at each start.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class DepotView : IProjection
{
    /// <summary>Commands of which it remembers where they went.</summary>
    private const int CommandsMax = 16_384;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CheckOutSummary> _checkOuts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Dock> _docks = new(StringComparer.Ordinal);
    private readonly Dictionary<EntityAddress, Reefer> _units = [];
    private readonly SortedDictionary<string, SealedDoor> _doors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EldRecord> _elds = new(StringComparer.Ordinal);
    private AssetBook _assets = AssetBook.Empty;
    private DepotFlow _flow = DepotFlow.Empty;
    private LoadBook _loads = LoadBook.Empty;
    private readonly Dictionary<Guid, EntityAddress> _commands = [];
    private readonly Queue<Guid> _commandOrder = [];
    private readonly Dictionary<int, long> _positions = [];

    /// <summary>Called with the newest offset that is in the view.</summary>
    public Action<long>? Moved { get; set; }

    public string Name => "depot-view";

    /// <summary>The gateway waits for it at a start: one entity that is set aside must not keep the depot
    /// from work.</summary>
    public bool PassesOverUndecodable => true;

    public bool Listens(string kind) => kind is CheckOutEvents.Kind or EdgeEvents.DockKind
        or EdgeEvents.VisitKind or SealEvents.Kind
        or EdgeEvents.ReeferKind or EdgeEvents.VehicleDataKind or EdgeEvents.EldKind;

    public Task<long> ReadPositionAsync(int shard, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_positions.GetValueOrDefault(shard));
        }
    }

    public Task ApplyAsync(int shard, long after, IReadOnlyList<RecordedEvent> events, long offset)
    {
        lock (_gate)
        {
            foreach (var happened in events)
            {
                Apply(happened);
            }

            _positions[shard] = offset;
        }

        Moved?.Invoke(offset);

        return Task.CompletedTask;
    }

    public Task ResetAsync()
    {
        lock (_gate)
        {
            _checkOuts.Clear();
            _docks.Clear();
            _units.Clear();
            _elds.Clear();
            _doors.Clear();
            (_assets, _flow, _loads) = (AssetBook.Empty, DepotFlow.Empty, LoadBook.Empty);
            _commands.Clear();
            _commandOrder.Clear();
            _positions.Clear();
        }

        return Task.CompletedTask;
    }

    /// <summary>The vehicle's open check-out; null for none.</summary>
    public CheckOutSummary? OpenOfVehicle(string vehicle) =>
        Find(one => one is { IsOpen: true, IsReopened: false } && one.Vehicle == vehicle);

    /// <summary>The check-out that stands at a dock; null for none.</summary>
    public CheckOutSummary? OpenAtDock(string dock)
    {
        lock (_gate)
        {
            return _docks.GetValueOrDefault(dock)?.CheckOut is { } id ? _checkOuts.GetValueOrDefault(id)
                : _checkOuts.Values.FirstOrDefault(one => one.IsOpen && one.Dock == dock);
        }
    }

    /// <summary>What drivers hold of the depot.</summary>
    public AssetBook Assets
    {
        get
        {
            lock (_gate)
            {
                return _assets;
            }
        }
    }

    /// <summary>The clocks of the visits.</summary>
    public DepotFlow Flow
    {
        get
        {
            lock (_gate)
            {
                return _flow;
            }
        }
    }

    public CheckOutSummary? Find(string id)
    {
        lock (_gate)
        {
            return _checkOuts.GetValueOrDefault(id);
        }
    }

    /// <summary>Check-outs, the newest first.</summary>
    /// <param name="before">Only those older than this one; null for all.</param>
    public IReadOnlyList<CheckOutSummary> List(bool openOnly, string? before, int max)
    {
        lock (_gate)
        {
            var below = before is not null && _checkOuts.TryGetValue(before, out var one) ? one.Offset : long.MaxValue;
            return [.. _checkOuts.Values
                .Where(summary => summary.Offset < below && (summary.IsOpen || !openOnly))
                .OrderByDescending(summary => summary.Offset)
                .Take(max)];
        }
    }

    /// <summary>A unit's record; an empty one when nothing was recorded.</summary>
    public Reefer UnitOf(string kind, string device)
    {
        lock (_gate)
        {
            return _units.GetValueOrDefault(EntityAddress.Of(kind, device)) ?? Reefer.Initial;
        }
    }

    /// <summary>Loads that are to be judged again.</summary>
    public IReadOnlyList<JudgedLoad> LoadsOwed()
    {
        lock (_gate)
        {
            return _loads.Owed;
        }
    }

    /// <summary>Learns that a load was judged again.</summary>
    public void Settle(JudgedLoad load)
    {
        lock (_gate)
        {
            _loads = _loads.Settled(load);
        }
    }

    /// <summary>Units with windows that are to be judged under a band that came after them.</summary>
    public IReadOnlyList<EntityAddress> UnitsThatOwe()
    {
        lock (_gate)
        {
            return [.. _units.Where(unit => !unit.Value.Owed.IsEmpty).Select(unit => unit.Key)];
        }
    }

    public EldRecord EldOf(string device)
    {
        lock (_gate)
        {
            return _elds.GetValueOrDefault(device) ?? EldRecord.Initial;
        }
    }

    /// <summary>The record of the ELD that told last of a vehicle and said whose it is; null for none.</summary>
    public EldRecord? EldOfVehicle(string vehicle)
    {
        lock (_gate)
        {
            return _elds.Where(eld => eld.Value.Vehicle == vehicle && eld.Value.Identity is not null)
                .OrderByDescending(eld => eld.Value.NewestAt).ThenBy(eld => eld.Key, StringComparer.Ordinal)
                .Select(eld => eld.Value).FirstOrDefault();
        }
    }

    /// <summary>The record of the ELD that told last of a vehicle, whoever's it is; null for none.</summary>
    public EldRecord? EldNewestOf(string vehicle)
    {
        lock (_gate)
        {
            return _elds.Where(eld => eld.Value.Vehicle == vehicle).OrderByDescending(eld => eld.Value.NewestAt)
                .ThenBy(eld => eld.Key, StringComparer.Ordinal).Select(eld => eld.Value).FirstOrDefault();
        }
    }

    /// <summary>The doors of a trailer or vehicle of which anything is known, by name.</summary>
    public IReadOnlyList<(string Door, SealedDoor Record)> DoorsOf(string unit)
    {
        var prefix = EntityAddress.Join(unit) + "@";
        lock (_gate)
        {
            return [.. _doors.Where(door => door.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(door => (Uri.UnescapeDataString(door.Key[prefix.Length..]), door.Value))];
        }
    }

    /// <summary>How many doors were opened, with a seal on them, by nobody who said so.</summary>
    public int DoorsOpenedUnexplained(Instant now)
    {
        lock (_gate)
        {
            return _doors.Values.Count(door =>
                door.Seal is { } seal
                && door.OpenedSince(seal.At).Any(one => now - one.Opening.At > SealedDoor.BreakGrace));
        }
    }

    public IReadOnlyList<KeyValuePair<string, Dock>> Docks()
    {
        lock (_gate)
        {
            return [.. _docks];
        }
    }

    /// <summary>The entity that a device's command went to before; null when it is not remembered.</summary>
    public EntityAddress? WentTo(CommandId command)
    {
        lock (_gate)
        {
            return _commands.GetValueOrDefault(command.Value);
        }
    }

    private CheckOutSummary? Find(Func<CheckOutSummary, bool> wanted)
    {
        lock (_gate)
        {
            return _checkOuts.Values.FirstOrDefault(wanted);
        }
    }

    private void Apply(RecordedEvent happened)
    {
        var id = happened.Address.Id;
        if (happened.Record.CommandId is { } command && _commands.TryAdd(command.Value, happened.Address))
        {
            _commandOrder.Enqueue(command.Value);
            if (_commandOrder.Count > CommandsMax)
            {
                _ = _commands.Remove(_commandOrder.Dequeue());
            }
        }

        if (happened.Event is CheckOutEvent told)
        {
            _assets = _assets.With(id, told, happened.RecordedAt);
            _flow = _flow.With(id, told, happened.RecordedAt);
            _loads = _loads.With(id, told);
        }

        switch (happened.Event)
        {
            case CheckOutEvent.Arrived e:
                _checkOuts[id] = new CheckOutSummary(
                    id, e.Vehicle, e.Driver, e.Route, e.Dock, e.At, IsOpen: true, happened.Record.Offset)
                {
                    IsReopened = e.StandsFor is not null,
                    Unit = e.Trailer ?? e.Vehicle,
                };
                break;
            case CheckOutEvent.Completed or CheckOutEvent.Refused or CheckOutEvent.Disputed:
                _checkOuts[id] = _checkOuts[id] with { IsOpen = false };
                break;
            case VisitEvent.Moved e when _checkOuts.TryGetValue(id, out var visit):
                _checkOuts[id] = visit with { Dock = e.To };
                _flow = _flow.Moved(id, e.To);
                break;
            case ReeferEvent e:
                _loads = e is ReeferEvent.WindowSealed window && happened.Address.Kind == EdgeEvents.ReeferKind
                    ? _loads.With(id, window)
                    : _loads;
                _units[happened.Address] =
                    Reefer.Evolve(_units.GetValueOrDefault(happened.Address) ?? Reefer.Initial, e);
                break;
            case SealEvent e:
                _doors[id] = SealedDoor.Evolve(_doors.GetValueOrDefault(id) ?? SealedDoor.Initial, e);
                break;
            case EldEventHappened e:
                _elds[id] = EldRecord.Evolve(_elds.GetValueOrDefault(id) ?? EldRecord.Initial, e);
                break;
            case DockEvent e:
                _docks[id] = Dock.Evolve(_docks.GetValueOrDefault(id) ?? Dock.Initial, e);
                break;
            default:
                break;
        }
    }
}
