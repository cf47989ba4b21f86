using System.Collections.Concurrent;
using System.Diagnostics;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Peers;

public sealed class PeerTracingTests : IAsyncDisposable
{
    private readonly PeerScene _scene = new();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public PeerTracingTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PeerTracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return _scene.DisposeAsync();
    }

    [Fact]
    public async Task The_trace_of_a_request_goes_on_at_the_peer_that_serves_it()
    {
        ActivityContext? there = null;
        var node = await _scene.StartAsync(ask =>
        {
            there = Activity.Current?.Context;
            return PeerScene.Echo(ask);
        });
        using var request = new Activity("request");
        _ = request.SetIdFormat(ActivityIdFormat.W3C).Start();
        request.TraceStateString = "shop=7";

        _ = await _scene.Peers().AskAsync(node.Info, PeerScene.Ask(), Cancelled);

        Assert.Equal((request.TraceId, "shop=7"), (there!.Value.TraceId, there.Value.TraceState));
        await PeerScene.UntilAsync(() => _spans.Count(span => span.TraceId == request.TraceId) == 2);
        var ask = _spans.Single(span => span.TraceId == request.TraceId && span.Kind is ActivityKind.Client);
        var serve = _spans.Single(span => span.TraceId == request.TraceId && span.Kind is ActivityKind.Server);
        Assert.Equal(
            (request.SpanId, ask.SpanId, there.Value.SpanId), (ask.ParentSpanId, serve.ParentSpanId, serve.SpanId));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    public async Task A_trace_that_is_none_is_passed_over(string traceParent)
    {
        var node = await _scene.StartAsync(PeerScene.Echo);
        var caller = await _scene.CallAsync(node);
        var (input, _) = await caller.ShakeHandsAsync(_scene.Options, node.Info);

        caller.Output.TryAdd(
            FrameType.Ask,
            1,
            PeerScene.Ask(text: "served") with { TraceParent = traceParent, TraceState = new string('x', 9_999) },
            FrameJson.Default.AskFrame);
        await caller.Output.FlushAsync(Cancelled);
        var frame = await input.NextAsync(Cancelled);

        Assert.Equal(
            "served", Framing.Read(frame!.Value, FrameJson.Default.ReplyFrame).State!.Value.GetString());
    }
}
