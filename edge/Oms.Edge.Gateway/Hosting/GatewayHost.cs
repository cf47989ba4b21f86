using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using NodaTime;
using NodaTime.Extensions;
using Oms.Actors.Sqlite;
using Oms.Edge.Gateway.Api;
using Oms.Edge.Gateway.Centre;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Health;
using Oms.Edge.Gateway.Ingest;
using Oms.Edge.Gateway.Kiosk;
using Oms.Edge.Gateway.Options;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.People;
using Oms.Edge.Reefers;
using Oms.Mqtt.Ingest;
using Oms.Time;

namespace Oms.Edge.Gateway.Hosting;

/// <summary>A gateway as a process runs it: data directory, depot, MQTT listener, local API.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SqliteJournal _journal;
    private readonly HttpCentreLink? _link;
    private readonly CancellationTokenSource _stop;
    private readonly PrometheusPage _metrics;
    private ListenOptions? _plain;
    private ListenOptions? _secured;
    private ListenOptions? _local;
    private ListenOptions? _kiosk;
    private readonly KioskParts? _kioskParts;
    private readonly GatewayOptions _options;
    private int _isStopped;

    private GatewayHost(GatewayOptions options, TimeProvider real, IFileSystem? files, Action<ILoggingBuilder>? logging)
    {
        _options = options;
        DataDirectory.Prepare(options.Data);
        files ??= new DiskFileSystem(options.Data);
        ApiKey = DataDirectory.ApiKey(options.Data, files);
        var time = TimeOf(options.Clock, real);
        var devices = FileReader.Devices(options.Devices);
        var mapping = FileReader.Mapping(options.Mapping);
        var keys = DataDirectory.Keys(options.Data);
        _journal = OpenJournal(options.Data);
        _metrics = new PrometheusPage();
        _stop = new CancellationTokenSource();
        try
        {
            if (options.Centre.Urls.Count > 0)
            {
                _link = new HttpCentreLink(
                    [.. options.Centre.Urls.Select(url => new Uri(url))], options.Depot, options.Device, keys, time,
                    TimeSpan.FromSeconds(options.Centre.RequestTimeoutSeconds));
            }

            var builder = Builder(logging);
            _kioskParts = options.Kiosk.Listen is null ? null : new KioskParts(options, devices, real);
            _app = Build(builder, time, real, devices, mapping, keys, files);
        }
        catch
        {
            _journal.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    public DepotNode Node { get; private set; } = null!;

    /// <summary>The local API's bearer key.</summary>
    public string ApiKey { get; }

    /// <summary>Where the local API listens; known once started.</summary>
    public Uri ApiUrl => new($"http://{_local!.IPEndPoint}");

    /// <summary>Where the kiosk's page is; known once started, null for nowhere.</summary>
    public Uri? KioskUrl => _kiosk is null ? null : new Uri($"https://{_kiosk.IPEndPoint}/kiosk/");

    /// <summary>Where devices connect without TLS; known once started, null for nowhere.</summary>
    public IPEndPoint? MqttEndPoint => _plain?.IPEndPoint;

    /// <summary>Where devices connect with TLS; known once started, null for nowhere.</summary>
    public IPEndPoint? MqttTlsEndPoint => _secured?.IPEndPoint;

    /// <summary>Puts a gateway together; nothing is served yet.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="real">The machine's clock.</param>
    /// <param name="files">A file system for the stores; null for the data directory's.</param>
    /// <param name="logging">Where logs go; null for standard output.</param>
    /// <exception cref="StartException">Something is in the way; the message says what.</exception>
    public static GatewayHost Create(
        GatewayOptions options, TimeProvider real, IFileSystem? files = null,
            Action<ILoggingBuilder>? logging = null) =>
        new(options, real, files, logging);

    /// <summary>Recovers the depot, then serves.</summary>
    /// <exception cref="StartException">Something is in the way; the message says what.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Node.StartAsync(cancellationToken);
        }
        catch (InvalidDataException failure)
        {
            throw new StartException(
                $"The journal in {_options.Data} cannot be used: {failure.Message} Restore the data directory from its "
                + "backup, or begin with an empty one and enrol again.",
                failure);
        }

        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            throw new StartException(
                $"A port cannot be listened on: {failure.Message} Mqtt:Listen is "
                + $"{_options.Mqtt.PlainListen ?? "none"}, Mqtt:Tls:Listen is {_options.Mqtt.Tls.Listen ?? "none"} and "
                + $"Api:Listen is {_options.Api.Listen}, Kiosk:Listen is {_options.Kiosk.Listen ?? "none"}; stop what "
                + "uses it, or set another one.",
                failure);
        }

        var log = _app.Services.GetRequiredService<ILogger<GatewayHost>>();
        if (_options.Clock.Scale > 1 || _options.Clock.Origin is not null)
        {
            log.ScaledClock(_options.Clock.Scale);
        }

        var mqtt = new[] { $"{MqttEndPoint}", MqttTlsEndPoint is { } secured ? $"{secured} (TLS)" : "" };
        log.Started(
            DepotEndpoints.Version,
            _options.Depot,
            _options.Device,
            string.Join(", ", mqtt.Where(point => point.Length > 0)),
            $"{ApiUrl}");
        if (KioskUrl is { } kiosk)
        {
            log.KioskServed($"{kiosk}", _kioskParts!.Tls.KeyPin);
        }
    }

    /// <summary>Returns when the process is asked to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) =>
        _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Takes nothing more, lets what is in flight become durable, stops.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStopped, 1) == 1)
        {
            return;
        }

        await _app.Services.GetRequiredService<MqttIngestListener>().DisposeAsync();
        await _app.StopAsync(cancellationToken);
        await _stop.CancelAsync();
        await Node.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await Node.DisposeAsync();
        await _app.DisposeAsync();
        _link?.Dispose();
        _kioskParts?.Dispose();
        _metrics.Dispose();
        await _journal.DisposeAsync();
        Node.Services.Keys.Dispose();
        _stop.Dispose();
    }

    private static WebApplicationBuilder Builder(Action<ILoggingBuilder>? logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "oms-edge" });
        _ = builder.WebHost.UseKestrelCore();
        _ = builder.Services.AddRoutingCore();
        _ = builder.Services.AddMetrics();
        _ = builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        if (logging is not null)
        {
            logging(builder.Logging);
        }
        else
        {
            _ = builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true)
                .SetMinimumLevel(LogLevel.Information)
                .AddFilter("Microsoft", LogLevel.Warning);
        }

        return builder;
    }

    private WebApplication Build(
        WebApplicationBuilder builder,
        TimeProvider time,
        TimeProvider real,
        Devices.DeviceRegistry devices,
        Mapping.TopicMap mapping,
        DeviceKeyRing keys,
        IFileSystem files)
    {
        var api = OptionsLoader.EndPoint("Api:Listen", _options.Api.Listen);
        _ = builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ApiPipe.BodyBytesMax;
            kestrel.Limits.MaxConcurrentConnections = _options.Mqtt.ConnectionsMax + 256;
            ListenToDevices(kestrel);
            kestrel.Listen(api, listen =>
            {
                _local = listen;
                listen.Protocols = HttpProtocols.Http1;
            });
            ListenToPeople(kestrel);
        });
        var services = builder.Services;
        _ = services.AddSingleton<MqttIngestMetrics>();
        _ = services.AddSingleton<GatewayMetrics>();
        _ = services.AddSingleton<IMqttAuthenticator>(
            new DeviceAuthenticator(_options.Depot, devices, mapping, _options.Mqtt));
        _ = services.AddSingleton<IMqttIngest>(provider => new MqttIngest(
            () => Node.Ingest, time, provider.GetRequiredService<GatewayMetrics>(), _stop.Token));
        _ = services.AddSingleton(provider => new MqttIngestListener(
            Microsoft.Extensions.Options.Options.Create(new MqttIngestOptions
            {
                ConnectionsMax = _options.Mqtt.ConnectionsMax,
                SessionsMax = 4 * _options.Mqtt.ConnectionsMax,
                PacketBytesMax = 256 * 1024,
                InFlightBytesTotalMax = 16L << 20,
            }),
            provider.GetRequiredService<IMqttAuthenticator>(),
            provider.GetRequiredService<IMqttIngest>(),
            real,
            provider.GetRequiredService<MqttIngestMetrics>(),
            provider.GetRequiredService<ILogger<MqttIngestListener>>()));
        var app = builder.Build();
        Node = new DepotNode(NodeOptions(devices, mapping), new DepotServices(
            _journal,
            files,
            keys,
            new DeviceClock(time, _options.Clock.HasRtc, isDrill: !ReferenceEquals(time, real)),
            time,
            real,
            app.Services.GetRequiredService<ILoggerFactory>(),
            app.Services.GetRequiredService<IMeterFactory>(),
            new Guid(RandomNumberGenerator.GetBytes(16)),
            new Random(RandomNumberGenerator.GetInt32(int.MaxValue)))
        {
            Link = _link,
        });
        app.Services.GetRequiredService<GatewayMetrics>().Observe(Node);
        var pipe = new ApiPipe(
            ApiKey, _kioskParts?.Gate, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Oms.Edge.Api"));
        _ = app.UseRouting();
        var attachments = new AttachmentStore(files);
        var elds = new EldEndpoints(Node, pipe);
        elds.Map(app);
        new FuelEndpoints(Node, pipe).Map(app);
        new CheckOutEndpoints(Node, pipe, attachments, elds).Map(app);
        new AttachmentEndpoints(pipe, attachments).Map(app);
        var depot = new DepotEndpoints(Node, pipe, _metrics, app.Services.GetRequiredService<MqttIngestListener>);
        depot.Map(app);
        new HandOverEndpoints(Node, pipe).Map(app);
        new YardEndpoints(Node, pipe, depot.Docks).Map(app);
        new TemperatureEndpoints(Node, pipe).Map(app);
        new OperationsEndpoints(Node, pipe).Map(app);
        _kioskParts?.Map(app, Node, pipe);
        app.MapFallback(pipe.Wrap(_ => throw ProblemException.NotFound("such resource")));
        return app;
    }

    private void ListenToDevices(KestrelServerOptions kestrel)
    {
        if (_options.Mqtt.PlainListen is { } plain)
        {
            kestrel.Listen(OptionsLoader.EndPoint("Mqtt:Listen", plain), listen =>
            {
                _plain = listen;
                _ = listen.UseConnectionHandler<MqttIngestListener>();
            });
        }

        if (_options.Mqtt.Tls.Listen is { } secured)
        {
            var tls = ServerTls.Open(TlsFiles.Of(_options.Mqtt.Tls));
            kestrel.Listen(OptionsLoader.EndPoint("Mqtt:Tls:Listen", secured), listen =>
            {
                _secured = listen;
                var log = listen.ApplicationServices.GetRequiredService<ILogger<GatewayHost>>();
                _ = listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(tls.Now(log)),
                });
                _ = listen.UseConnectionHandler<MqttIngestListener>();
            });
        }
    }

    private void ListenToPeople(KestrelServerOptions kestrel)
    {
        if (_kioskParts is { } parts)
        {
            kestrel.Listen(OptionsLoader.EndPoint("Kiosk:Listen", _options.Kiosk.Listen!), listen =>
            {
                _kiosk = listen;
                listen.Protocols = HttpProtocols.Http1;
                var log = listen.ApplicationServices.GetRequiredService<ILogger<GatewayHost>>();
                _ = listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(parts.Tls.Now(log)),
                });
            });
        }
    }

    private DepotNodeOptions NodeOptions(Devices.DeviceRegistry devices, Mapping.TopicMap mapping)
    {
        var (store, reefer) = (_options.Store, _options.Reefer);
        return new DepotNodeOptions(
            _options.Depot, _options.Device, CommandIdOf(RandomNumberGenerator.GetBytes(16)))
        {
            Devices = devices,
            Mapping = mapping,
            People = _kioskParts?.People ?? PeopleRegistry.Empty,
            Readers = _kioskParts?.Readers ?? SignInReaders.None,
            Checklists = FileReader.Checklists(_options.Checklists),
            HomeTerminal = OptionsLoader.Zone("HomeTerminalZone", _options.HomeTerminalZone),
            Telemetry = new TelemetryStoreOptions(
                store.SegmentMebibytes << 20, (long)store.RawMebibytesMax << 20, (long)store.FrameMebibytesMax << 20,
                (long)store.ReserveMebibytes << 20, TimeSpan.FromMilliseconds(store.LingerMilliseconds)),
            DeadLetterBytesMax = (long)store.DeadLetterMebibytesMax << 20,
            QuarantineBytesMax = (long)store.QuarantineMebibytesMax << 20,
            EnrolmentCode = EnrolmentCode(),
            ManifestPoll = TimeSpan.FromSeconds(_options.Centre.ManifestPollSeconds),
            Reefers = new ReeferSettings
            {
                ExcursionAfter = Duration.FromMinutes(reefer.ExcursionMinutes),
                HysteresisMilliC = reefer.HysteresisMilliC,
                GapAfter = Duration.FromMinutes(reefer.GapMinutes),
                DefrostMaskMax = Duration.FromMinutes(reefer.DefrostMaskMinutes),
                PullDownMask = Duration.FromMinutes(reefer.PullDownMaskMinutes),
                DoorMaskAfter = Duration.FromMinutes(reefer.DoorMaskMinutes),
                WindowLength = Duration.FromMinutes(reefer.WindowMinutes),
            },
            Temperature = _options.Temperature.With(reefer),
        };
    }

    private string? EnrolmentCode()
    {
        if (_options.Centre.EnrolmentCodeFile is not { } file)
        {
            return _options.Centre.EnrolmentCode;
        }

        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Needed once only: a gateway that is enrolled starts without it.
            return null;
        }
    }

    // A version 4 UUID (RFC 9562, section 5.4).
    private static Guid CommandIdOf(byte[] random)
    {
        random[6] = (byte)((random[6] & 0x0F) | 0x40);
        random[8] = (byte)((random[8] & 0x3F) | 0x80);
        return new Guid(random, bigEndian: true);
    }

    private static TimeProvider TimeOf(ClockSection clock, TimeProvider real)
    {
        var now = real.GetUtcNow().ToInstant();
        var inner = OptionsLoader.Time("Clock:InnerOrigin", clock.InnerOrigin) ?? now;
        return clock.Scale > 1 || clock.Origin is not null
            ? new ScaledTimeProvider(real, inner, OptionsLoader.Time("Clock:Origin", clock.Origin)
                ?? inner, clock.Scale)
            : real;
    }

    private static SqliteJournal OpenJournal(string data)
    {
        try
        {
            return SqliteJournal.Open(new SqliteJournalOptions(Path.Combine(data, "journal"))
            {
                ShardCount = 1,
                CacheKibibytes = 4 << 10,
                CheckpointPages = 1_000,
                ReadersMax = 2,
            });
        }
        catch (SqliteJournalException failure)
        {
            throw new StartException(failure.Message, failure);
        }
    }
}
