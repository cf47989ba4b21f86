using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Peers;

/// <summary>A build that knows one version more, whose frames have one member more, is the twin.</summary>
public sealed class PeerVersionTests : IAsyncDisposable
{
    private static readonly ProtocolVersions OfTwin = new(1, ProtocolVersions.Spoken.Max + 1);

    private readonly PeerScene _scene = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(1, 3, 2, 5, 3)]
    [InlineData(2, 5, 1, 3, 3)]
    [InlineData(1, 1, 2, 3, null)]
    [InlineData(4, 5, 2, 3, null)]
    public void The_newest_version_of_both_is_used(int min, int max, int theirMin, int theirMax, int? used) =>
        Assert.Equal(used, new ProtocolVersions(min, max).Common(new ProtocolVersions(theirMin, theirMax)));

    [Fact]
    public async Task A_caller_with_no_common_version_is_refused_and_told_both_ranges()
    {
        var node = await _scene.StartAsync(PeerScene.Echo);
        var newer = _scene.Peers(_scene.Options with { Versions = new ProtocolVersions(8, 9) });

        var failure = await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            newer.AskAsync(node.Info, PeerScene.Ask(), Cancelled).AsTask());

        var refusal = Assert.IsType<PeerEndedException>(failure.InnerException);
        Assert.Equal(PeerEnd.NoCommonVersion, refusal.Reason);
        Assert.Contains($"409 This node speaks {ProtocolVersions.Spoken} ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("versions 8 to 9", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_twin_asks_a_node_of_this_build()
    {
        var node = await _scene.StartAsync(PeerScene.Echo);
        var options = _scene.Options with { Versions = OfTwin };
        var twin = await _scene.CallAsync(node);
        var handshake = new Handshake(options, PeerScene.Caller);
        await twin.WriteAsync(OfTwins(FrameType.Hello, 0, JsonSerializer.SerializeToNode(
            handshake.Hello, PeerJson.Default.PeerHello)!));
        var input = await twin.InputAsync();
        var agreement = await handshake.CallAsync(input, twin.Output, node.Info, Cancelled);

        await twin.WriteAsync(OfTwins(FrameType.Ask, 3, JsonSerializer.SerializeToNode(
            PeerScene.Ask(text: "from the twin"), FrameJson.Default.AskFrame)!));
        var frame = await input.NextAsync(Cancelled);

        Assert.Equal(ProtocolVersions.Spoken.Max, agreement.Version);
        Assert.Equal(
            "from the twin", Framing.Read(frame!.Value, FrameJson.Default.ReplyFrame).State!.Value.GetString());
    }

    [Fact]
    public async Task A_twin_answers_a_node_of_this_build()
    {
        _scene.Options = _scene.Options with { Versions = OfTwin };
        var twin = await _scene.StartAsync(async (input, _, body, aborted) =>
        {
            var frame = (await input.NextAsync(aborted))!.Value;
            var ask = Framing.Read(frame, FrameJson.Default.AskFrame);
            await body.WriteAsync(
                OfTwins(FrameType.Answer, frame.Id, JsonSerializer.SerializeToNode(
                    await PeerScene.Echo(ask), FrameJson.Default.ReplyFrame)!),
                aborted);
            await input.NextAsync(aborted);
        });

        var answer = await _scene.Peers(_scene.Options with { Versions = ProtocolVersions.Spoken })
            .AskAsync(twin.Info, PeerScene.Ask(text: "to the twin"), Cancelled);

        Assert.Equal("to the twin", answer.State!.Value.GetString());
        Assert.Contains(
            _scene.Logs.All,
            log => log.EventId == 1100
                && log.Text.EndsWith($"version {ProtocolVersions.Spoken.Max}", StringComparison.Ordinal));
    }

    private static byte[] OfTwins(FrameType type, ulong id, JsonNode payload)
    {
        payload["added_later"] = JsonNode.Parse("""{"deep":[1,{"deeper":null}]}""");
        var json = Encoding.UTF8.GetBytes(payload.ToJsonString());
        var frame = new byte[Framing.HeaderBytes + json.Length];
        Framing.WriteHeader(frame, json.Length, id, type);
        json.CopyTo(frame, Framing.HeaderBytes);
        return frame;
    }
}
