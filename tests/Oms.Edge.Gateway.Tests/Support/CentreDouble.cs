using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Oms.Contracts;
using Oms.Custody;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Gateway.Tests.Support;

/// <summary>A centre that speaks the real protocol: it enrols keys, checks signatures, chains and leaves, and
/// acknowledges.</summary>
internal sealed class CentreDouble : IAsyncDisposable
{
    public const string Code = "one-time-code";
    private readonly Lock _gate = new();
    private readonly List<CustodyLeaf> _leaves = [];
    private readonly List<(string Kind, ReadOnlyMemory<byte> Body)> _bodies = [];
    private readonly Dictionary<string, ChainHead> _custodies = new(StringComparer.Ordinal);
    private readonly List<DevicePublicKey> _keys = [];
    private DeviceIdentity? _identity;
    private ChainHead _head;
    private WebApplication? _app;
    private int _port;

    public ConcurrentQueue<string> Faults { get; } = new();

    public LogDouble Log { get; } = new();

    /// <summary>Fraud proofs that gateways handed over.</summary>
    public ConcurrentQueue<byte[]> Frauds { get; } = new();

    public ConcurrentDictionary<(string Device, long Window), string> Frames { get; } = new();

    public List<Manifest> Manifests { get; } = [];

    /// <summary>Set to the reason for which every batch is set aside; null for none.</summary>
    public string? Quarantines { get; set; }

    public bool SawCompression { get; private set; }

    public Uri Url => new($"http://127.0.0.1:{_port}");

    public IReadOnlyList<CustodyLeaf> Leaves
    {
        get
        {
            lock (_gate)
            {
                return [.. _leaves];
            }
        }
    }

    /// <summary>The bodies of the records of a kind.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Bodies(string kind)
    {
        lock (_gate)
        {
            return [.. _bodies.Where(one => one.Kind == kind).Select(one => one.Body)];
        }
    }

