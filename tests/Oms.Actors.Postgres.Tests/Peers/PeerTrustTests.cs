using System.Net;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Peers;

public sealed class PeerTrustTests : IAsyncDisposable
{
    private readonly PeerScene _scene = new();
    private int _served;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_caller_and_a_node_with_other_secrets_refuse_each_other()
    {
        var node = await _scene.StartAsync(ServeAsync);
        var stranger = _scene.Peers(_scene.Options with { Trust = _scene.Trusts.Secret("theirs") });

        await RefusedAsync(stranger, node, PeerEnd.Unauthenticated);
        await PeerScene.UntilAsync(() => _scene.Logs.All.Any(log => log.EventId == 1111));
    }

    [Fact]
    public async Task A_caller_that_proves_nothing_is_told_so_and_nothing_of_it_is_served()
    {
        var node = await _scene.StartAsync(ServeAsync);
        var caller = await _scene.CallAsync(node);
        await caller.SayAsync(new Handshake(_scene.Options, PeerScene.Caller).Hello);
        var input = await caller.InputAsync();
        Assert.Equal(FrameType.Hello, (await input.NextAsync(Cancelled))!.Value.Type);

        caller.Output.TryAdd(FrameType.Proof, 0, new PeerProof(new byte[32]), PeerJson.Default.PeerProof);
        caller.Output.TryAdd(FrameType.Ask, 1, PeerScene.Ask(), FrameJson.Default.AskFrame);
        await caller.Output.FlushAsync(Cancelled);

        Assert.Equal("unauthenticated", (await GoodbyeAsync(input)).Reason);
        Assert.Equal(0, _served);
        Assert.Empty(node.Endpoint!.Peers);
    }

    [Fact]
    public async Task A_caller_that_asks_before_it_proves_is_ended()
    {
        var node = await _scene.StartAsync(ServeAsync);
        var caller = await _scene.CallAsync(node);
        await caller.SayAsync(new Handshake(_scene.Options, PeerScene.Caller).Hello);
        var input = await caller.InputAsync();
        Assert.Equal(FrameType.Hello, (await input.NextAsync(Cancelled))!.Value.Type);

        caller.Output.TryAdd(FrameType.Ask, 1, PeerScene.Ask(), FrameJson.Default.AskFrame);
        await caller.Output.FlushAsync(Cancelled);

        Assert.Equal("malformed", (await GoodbyeAsync(input)).Reason);
        Assert.Equal(0, _served);
    }

