using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Oms.Actors.Cluster;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Tests.Peers;

/// <summary>What a node does with a stream after both sides are known.</summary>
internal delegate Task StreamHandler(FrameReader input, FrameOutput output, Stream body, CancellationToken aborted);

/// <summary>A node in Kestrel on a free port, composed as a host composes it.</summary>
internal sealed class PeerNode : IAsyncDisposable
{
    private readonly ConcurrentQueue<ConnectionContext> _connections;
    private readonly WebApplication _app;
    private bool _disposed;

    private PeerNode(WebApplication app, ConcurrentQueue<ConnectionContext> connections, NodeInfo info) =>
        (_app, _connections, Info) = (app, connections, info);

    /// <summary>As the other nodes know it.</summary>
    public NodeInfo Info { get; }

    public PeerEndpoint? Endpoint { get; private init; }

    public static async Task<PeerNode> StartAsync(
        string name,
        int port,
        PeerOptions options,
        PeerServices services,
        Func<AskFrame, ValueTask<ReplyFrame>> serve)
    {
        var self = new NodeInfo(IdOf(name), name, "", default);
        var endpoint = new PeerEndpoint(options, () => self, serve, services);
        var (app, connections) = Build(port, listen => listen.UsePeers(options));
        endpoint.Map(app);
        return new PeerNode(app, connections, self with { Address = await RunAsync(app) }) { Endpoint = endpoint };
    }

    public static async Task<PeerNode> StartAsync(
        string name, PeerOptions options, PeerServices services, StreamHandler handler)
    {
        var self = new NodeInfo(IdOf(name), name, "", default);
        var (app, connections) = Build(0, listen => listen.UsePeers(options));
        app.MapPost(PeerEndpoint.Path, (RequestDelegate)(async context =>
        {
            context.Features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>().MinDataRate = null;
            var input = new FrameReader(context.Request.BodyReader, services);
            using var output = new FrameOutput(context.Response.Body, options.FrameBytesMax, services);
            await new Handshake(options, self).AnswerAsync(input, output, () => { }, context.RequestAborted);
            await handler(input, output, context.Response.Body, context.RequestAborted);
        }));
        return new PeerNode(app, connections, self with { Address = await RunAsync(app) });
    }

    /// <summary>A node whose endpoint stands on a port that is not for peers.</summary>
    public static async Task<PeerNode> StartOnOrdinaryPortAsync(PeerOptions options, PeerServices services)
    {
        var self = new NodeInfo(IdOf("b"), "b", "", default);
        var endpoint = new PeerEndpoint(options, () => self, PeerScene.Echo, services);
        var (app, connections) = Build(0, listen => listen.Protocols = HttpProtocols.Http2);
        endpoint.Map(app);
        return new PeerNode(app, connections, self with { Address = await RunAsync(app) }) { Endpoint = endpoint };
    }

    /// <summary>Breaks every connection, as the death of the process does.</summary>
    public void BreakConnections()
    {
        foreach (var connection in _connections)
        {
            connection.Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        BreakConnections();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Endpoint?.Dispose();
    }

    /// <summary>The incarnation of a name; a node that starts again in a test has the same.</summary>
    private static Guid IdOf(string name) => new(name[0], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    private static (WebApplication App, ConcurrentQueue<ConnectionContext> Connections) Build(
        int port, Action<ListenOptions> configure)
    {
        var connections = new ConcurrentQueue<ConnectionContext>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Use(next => connection =>
            {
                connections.Enqueue(connection);
                return next(connection);
            });
            configure(listen);
        }));
        return (builder.Build(), connections);
    }

    private static async Task<string> RunAsync(WebApplication app)
    {
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return $"127.0.0.1:{new Uri(addresses.Addresses.Single()).Port}";
    }
}
