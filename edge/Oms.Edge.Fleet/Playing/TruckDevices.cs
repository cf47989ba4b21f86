using NodaTime;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Playing;

/// <summary>The refrigeration unit and the logging device of one truck.</summary>
internal sealed class TruckDevices : IAsyncDisposable
{
    // A door stands open for the minute in which a stop is served.
    private static readonly Duration DoorOpen = Duration.FromMinutes(1);
    private const int AmbientMilliC = 21_000;
    private const int CruisingMillimetresPerSecond = 19_000;

    private readonly Stage _stage;
    private readonly RoutePlan _route;
    private readonly DeviceIdentity? _reefer;
    private readonly DeviceIdentity _eld;
    private readonly IDeviceLink? _reeferLink;
    private readonly IDeviceLink _eldLink;
    private readonly TaskCompletionSource<Stage> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TruckDevices(Stage stage, RoutePlan route)
    {
        (_stage, _route) = (stage, route);
        _reefer = route.Reefer is { } id ? new DeviceIdentity(route.Depot, DeviceIdentity.Reefer, id,
            Dock: null) : null;
        _eld = new DeviceIdentity(route.Depot, DeviceIdentity.Eld, route.Eld, Dock: null);
        _reeferLink = _reefer is null ? null : stage.World.Connect(_reefer);
        _eldLink = stage.World.Connect(_eld);
    }

    /// <summary>The truck leaves: its devices keep the road's time from here on.</summary>
    public void Leave(Stage road) => _left.SetResult(road);

    /// <summary>Reports every minute until the truck is back; done when the last report is acknowledged.</summary>
    public async Task CoolAsync(CancellationToken cancellationToken)
    {
        if (_reefer is null || _reeferLink is null)
        {
            return;
        }

        foreach (var at in TemperatureCurve.Times(_route).Where(at => at < _route.Departure))
        {
            await ReportAsync(_reefer, _reeferLink, _stage, at, cancellationToken);
        }

        // What the unit says of the road bears the road's time, and nothing else does: a message is known again by its
        // time.
        var road = await _left.Task.WaitAsync(cancellationToken);
        foreach (var at in TemperatureCurve.Times(_route).Where(at => at >= _route.Departure))
        {
            await ReportAsync(_reefer, _reeferLink, road, at, cancellationToken);
        }
    }

    /// <summary>Logs the driver's duty statuses as they change, with the odometer.</summary>
    public async Task LogAsync(Stage road, CancellationToken cancellationToken)
    {
        foreach (var status in EldFile.Statuses(_route))
        {
            await road.UntilAsync(status.At, cancellationToken);
            var (at, odometer) = (road.At(status.At), _route.OdometerMetres + status.Metres);
            const int Driving = 3;
            await _eldLink.PublishAsync(
                "reading",
                DeviceMessages.Eld(
                    _eld, at, odometer, EngineSeconds(status.At),
                        status.Code == Driving ? CruisingMillimetresPerSecond : 0),
                cancellationToken);
            await _eldLink.PublishAsync(
                "events",
                DeviceMessages.EldEvent(
                    _eld, at, _route.Vehicle, _route.Driver, status.Sequence, status.Code, odometer),
                cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_reeferLink is not null)
        {
            await _reeferLink.DisposeAsync();
        }

        await _eldLink.DisposeAsync();
    }

    private async Task ReportAsync(
        DeviceIdentity reefer, IDeviceLink link, Stage stage, Duration at, CancellationToken cancellationToken)
    {
        await stage.UntilAsync(at, cancellationToken);
        var open = _route.Stops.Any(stop => at >= stop.At && at < stop.At + DoorOpen);
        var message = DeviceMessages.Reefer(
            reefer, stage.At(at), TemperatureCurve.ReturnAir(_route, at), TemperatureCurve.SetPoint(_route), open,
            AmbientMilliC);
        await link.PublishAsync("reading", message, cancellationToken);
    }

    private long EngineSeconds(Duration at) => 28_800_000 + (_route.OdometerMetres % 1_000) + (long)at.TotalSeconds;
}
