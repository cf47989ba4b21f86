using System.IO.Pipelines;
using System.Net;
using Oms.Actors.Cluster;
using Oms.Actors.Postgres.Peers;

namespace Oms.Actors.Postgres.Tests.Peers;

/// <summary>A caller that does what a test says, not what the protocol says.</summary>
internal sealed class RawCaller : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly DuplexContent _content;
    private readonly Task<HttpResponseMessage> _sending;
    private readonly PeerServices _services;

    private RawCaller(
        HttpMessageInvoker http, DuplexContent content, Task<HttpResponseMessage> sending, Stream body,
        PeerServices services)
    {
        (_http, _content, _sending, Body, _services) = (http, content, sending, body, services);
        Output = new FrameOutput(body, 64 << 20, services);
    }

    public Stream Body { get; }

    public FrameOutput Output { get; }

    public static async Task<RawCaller> OpenAsync(NodeInfo node, PeerServices services)
    {
        var http = new HttpMessageInvoker(
            new SocketsHttpHandler { UseProxy = false, InitialHttp2StreamWindowSize = 65_535 });
        var content = new DuplexContent();
        var sending = http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{node.Address}{PeerEndpoint.Path}"))
            {
                Content = content,
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            },
            CancellationToken.None);
        return new RawCaller(http, content, sending, await content.OpenedAsync(), services);
    }

    public async Task<HttpResponseMessage> ResponseAsync() => await _sending;

    /// <summary>What the node writes.</summary>
    public async Task<FrameReader> InputAsync() => new(
        PipeReader.Create(await (await _sending).Content.ReadAsStreamAsync()), _services)
    {
        PayloadBytesMax = 64 << 20,
    };

    /// <summary>Sends a hello.</summary>
    public async Task SayAsync(PeerHello hello)
    {
        Output.TryAdd(FrameType.Hello, 0, hello, PeerJson.Default.PeerHello);
        await Output.FlushAsync(CancellationToken.None);
    }

    /// <summary>Proves who it is, as the protocol says.</summary>
    public async Task<(FrameReader Input, PeerAgreement Agreement)> ShakeHandsAsync(PeerOptions options, NodeInfo node)
    {
        var handshake = new Handshake(options, PeerScene.Caller);
        await SayAsync(handshake.Hello);
        var input = await InputAsync();
        var agreement = await handshake.CallAsync(input, Output, node, CancellationToken.None);
        return (input, agreement);
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await Body.WriteAsync(bytes);
        await Body.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _content.Complete();
        Output.Dispose();
        if (_sending.IsCompletedSuccessfully)
        {
            (await _sending).Dispose();
        }

        _http.Dispose();
        _content.Dispose();
    }
}
