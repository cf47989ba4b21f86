using System.Reflection;
using System.Text;
using System.Text.Unicode;
using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Centre;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Health;
using Oms.Edge.Gateway.Letters;
using Oms.Edge.Messages;
using Oms.Edge.Readings;
using Oms.Mqtt.Ingest;

namespace Oms.Edge.Gateway.Api;

/// <summary>Devices, docks, dead letters, records, status, health and figures.</summary>
internal sealed class DepotEndpoints(
    DepotNode node, ApiPipe pipe, PrometheusPage metrics, Func<MqttIngestListener> listener)
{
    private const int ListMax = 500;
    private static readonly Duration StaleAfter = Duration.FromMinutes(15);

    public static string Version { get; } =
        typeof(DepotEndpoints)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    public void Map(IEndpointRouteBuilder app)
    {
        _ = app.MapGet("/devices", pipe.Wrap(context => ApiPipe.WriteAsync(
            context, 200, new DevicesAnswer([.. node.Options.Devices.Devices.Select(Describe)]),
                ApiJson.Default.DevicesAnswer), Access.Person));
        _ = app.MapGet("/devices/{id}", pipe.Wrap(DeviceAsync));
        _ = app.MapGet("/docks", pipe.Wrap(context => ApiPipe.WriteAsync(
            context, 200, new DocksAnswer(Docks()), ApiJson.Default.DocksAnswer), Access.Person));
        _ = app.MapGet("/dead-letters", pipe.Wrap(context => LettersAsync(
            context, node.DeadLetters, node.DeadLetters.List(Query.After(context), Query.Limit(context, ListMax)))));
        _ = app.MapGet("/dead-letters/{number:long}", pipe.Wrap(LetterAsync));
        _ = app.MapPost("/dead-letters/{number:long}/replay", pipe.Wrap(ReplayAsync));
        _ = app.MapGet("/quarantine", pipe.Wrap(context => LettersAsync(
            context, node.Quarantine, node.Quarantine.Newest(100))));
        _ = app.MapGet("/records", pipe.Wrap(RecordsAsync));
        _ = app.MapGet("/status", pipe.Wrap(context => ApiPipe.WriteAsync(
            context, 200, Status(), ApiJson.Default.StatusAnswer)));
        _ = app.MapGet("/health/live", pipe.Wrap(
            context => ApiPipe.WriteAsync(context, 200, new OutcomeAnswer("live"), ApiJson.Default.OutcomeAnswer),
                Access.Open));
        _ = app.MapGet("/health/ready", pipe.Wrap(ReadyAsync, Access.Open));
        _ = app.MapGet("/metrics", pipe.Wrap(MetricsAsync, Access.Open));
    }

    private Instant Now => node.Services.Time.ToClock().GetCurrentInstant();

    private StatusAnswer Status()
    {
        // In this order, since both only grow: what the centre has is never more than what is here.
        var forwarder = node.Forwarder;
        var highWater = forwarder?.HighWater ?? 0;
        var head = node.Head;
        return new StatusAnswer(
            node.Options.Depot,
            node.Options.Device,
            node.Incarnation,
            Version,
            Now,
            head,
            highWater,
            head - highWater,
            (forwarder?.State ?? LinkState.None).ToString().ToLowerInvariant(),
            forwarder?.Problem,
            forwarder?.Checkpoint,
            node.Services.Clock.Quality.ToString().ToLowerInvariant(),
            node.Services.Files.FreeBytes,
            node.Telemetry.RawBytes,
            node.Telemetry.FrameBytes,
            node.Windows.Behind,
            node.Telemetry.MissingCount,
            listener().ConnectionCount,
            node.DeadLetters.OpenCount,
            node.Quarantine.Total,
            node.View.List(openOnly: true, null, int.MaxValue).Count,
            node.Problems());
    }

    private DeviceAnswer Describe(Device device)
    {
        var state = node.Devices.Of(device.Id);
        var unit = device.Kind == DeviceKind.Reefer ? node.View.UnitOf(EdgeEvents.ReeferKind, device.Id) : null;
        var isTelemetry = device.Kind is DeviceKind.Reefer or DeviceKind.Eld;
        var readAt = state.Reading?.At ?? unit?.Monitor.LastAt;
        return new DeviceAnswer(
            device.Id,
            device.Kind,
            device.Dock,
            device.Vehicle ?? (device.Kind == DeviceKind.Eld ? node.View.EldOf(device.Id).Vehicle : null),
            state.HeardAt,
            readAt,
            isTelemetry && (readAt is not { } at || Now - at > StaleAfter),
            unit is null ? null : ZonesOf(state.Reading),
            unit?.CheckOut,
            unit?.BandAt(Now) ?? device.Band,
            unit is null ? [] : [.. unit.Told.Concat(unit.Excursions).DistinctBy(one => (one.Zone, one.From))],
            unit?.Gap is { To: null } gap ? gap.From : null,
            state.Reading?[Channel.OdometerMetres]);
    }

    private static List<ZoneAnswer> ZonesOf(Reading? reading)
    {
        var zones = new List<ZoneAnswer>();
        for (var zone = 1; reading is not null && zone <= MessageRules.ZonesMax; zone++)
        {
            if (reading.Of(Channel.ReturnMilliC, zone) is { } back)
            {
                zones.Add(new ZoneAnswer(
                    zone,
                    back,
                    reading.Of(Channel.SetpointMilliC, zone),
                    reading.Of(Channel.DoorOpen, zone) is { } open ? open == 1 : null));
            }
        }

        return zones;
    }

    /// <summary>Every dock of the depot, by id.</summary>
    public IReadOnlyList<DockAnswer> Docks()
    {
        var docks = node.View.Docks().ToDictionary(dock => dock.Key, dock => dock.Value, StringComparer.Ordinal);
        foreach (var dock in node.Options.Devices.Devices.Select(device => device.Dock).OfType<string>())
        {
            _ = docks.TryAdd(dock, Edge.Docks.Dock.Initial);
        }

        return [.. docks.OrderBy(dock => dock.Key, StringComparer.Ordinal).Select(dock =>
            new DockAnswer(dock.Key, dock.Value.CheckOut, dock.Value.Door?.Open, dock.Value.Door?.At))];
    }

    private Task DeviceAsync(HttpContext context) =>
        context.Request.RouteValues["id"] is string id && node.Options.Devices.Find(id) is { } device
            ? ApiPipe.WriteAsync(context, 200, Describe(device), ApiJson.Default.DeviceAnswer)
            : throw ProblemException.NotFound("such device");

    private static Task LettersAsync(HttpContext context, LetterBox box, IReadOnlyList<LetterHead> letters) =>
        ApiPipe.WriteAsync(
            context, 200, new LettersAnswer(letters, box.Total, box.OpenCount), ApiJson.Default.LettersAnswer);

    private Letter FindLetter(HttpContext context) =>
        long.TryParse(context.Request.RouteValues["number"]?.ToString(), out var number)
            && node.DeadLetters.Find(number) is { } letter
            ? letter
            : throw ProblemException.NotFound("such dead letter");

    private Task LetterAsync(HttpContext context)
    {
        var letter = FindLetter(context);
        var isText = Utf8.IsValid(letter.Payload);
        return ApiPipe.WriteAsync(
            context,
            200,
            new LetterAnswer(
                letter.Number, letter.Received, letter.Device, letter.Topic, letter.Reason, letter.Field, letter.Detail,
                isText ? Encoding.UTF8.GetString(letter.Payload) : null,
                isText ? null : Convert.ToBase64String(letter.Payload)),
            ApiJson.Default.LetterAnswer);
    }

    private async Task ReplayAsync(HttpContext context)
    {
        var letter = FindLetter(context);
        if (await node.Ingest.ReplayAsync(letter, context.RequestAborted) is { } fault)
        {
            throw ProblemException.Conflict("replay-failed", fault.Detail).With("reason", fault.Reason)
                .With("field", fault.Field);
        }

        await node.DeadLetters.MarkReplayedAsync(letter.Number);
        await ApiPipe.WriteAsync(context, 200, new OutcomeAnswer("accepted"), ApiJson.Default.OutcomeAnswer);
    }

    private async Task RecordsAsync(HttpContext context)
    {
        var records = await node.Services.Journal.ReadShardAsync(
            0, Query.After(context), Query.Limit(context, ListMax), context.RequestAborted);
        await ApiPipe.WriteAsync(
            context,
            200,
            new RecordsAnswer([.. records.Select(Forwarder.ToJson)], node.Head),
            ApiJson.Default.RecordsAnswer);
    }

    private Task ReadyAsync(HttpContext context)
    {
        var problems = node.Problems();
        return problems.Count == 0
            ? ApiPipe.WriteAsync(context, 200, new OutcomeAnswer("ready"), ApiJson.Default.OutcomeAnswer)
            : throw new ProblemException(503, "not-ready", string.Join(" ", problems)) { RetryAfterSeconds = 5 };
    }

    private async Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(metrics.Write(), context.RequestAborted);
    }
}