    /// <summary>Starts on a port, the same one after a stop.</summary>
    public async Task OpenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, _port));
        _ = builder.Services.AddRoutingCore().AddRequestDecompression();
        _app = builder.Build();
        _ = _app.Use((context, next) =>
        {
            SawCompression |= context.Request.Headers.ContentEncoding.Count > 0;
            context.Response.Headers.AcceptEncoding = "gzip";
            return next(context);
        });
        _ = _app.UseRequestDecompression();
        _ = _app.UseRouting();
        _ = _app.MapPost(EdgeRoutes.Enrolments, EnrolAsync);
        _ = _app.MapPost(EdgeRoutes.Records, RecordsAsync);
        _ = _app.MapPost(EdgeRoutes.Telemetry, FrameAsync);
        _ = _app.MapGet(EdgeRoutes.Manifests, ManifestsAsync);
        _ = _app.MapGet(EdgeRoutes.Checkpoint, OfferAsync);
        _ = _app.MapPost(EdgeRoutes.Checkpoint, CosignAsync);
        _ = _app.MapPost(EdgeRoutes.Frauds, FraudAsync);
        _ = _app.MapGet("/log/{**path}", TileAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.First()).Port;
    }

    public async Task CloseAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }
    }

    /// <summary>Forgets everything after a sequence number: restored from an older backup.</summary>
    public void RestoreTo(long seq)
    {
        lock (_gate)
        {
            _leaves.RemoveAll(leaf => leaf.Seq > seq);
            _custodies.Clear();
            foreach (var leaf in _leaves)
            {
                Take(leaf, Digest.Of(leaf.Encode()));
            }

            _head = _leaves.Count > 0 ? new ChainHead(seq, Digest.Of(_leaves[^1].Encode())) : ChainHead.Empty;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _keys.ForEach(key => key.Dispose());
        Log.Dispose();
    }

    private async Task EnrolAsync(HttpContext context)
    {
        var request = (await JsonSerializer.DeserializeAsync(context.Request.Body, EdgeJson.Default.EnrolmentRequest))!;
        if (request.Code != Code)
        {
            context.Response.StatusCode = 403;
            return;
        }

        _keys.Add(DevicePublicKey.TryImport(Convert.FromBase64String(request.PublicKey))!);
        _identity = new DeviceIdentity(request.Depot, request.Device, Guid.Parse(request.Incarnation));
        using var certificate = JsonDocument.Parse("{}");
        await WriteAsync(
            context,
            JsonSerializer.SerializeToUtf8Bytes(
                new EnrolmentGrant(certificate.RootElement.Clone(), "root", Log.Vkey),
                EdgeJson.Default.EnrolmentGrant));
    }

    private async Task RecordsAsync(HttpContext context)
    {
        if (await VerifiedAsync(context) is not { } body)
        {
            return;
        }

        var batch = JsonSerializer.Deserialize(body, EdgeJson.Default.RecordBatch)!;
        RecordAck ack;
        lock (_gate)
        {
            ack = Quarantines is { } reason
                ? new RecordAck(_head.Seq, _head.Seq + 1, null, 500, reason)
                : Accept(batch);
        }

        ack = ack with { Checkpoint = (await Log.CheckpointAsync()).ToString() };

        await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(ack, EdgeJson.Default.RecordAck));
    }

    private RecordAck Accept(RecordBatch batch)
    {
        var records = batch.Records
            .Select(one => new SignedRecord(
                Json.CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(one.Leaf.GetRawText())),
                Convert.FromBase64String(one.Sig),
                Json.CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(one.Body.GetRawText()))))
            .SkipWhile(one => CustodyLeaf.TryDecode(one.Leaf.Span, out var leaf, out _) && leaf.Seq <= _head.Seq)
            .ToList();
        var run = new LeafVerifier(_identity!, _keys[^1], BodyRule.Required)
            .VerifyRun(_head, id => _custodies.GetValueOrDefault(id), records);
        foreach (var (leaf, record) in run.Accepted.Zip(records))
        {
            _leaves.Add(leaf);
            Take(leaf, record.LeafHash);
            _bodies.Add((leaf.Kind, record.Body!.Value));
            Log.Append(record);
        }

        if (run.KeyChange is { } change)
        {
            _keys.Add(DevicePublicKey.TryImport(change.NextKey.Span)!);
        }

        _head = run.Device;
        if (run.Fault is { Kind: not LeafFaultKind.SeqGap } fault)
        {
            Faults.Enqueue($"{fault.Kind} {fault.Reason}");
        }

        return new RecordAck(_head.Seq, _head.Seq + 1, null, 500, null);
    }

    private void Take(CustodyLeaf leaf, Digest hash)
    {
        if (leaf.CustodyId.Length > 0)
        {
            _custodies[leaf.CustodyId] = new ChainHead(leaf.CustodySeq, hash);
        }
    }

    private async Task FrameAsync(HttpContext context)
    {
        if (await VerifiedAsync(context) is not { } body)
        {
            return;
        }

        var frame = JsonSerializer.Deserialize(body, EdgeJson.Default.TelemetryFrame)!;
        var octets = Convert.FromBase64String(frame.Frame);
        var isGood = Convert.ToHexStringLower(SHA256.HashData(octets)) == frame.Sha256;
        if (isGood)
        {
            Frames[(frame.Device, frame.Window)] = frame.Sha256;
        }
        else
        {
            Faults.Enqueue($"frame {frame.Window} is not what its digest says");
        }

        await WriteAsync(
            context,
                JsonSerializer.SerializeToUtf8Bytes(new TelemetryAck(isGood, 500, null),
                    EdgeJson.Default.TelemetryAck));
    }

    private async Task ManifestsAsync(HttpContext context)
    {
        if (await VerifiedAsync(context) is null)
        {
            return;
        }

        var after = int.Parse(context.Request.Query["after"].ToString(), CultureInfo.InvariantCulture);
        List<Manifest> page;
        lock (_gate)
        {
            page = [.. Manifests.Skip(after)];
        }

        await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(
            new ManifestPage(page, after + page.Count), EdgeJson.Default.ManifestPage));
    }

    private async Task OfferAsync(HttpContext context)
    {
        if (await VerifiedAsync(context) is not null)
        {
            var old = long.Parse(context.Request.Query["old"].ToString(), CultureInfo.InvariantCulture);
            await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(
                new WitnessOffer(await Log.OfferAsync(old)), EdgeJson.Default.WitnessOffer));
        }
    }

    private async Task CosignAsync(HttpContext context)
    {
        if (await VerifiedAsync(context) is not { } body)
        {
            return;
        }

        var answer = JsonSerializer.Deserialize(body, EdgeJson.Default.WitnessAnswer)!;
        var note = Transparency.SignedNote.TryParse(answer.Note)!;
        lock (_gate)
        {
            Log.CosignedBy.Add(answer.Vkey);
            Log.Cosigned.Add((Transparency.Checkpoint.TryParse(note.Text)!.Size, note));
        }

        await WriteAsync(
            context, JsonSerializer.SerializeToUtf8Bytes(new EdgeAck(true, null), EdgeJson.Default.EdgeAck));
    }

    private async Task FraudAsync(HttpContext context)
    {
        if (await VerifiedAsync(context) is not { } body)
        {
            return;
        }

        var report = JsonSerializer.Deserialize(body, EdgeJson.Default.FraudReport)!;
        Frauds.Enqueue(Json.CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(report.Fraud.GetRawText())));
        await WriteAsync(
            context, JsonSerializer.SerializeToUtf8Bytes(new EdgeAck(true, null), EdgeJson.Default.EdgeAck));
    }

    private async Task TileAsync(HttpContext context)
    {
        if (await Log.TileAsync($"{context.Request.RouteValues["path"]}") is { } tile)
        {
            await context.Response.Body.WriteAsync(tile);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private async Task<byte[]?> VerifiedAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        var parts = context.Request.Headers[EdgeRoutes.SignatureHeader].ToString().Split('.');
        var text =
            $"{context.Request.Method}\n{context.Request.Path}{context.Request.QueryString}\n"
            + $"{parts.ElementAtOrDefault(1)}\n"
            + Convert.ToHexStringLower(SHA256.HashData(body));
        if (parts.Length == 3 && parts[0] == _identity?.Device && _keys.TakeLast(2).Any(key =>
            key.Verify("edge-request/v1\n"u8, Encoding.UTF8.GetBytes(text), Base64Url.DecodeFromChars(parts[2]))))
        {
            return body;
        }

        Faults.Enqueue("a request's signature is wrong");
        context.Response.StatusCode = 401;
        return null;
    }

    private static async Task WriteAsync(HttpContext context, byte[] octets)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(octets);
    }
}