    [Fact]
    public async Task A_caller_without_a_secret_is_refused_with_401()
    {
        var node = await _scene.StartAsync(ServeAsync);
        var caller = await _scene.CallAsync(node);

        await caller.SayAsync(
            new Handshake(_scene.Options, PeerScene.Caller).Hello with { Authentication = "certificate" });
        var response = await caller.ResponseAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("by secret", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_that_was_heard_is_of_no_use_in_another_stream()
    {
        var node = await _scene.StartAsync(ServeAsync);
        var handshake = new Handshake(_scene.Options, PeerScene.Caller);
        using var heard = new MemoryStream();
        var first = await _scene.CallAsync(node);
        await first.SayAsync(handshake.Hello);
        using (var tap = new FrameOutput(heard, 4_096, _scene.Services))
        {
            await handshake.CallAsync(await first.InputAsync(), tap, node.Info, Cancelled);
        }

        var second = await _scene.CallAsync(node);
        await second.SayAsync(handshake.Hello);
        var input = await second.InputAsync();
        Assert.Equal(FrameType.Hello, (await input.NextAsync(Cancelled))!.Value.Type);
        await second.WriteAsync(heard.ToArray());

        Assert.Equal("unauthenticated", (await GoodbyeAsync(input)).Reason);

        // The same bytes are good where they belong.
        await first.WriteAsync(heard.ToArray());
        await PeerScene.UntilAsync(() => node.Endpoint!.Peers.Count == 1);
    }

    [Fact]
    public async Task Nodes_with_certificates_of_one_authority_serve_each_other()
    {
        _scene.Options = _scene.Options with { Trust = _scene.Trusts.Tls() };
        var node = await _scene.StartAsync(ServeAsync);

        var answer = await _scene.Peers().AskAsync(node.Info, PeerScene.Ask(), Cancelled);

        Assert.Equal(ReplyOutcome.Accepted, answer.Outcome);
    }

    [Fact]
    public async Task Nodes_can_have_certificates_and_a_secret_at_once()
    {
        _scene.Options = _scene.Options with
        {
            Trust = _scene.Trusts.Tls() with { Secret = _scene.Trusts.Secret().Secret },
        };
        var node = await _scene.StartAsync(ServeAsync);

        Assert.Equal(
            ReplyOutcome.Accepted, (await _scene.Peers().AskAsync(node.Info, PeerScene.Ask(), Cancelled)).Outcome);
        await RefusedAsync(
            _scene.Peers(_scene.Options with
            {
                Trust = _scene.Options.Trust with { Secret = _scene.Trusts.Secret("theirs").Secret },
            }),
            node,
            PeerEnd.Unauthenticated);
    }

    [Theory]
    [InlineData("theirs", "ours", "127.0.0.1")]
    [InlineData("ours", "theirs", "127.0.0.1")]
    public async Task A_certificate_of_another_authority_is_refused_on_either_side(
        string issuer, string trusted, string host)
    {
        var node = await _scene.StartAsync(ServeAsync, _scene.Options with { Trust = _scene.Trusts.Tls() });
        var stranger = _scene.Peers(_scene.Options with { Trust = _scene.Trusts.Tls(issuer, trusted, host) });

        await RefusedAsync(stranger, node, reason: null);
    }

    [Fact]
    public async Task A_node_whose_certificate_is_for_another_address_is_refused()
    {
        var node = await _scene.StartAsync(
            ServeAsync, _scene.Options with { Trust = _scene.Trusts.Tls(host: "127.0.0.2") });

        await RefusedAsync(_scene.Peers(_scene.Options with { Trust = _scene.Trusts.Tls() }), node, reason: null);
    }

    [Fact]
    public async Task A_caller_without_a_certificate_is_refused()
    {
        var node = await _scene.StartAsync(ServeAsync, _scene.Options with { Trust = _scene.Trusts.Tls() });

        await RefusedAsync(_scene.Peers(), node, reason: null);
        using var bare = new HttpMessageInvoker(new SocketsHttpHandler
        {
            SslOptions =
            {
                CertificateChainPolicy = _scene.Trusts.Tls().Certificates!.ForClient().CertificateChainPolicy,
            },
        });
        await Assert.ThrowsAsync<HttpRequestException>(() => bare.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, new Uri($"https://{node.Info.Address}{PeerEndpoint.Path}"))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            },
            Cancelled));
    }

    [Fact]
    public async Task Over_a_port_that_is_not_for_peers_the_endpoint_is_not_there()
    {
        await using var node = await PeerNode.StartOnOrdinaryPortAsync(_scene.Options, _scene.Services);
        var caller = await _scene.CallAsync(node);

        Assert.Equal(HttpStatusCode.NotFound, (await caller.ResponseAsync()).StatusCode);
    }

    [Fact]
    public void A_secret_of_31_bytes_is_refused_and_one_of_32_is_not()
    {
        var shortOne = _scene.Trusts.Write("short", new string('x', 31) + "\r\n");

        var failure = Assert.Throws<PeerTrustException>(() => PeerSecret.FromFile(shortOne));

        Assert.Contains(shortOne, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(PeerSecret.FromFile(_scene.Trusts.Write("enough", new string('x', 32))));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_secret_that_others_may_use_is_refused_with_the_remedy(UnixFileMode more)
    {
        var path = _scene.Trusts.Write("open", new string('x', 32));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | more);
        }

        var failure = Assert.Throws<PeerTrustException>(() => PeerSecret.FromFile(path));

        Assert.Contains($"chmod 600 {path}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_not_there_or_hold_something_else_are_named()
    {
        var nonsense = _scene.Trusts.Write("nonsense.pem", "nonsense");

        Assert.Contains(
            "/absent", Assert.Throws<PeerTrustException>(() => PeerSecret.FromFile("/absent")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            nonsense,
            Assert.Throws<PeerTrustException>(() => PeerCertificates.FromFiles(nonsense, nonsense, nonsense)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Options_without_secret_and_certificates_are_refused() =>
        Assert.Throws<ArgumentException>(() => new PeerOptions(new PeerTrust(null, null)).Validate());

    private static async Task<PeerGoodbye> GoodbyeAsync(FrameReader input)
    {
        var frame = await input.NextAsync(Cancelled);
        Assert.Equal(FrameType.Goodbye, frame!.Value.Type);
        var goodbye = Framing.Read(frame.Value, PeerJson.Default.PeerGoodbye);
        Assert.Null(await input.NextAsync(Cancelled));
        return goodbye;
    }

    /// <param name="reason">Null for a refusal by TLS.</param>
    private async Task RefusedAsync(HttpPeers peers, PeerNode node, PeerEnd? reason)
    {
        var before = _served;

        var failure = await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled).AsTask());

        Assert.Equal(reason, (failure.InnerException as PeerEndedException)?.Reason);
        Assert.Equal(before, _served);
    }

    private ValueTask<ReplyFrame> ServeAsync(AskFrame ask)
    {
        Interlocked.Increment(ref _served);
        return PeerScene.Echo(ask);
    }
}
