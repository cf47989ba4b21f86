using System.Text.Json;
using Oms.Custody;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Transparency;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Centre;

/// <summary>A gateway as a witness of the centre's log: it cosigns what follows, and proves what does not.</summary>
public sealed class WitnessTests : IAsyncDisposable
{
    private readonly GatewayFixture _gateway = new();
    private readonly CentreDouble _centre = new();

    private string KeptFile => Path.Combine(_gateway.Data, "witness", "checkpoint");

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _centre.DisposeAsync();
    }

    [Fact]
    public async Task A_gateway_cosigns_each_checkpoint_and_keeps_the_last_one()
    {
        await StartedAsync();
        var (size, note) = _centre.Log.Cosigned[^1];
        using var key = DeviceKey.Load(Path.Combine(_gateway.Data, "device.key"));
        using var verifier = new EcdsaNoteVerifier("lyon/gw-1", DevicePublicKey.TryImport(key.PublicKey.Spki)!);

        // A clock that nobody set says no time; what the time is worth then is another test's question.
        if (_centre.Log.CosignedBy[^1] is null)
        {
            Assert.Single(note.Open(verifier)!);
        }

        var kept = SignedNote.TryParse(await File.ReadAllTextAsync(KeptFile, TestContext.Current.CancellationToken))!;
        Assert.Single(kept.Open(NoteKey.Parse(_centre.Log.Vkey))!);
        Assert.True(Checkpoint.TryParse(kept.Text)!.Size >= size);
    }

    [Fact]
    public async Task A_gateway_whose_clock_was_set_says_when_it_saw_the_checkpoint()
    {
        _gateway.Options.Clock.HasRtc = true;
        await StartedAsync();
        var (_, note) = _centre.Log.Cosigned[^1];
        var vkey = _centre.Log.CosignedBy[^1];
        Assert.NotNull(vkey);
        using var verifier = Assert.IsType<CosignatureVerifier>(NoteKey.Parse(vkey));
        Assert.Equal("lyon/gw-1", verifier.Name);
        Assert.Single(note.Open(verifier)!);
        var signature = Assert.Single(note.Signatures);
        var seen = DateTimeOffset.FromUnixTimeSeconds(Cosignature.Time(signature.Signature.Span));
        Assert.InRange(TimeProvider.System.GetUtcNow() - seen, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(5));

        // The key stays the same one, over a new start too.
        await _gateway.StopAsync();
        var count = _centre.Log.Cosigned.Count;
        await _gateway.StartAsync();
        await RecordAsync();
        await GatewayFixture.UntilAsync(() => _centre.Log.Cosigned.Count > count);
        Assert.Equal(vkey, _centre.Log.CosignedBy[^1]);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_not_cosigned()
    {
        // A folder stands where the draft of the file must go.
        _ = Directory.CreateDirectory(KeptFile + ".new");
        await OpenAsync();
        await GatewayFixture.UntilAsync(() => _centre.Leaves.Count > 0);
        await RecordAsync();
        Assert.Empty(_centre.Log.Cosigned);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task A_fork_of_the_centre_is_proven_to_anybody_and_never_cosigned(int more)
    {
        await StartedAsync();
        await _gateway.StopAsync();

        // What the gateway keeps may be newer than what reached the centre before it stopped.
        var cosigned = await KeptSizeAsync();

        // The last entry that was cosigned is another one now; -1: and the log is as long as it was.
        _centre.Log.Fork((int)cosigned - 1, (int)cosigned + 1 + more);
        var count = _centre.Log.Cosigned.Count;
        await _gateway.StartAsync();
        await GatewayFixture.UntilAsync(() => !_centre.Frauds.IsEmpty);

        var trust = new TrustRoot([], [_centre.Log.Vkey], []);
        Assert.True(_centre.Frauds.TryPeek(out var fraud));
        var report = FraudVerifier.Verify(fraud, trust);
        Assert.True(report.Verdict == EvidenceVerdict.Valid, $"{report.Failure}");
        Assert.Equal(count, _centre.Log.Cosigned.Count);
        var id = Assert.Single((await _gateway.GetAsync("/frauds")).GetProperty("items").EnumerateArray())
            .GetProperty("id").GetString();
        var file = await _gateway.Http.GetByteArrayAsync(
            new Uri($"/frauds/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(fraud, file);
        Assert.Contains(
            _gateway.Host.Node.Problems(),
            problem => problem.Contains("does not continue", StringComparison.Ordinal));

        // The depot log says so too, once, however far the forked log grows.
        await GatewayFixture.UntilAsync(() => Refusals().Count > 0);
        await RecordAsync();
        Assert.Equal("fork", Assert.Single(Refusals()));
    }

    [Fact]
    public async Task A_log_that_was_cut_is_noticed_at_once()
    {
        await StartedAsync();
        await _gateway.StopAsync();
        var cosigned = (int)await KeptSizeAsync();
        _centre.Log.Fork(cosigned - 2, cosigned - 2);
        await _gateway.StartAsync();
        await GatewayFixture.UntilAsync(() => Refusals().Contains("went-back"));
        Assert.Equal(cosigned, await KeptSizeAsync());
        Assert.NotNull(WitnessRequest.TryParse(await File.ReadAllTextAsync(
            Path.Combine(_gateway.Data, "witness", "refused"), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_witness_that_cannot_read_what_it_kept_cosigns_nothing()
    {
        await StartedAsync();
        await _gateway.StopAsync();
        await File.WriteAllTextAsync(KeptFile, "damaged", TestContext.Current.CancellationToken);
        var count = _centre.Log.Cosigned.Count;
        await _gateway.StartAsync();
        await GatewayFixture.UntilAsync(() => _gateway.Host.Node.Problems().Any(problem =>
            problem.Contains("cosigns nothing", StringComparison.Ordinal)));
        await RecordAsync();
        Assert.Equal(count, _centre.Log.Cosigned.Count);
    }

    private List<string> Refusals() =>
    [
        .. _centre.Bodies("device.checkpoint-refused")
            .Select(body => JsonElement.Parse(body.Span).GetProperty("finding").GetString()!),
    ];

    private async Task StartedAsync()
    {
        await OpenAsync();
        await RecordAsync();
        await GatewayFixture.UntilAsync(() => _centre.Log.Cosigned.Exists(one => one.Size >= 3));
    }

    private async Task OpenAsync()
    {
        await _centre.OpenAsync();
        _gateway.Options.Centre.Urls.Add(_centre.Url.ToString());
        _gateway.Options.Centre.EnrolmentCode = CentreDouble.Code;
        await _gateway.StartAsync();
    }

    private async Task<long> KeptSizeAsync() => Checkpoint.TryParse(
        SignedNote.TryParse(await File.ReadAllTextAsync(KeptFile, TestContext.Current.CancellationToken))!.Text)!.Size;

    /// <summary>Has the gateway write a record, and waits until the centre has it.</summary>
    private async Task RecordAsync()
    {
        var vehicle = $"T-{_centre.Leaves.Count}";
        _ = await _gateway.PostAsync("/check-outs", $$"""{"vehicle":"{{vehicle}}","driver":"D-7"}""");
        _ = await _gateway.WaitAsync("/status", body => body.GetProperty("lag").GetInt64() == 0);
    }
}
