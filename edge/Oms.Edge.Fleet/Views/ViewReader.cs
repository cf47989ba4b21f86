using NodaTime.Extensions;
using Oms.Edge.Fleet.Centre;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Gateways;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Playing;

namespace Oms.Edge.Fleet.Views;

/// <summary>Reads what one screen shows from the running system; what does not answer is shown as not
/// answering.</summary>
/// <threadsafety>One reader at a time.</threadsafety>
internal sealed class ViewReader(Launcher launcher, PlayBoard board, LauncherOptions options, TimeProvider clock)
{
    private const int MovesShown = 8;
    private const int CheckOutsShown = 6;

    private readonly OrderFeed _orders = new(launcher.CentreClient);

    public async Task<SystemView> ReadAsync(CancellationToken cancellationToken)
    {
        var following = _orders.FollowAsync(cancellationToken);
        var centre = CentreAsync(cancellationToken);
        var water = HighWaterAsync(cancellationToken);
        var depots = await Task.WhenAll(launcher.Depots.Values.Select(depot => DepotAsync(depot, cancellationToken)));
        await following;
        var behind = await water;
        return new SystemView(
            new ClockView(clock.GetCurrentInstant(), options.Clock.Scale),
            _orders.View(MovesShown),
            board.Trips,
            [.. depots.SelectMany(depot => depot.CheckOuts).Take(CheckOutsShown)],
            [.. depots.SelectMany(depot => depot.Reefers)],
            [.. depots.Select(depot => depot.View with { HighWater = behind.TryGetValue(depot.View.Depot,
                out var at) ? at : null })],
            await centre)
        {
            Kiosks = options.KioskPin is { } pin
                ? string.Join(' ', launcher.Depots.Values.Select(depot => depot.Kiosk)) + $" PIN {pin}"
                : null,
        };
    }

    private async Task<CentreView> CentreAsync(CancellationToken cancellationToken)
    {
        var answer = await launcher.CentreClient.Http.TryGetAsync("/log/checkpoint", cancellationToken);

        // A checkpoint's second line is the tree's size, its third the root hash (C2SP tlog-checkpoint).
        string[] lines = answer is { IsAccepted: true } ? answer.Text.Split('\n') : [];
        return new CentreView(
            launcher.CentreUri.AbsoluteUri,
            Path.GetRelativePath(Environment.CurrentDirectory, launcher.AdminKey.Path),
            answer is not null,
            lines.Length > 2 && long.TryParse(lines[1], out var size) ? size : null,
            lines.Length > 2 ? lines[2] : null,
            launcher.Repeats,
            launcher.Servers.Sum(server => server.Kills));
    }

    private async Task<Dictionary<string, long>> HighWaterAsync(CancellationToken cancellationToken)
    {
        var answer = await launcher.CentreClient.Http.TryGetAsync("/depots?limit=200", cancellationToken);
        return answer is { IsAccepted: true }
            ? answer.Read(CentreJson.Default.Depots).Items.ToDictionary(
                depot => depot.Id, depot => depot.Devices.Select(device => device.HighWater).DefaultIfEmpty().Max())
            : [];
    }

    private async Task<(DepotView View, IReadOnlyList<CheckOutView> CheckOuts,
        IReadOnlyList<ReeferView> Reefers)> DepotAsync(
        LaunchedDepot depot, CancellationToken cancellationToken)
    {
        var http = launcher.GatewayClients[depot.Id].Http;
        var status = http.TryGetAsync("/status", cancellationToken);
        var checkOuts = http.TryGetAsync($"/check-outs?state=all&limit={CheckOutsShown}", cancellationToken);
        var devices = http.TryGetAsync("/devices", cancellationToken);
        return (
            Status(depot, await status is { IsAccepted: true } said ? said.Read(GatewayJson.Default.Status) : null),
            await checkOuts is { IsAccepted: true } list
                ? [.. list.Read(GatewayJson.Default.CheckOutList).CheckOuts.Select(one => View(depot, one))]
                : [],
            await devices is { IsAccepted: true } known
                ? [.. Reefers(depot, known.Read(GatewayJson.Default.DeviceList))]
                : []);
    }

    private static DepotView Status(LaunchedDepot depot, GatewayAnswers.Status? said) => new(
        depot.Id, said?.Head, HighWater: null, said?.ClockQuality, said?.Link ?? "no answer", depot.Api.AbsoluteUri,
        $"{depot.Mqtt}");

    private static CheckOutView View(LaunchedDepot depot, GatewayAnswers.CheckOut one) => new(
        one.Id, depot.Id, one.Vehicle, one.Dock ?? "-", one.State,
        [.. one.Steps.Where(step => step.Value).Select(step => step.Key)], one.Missing, one.Scans,
            one.Excursions.Count);

    // Units that never reported are those of the round to come.
    private static IEnumerable<ReeferView> Reefers(LaunchedDepot depot, GatewayAnswers.DeviceList known) =>
        from device in known.Devices
        where device is { Kind: DeviceIdentity.Reefer, ReadingAt: not null }
        select new ReeferView(
            device.Id, depot.Id, device.Zones is [var zone, ..] ? (int?)zone.ReturnMilliC : null, device.Band,
            device.Excursions.Any(excursion => excursion.To is null), device.ReadingAt);
}
