using System.Collections.Concurrent;
using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Oms.Actors.Cluster;
using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Peers;

/// <summary>Where a node's peers reach it: serves the streams that they open.</summary>
/// <remarks>
/// It answers only over a port that was set up by
/// <see cref="PeerListenOptionsExtensions.UsePeers"/>; over another one it is not there. A peer that fails to prove
/// who it is, or breaks the protocol, loses its own stream and touches nothing else.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class PeerEndpoint : IDisposable
{
    /// <summary>Where a stream is opened, by a POST.</summary>
    public const string Path = "/cluster/v1/stream";

    private readonly PeerOptions _options;
    private readonly Func<NodeInfo> _self;
    private readonly Func<AskFrame, ValueTask<ReplyFrame>> _serve;
    private readonly PeerServices _services;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<HttpContext, PeerAgreement> _open = new();
    private int _streams;

    /// <param name="self">This incarnation of the node.</param>
    /// <param name="serve">Carries an ask out on this node: <see cref="ActorSystem.ServeAsync"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PeerEndpoint(
        PeerOptions options,
        Func<NodeInfo> self,
        Func<AskFrame, ValueTask<ReplyFrame>> serve,
        PeerServices services)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _self, _serve, _services) = (options, self, serve, services);
    }

    /// <summary>The names of the nodes whose streams are open.</summary>
    public IReadOnlyList<string> Peers => [.. _open.Values.Select(agreement => agreement.Peer)];

    /// <summary>Puts the endpoint on an application; the streams end when the application stops.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPost(Path, (RequestDelegate)ServeAsync);
        routes.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(Stop);
    }

    /// <summary>Ends every stream, once what is being served is answered, and refuses new ones.</summary>
    public void Stop() => _stopping.Cancel();

    /// <summary>Releases it; the application must have stopped.</summary>
    public void Dispose() => _stopping.Dispose();

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Features.Get<PeerPort>() is null || !HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _streams) > _options.StreamsMax)
            {
                throw new PeerEndedException(
                    PeerEnd.Busy, $"{_options.StreamsMax} streams are open, which is the bound.");
            }

            Unbind(context);
            await ServeStreamAsync(context);
        }
        catch (PeerEndedException refusal)
        {
            _services.Log.Refused(context.Connection.RemoteIpAddress, refusal.Message);
            _services.Metrics.Refused(refusal.Reason);
            await RefuseAsync(context, refusal);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            _services.Log.Refused(context.Connection.RemoteIpAddress, lost.Message);
            _services.Metrics.Refused(PeerEnd.Gone);
            context.Abort();
        }
        finally
        {
            _ = Interlocked.Decrement(ref _streams);
        }
    }

    /// <exception cref="PeerEndedException">The peer was refused before it was known.</exception>
    private async Task ServeStreamAsync(HttpContext context)
    {
        var input = new FrameReader(context.Request.BodyReader, _services);
        using var output = new FrameOutput(context.Response.Body, _options.FrameBytesMax, _services);
        var agreement = await ShakeHandsAsync(context, input, output);
        _open[context] = agreement;
        _services.Log.Accepted(agreement.Peer, agreement.Version);
        _services.Metrics.Opened(byUs: false);
        try
        {
            var serving = new PeerServing(agreement.Peer, _options, _services, _serve);
            var end = await serving.RunAsync(input, output, _stopping.Token, context.RequestAborted);
            if (end.Reason is PeerEnd.Malformed)
            {
                _services.Log.Malformed(agreement.Peer, end.Message);
                _services.Metrics.Refused(end.Reason);
            }
            else
            {
                _services.Log.Ended(agreement.Peer, end.Message);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A bug in one stream must not end the process, nor another stream.
            _services.Log.Failed(failure, agreement.Peer);
            context.Abort();
        }
        finally
        {
            _services.Metrics.Closed(byUs: false);
            _ = _open.TryRemove(context, out _);
        }
    }

    private async Task<PeerAgreement> ShakeHandsAsync(HttpContext context, FrameReader input, FrameOutput output)
    {
        using var late = new CancellationTokenSource(_options.HandshakeWait.ToTimeSpan(), _services.Time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            late.Token, _stopping.Token, context.RequestAborted);
        try
        {
            return await new Handshake(_options, _self()).AnswerAsync(
                input,
                output,
                () => context.Response.ContentType = MediaTypeNames.Application.Octet,
                ended.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new PeerEndedException(PeerEnd.Stopping, "The node stops.");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new PeerEndedException(PeerEnd.Unauthenticated, "The hello or its proof did not come in time.");
        }
    }

    // A stream lives for as long as both nodes do, carries any amount, and may rest.
    private static void Unbind(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private async Task RefuseAsync(HttpContext context, PeerEndedException refusal)
    {
        using var late = new CancellationTokenSource(_options.HandshakeWait.ToTimeSpan(), _services.Time);
        try
        {
            if (context.Response.HasStarted)
            {
                using var output = new FrameOutput(context.Response.Body, _options.FrameBytesMax, _services);
                var goodbye = new PeerGoodbye(PeerEndedException.NameOf(refusal.Reason), refusal.Message);
                _ = output.TryAdd(FrameType.Goodbye, 0, goodbye, PeerJson.Default.PeerGoodbye);
                await output.FlushAsync(late.Token);
                return;
            }

            context.Response.StatusCode = StatusOf(refusal.Reason);
            context.Response.ContentType = MediaTypeNames.Text.Plain;
            await context.Response.WriteAsync(refusal.Message, late.Token);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static int StatusOf(PeerEnd reason) => reason switch
    {
        PeerEnd.Unauthenticated => StatusCodes.Status401Unauthorized,
        PeerEnd.NoCommonVersion => StatusCodes.Status409Conflict,
        PeerEnd.Busy or PeerEnd.Stopping => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };
}
