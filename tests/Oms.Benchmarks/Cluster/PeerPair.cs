using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Oms.Actors;
using Oms.Actors.Cluster;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Oms.Benchmarks.Runtime;

namespace Oms.Benchmarks.Cluster;

/// <summary>Two nodes in one process: one asks, the other answers at once.</summary>
internal sealed class PeerPair : IAsyncDisposable
{
    private static readonly ReplyFrame Answer = new()
    {
        Outcome = ReplyOutcome.Accepted,
        Shard = 17,
        Offset = 1_000_000,
        Version = 12,
        Events = [new EventFrame("order.placed", 1, Json($$"""{"load":"{{new string('x', 100)}}"}"""))],
    };

    private readonly BenchSystem.Meters _meters = new();
    private readonly WebApplication _app;
    private readonly PeerMetrics _metrics;
    private readonly PeerEndpoint _endpoint;
    private readonly HttpPeers _peers;
    private readonly NodeInfo _node;

    private PeerPair(WebApplication app, PeerOptions options, NodeInfo node)
    {
        _metrics = new PeerMetrics(_meters);
        var services = new PeerServices(TimeProvider.System, NullLoggerFactory.Instance, _metrics, new Random(1));
        _endpoint = new PeerEndpoint(options, () => node, _ => ValueTask.FromResult(Answer), services);
        _endpoint.Map(app);
        var caller = new NodeInfo(new Guid(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), "caller", "", Guid.Empty);
        _peers = new HttpPeers(options, () => caller, services);
        (_app, _node) = (app, node);
    }

    public static AskFrame Ask { get; } = new()
    {
        Verb = AskVerb.Ask,
        Tenant = "main",
        Kind = "order",
        Id = "o-0000000001",
        WaitMilliseconds = 10_000,
        CommandId = Guid.Parse("01990000-0000-7000-8000-000000000001"),
        PrincipalKind = "ApiKey",
        PrincipalId = "shop",
        Command = Json($$"""{"type":"place","load":"{{new string('x', 100)}}"}"""),
    };

    public static int AskBytes { get; } =
        JsonSerializer.SerializeToUtf8Bytes(Ask, FrameJson.Default.AskFrame).Length;

    public static int AnswerBytes { get; } =
        JsonSerializer.SerializeToUtf8Bytes(Answer, FrameJson.Default.ReplyFrame).Length;

    public static async Task<PeerPair> StartAsync()
    {
        var options = await SharedSecretAsync();
        var (app, address) = Application(options);
        var pair = new PeerPair(
            app,
            options,
            new NodeInfo(new Guid(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), "node", address, Guid.Empty));
        await pair._app.StartAsync();
        return pair;
    }

    /// <summary>By what both nodes know each other.</summary>
    public static async Task<PeerOptions> SharedSecretAsync()
    {
        var secret = Path.GetTempFileName();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await File.WriteAllTextAsync(secret, new string('s', PeerSecret.BytesMin));
        var options = new PeerOptions(new PeerTrust(PeerSecret.FromFile(secret), Certificates: null));
        File.Delete(secret);
        return options;
    }

    /// <summary>An application that listens for peers alone.</summary>
    public static (WebApplication Application, string Address) Application(PeerOptions options)
    {
        var port = Mqtt.Ports.Free();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(port, listen => listen.UsePeers(options)));
        return (builder.Build(), string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port.Port}"));
    }

    /// <exception cref="InvalidOperationException">The answer is not the other node's.</exception>
    public async Task AskOnceAsync()
    {
        var answer = await _peers.AskAsync(_node, Ask, CancellationToken.None);
        if (answer.Offset != Answer.Offset)
        {
            throw new InvalidOperationException($"Answered with {answer.Outcome}, {answer.Retry}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _peers.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _endpoint.Dispose();
        _metrics.Dispose();
        _meters.Dispose();
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
