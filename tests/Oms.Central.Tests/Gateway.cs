using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Extensions;
using Oms.Central.Ingest;
using Oms.Contracts;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Central.Tests;

/// <summary>A depot's gateway with a real key, which writes and sends a real chain.</summary>
internal sealed class Gateway : IDisposable
{
    public const string Depot = "dep-1";
    private static readonly Guid BootId = Guid.Parse("4f2e1c0a-7d55-4a7e-9a51-0d9f5f0c1b2a");
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    private readonly Dictionary<string, ChainHead> _custodies = new(StringComparer.Ordinal);
    private LeafChain _chain;

    public Gateway(CentralServer server, string device = "gw-1", DeviceKey? key = null, Guid? incarnation = null)
    {
        Server = server;
        Key = RequestKey = key ?? DeviceKey.Create();
        Device = device;
        Incarnation = incarnation ?? Guid.CreateVersion7();
        _chain = new LeafChain(new DeviceIdentity(Depot, device, Incarnation), ChainHead.Empty);
        Write(
            string.Empty,
            DeviceIncarnation.Kind,
            new DeviceIncarnation(Incarnation, 0, BootId, Key.PublicKey.Spki.ToArray()).ToBody());
    }

    /// <summary>The centre, or the node of it, that it speaks to.</summary>
    public CentralServer Server { get; set; }

    /// <summary>The key that signs records.</summary>
    public DeviceKey Key { get; private set; }

    /// <summary>The key that signs requests.</summary>
    public DeviceKey RequestKey { get; set; }

    public string Device { get; }

    public Guid Incarnation { get; }

    /// <summary>Everything that it wrote, oldest first.</summary>
    public List<SignedRecord> Records { get; } = [];

    /// <summary>A gateway that wrote the same so far, and may go on otherwise: a cloned card.</summary>
    public Gateway Clone()
    {
        var clone = new Gateway(Server, Device, Key, Incarnation) { _chain = _chain };
        clone.Records.Clear();
        clone.Records.AddRange(Records);
        foreach (var (custody, head) in _custodies)
        {
            clone._custodies[custody] = head;
        }

        return clone;
    }

    public void Write(string custody, string kind, ReadOnlyMemory<byte> body)
    {
        var appended = _chain.Append(
            new LeafDraft
            {
                CustodyId = custody,
                Kind = kind,
                EventVersion = 1,
                Wall = Noon + Duration.FromSeconds(Records.Count),
                ClockQuality = ClockQuality.Ntp,
                MonoNanoseconds = 1_000 + Records.Count,
                BootId = BootId,
                Actor = "user:anna",
                Body = body,
            },
            _custodies.GetValueOrDefault(custody),
            Key);
        _chain = appended.Next;
        _custodies[custody] = appended.Custody;
        Records.Add(appended.Record);
    }

    /// <summary>Writes the record that names another key, which signs from then on.</summary>
    public void ChangeKey(DeviceKey next)
    {
        Write(string.Empty, DeviceKeyChange.Kind, DeviceKeyChange.Of(Incarnation, Key.PublicKey, next).ToBody());
        Key = next;
    }

    public void Write(string checkOut, CheckOutEvent happened) =>
        Write(
            checkOut,
            CheckOutEvents.NameOf(happened),
            JsonSerializer.SerializeToUtf8Bytes(happened, CheckOutJson.Default.GetTypeInfo(happened.GetType())!));

    /// <summary>Registers the depot, if need be, and this gateway's key with a fresh code.</summary>
    public async Task<Reply> EnrolAsync(string? code = null)
    {
        _ = await Server.PostAsync("/depots", $$"""{"id":"{{Depot}}","name":"North"}""");
        code ??= (await Server.PostAsync($"/depots/{Depot}/enrolment-codes", "{}")).Json.GetProperty("code")
            .GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, EdgeRoutes.Enrolments)
        {
            Content = JsonContent(JsonSerializer.SerializeToUtf8Bytes(
                new EnrolmentRequest(
                    code!, Depot, Device, Incarnation.ToString("D"), Convert.ToBase64String(Key.PublicKey.Spki)),
                EdgeJson.Default.EnrolmentRequest)),
        };
        return await Server.SendAsync(request);
    }

    /// <summary>Sends all records from a sequence number on.</summary>
    public Task<RecordAck> SendAsync(long from = 1) => SendAsync(Records.Skip((int)from - 1));

    public async Task<RecordAck> SendAsync(IEnumerable<SignedRecord> records)
    {
        var reply = await PostAsync(Batch(records));
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return JsonSerializer.Deserialize(reply.Body, EdgeJson.Default.RecordAck)!;
    }

    public RecordBatch Batch(IEnumerable<SignedRecord> records) => new(
        Depot,
        Device,
        Incarnation.ToString("D"),
        [
            .. records.Select(record => new SignedRecordJson(
                JsonElement.Parse(record.Leaf.Span),
                Convert.ToBase64String(record.Signature.Span),
                JsonElement.Parse(record.Body!.Value.Span))),
        ],
        Records.Count,
        "ntp");

    public Task<Reply> PostAsync(RecordBatch batch) =>
        SignedAsync(
            HttpMethod.Post,
            EdgeRoutes.Records.Replace("{depot}", Depot, StringComparison.Ordinal),
            JsonSerializer.SerializeToUtf8Bytes(batch, EdgeJson.Default.RecordBatch));

    public async Task<ManifestPage> ManifestsAsync(long after)
    {
        var path = EdgeRoutes.Manifests.Replace("{depot}", Depot, StringComparison.Ordinal);
        var reply = await SignedAsync(HttpMethod.Get, path, [], $"?after={after}");
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return JsonSerializer.Deserialize(reply.Body, EdgeJson.Default.ManifestPage)!;
    }

    public async Task<Reply> SignedAsync(
        HttpMethod method, string path, byte[] body, string query = "", Duration? clockOff = null)
    {
        var time = (TimeProvider.System.ToClock().GetCurrentInstant() + (clockOff ?? Duration.Zero))
            .ToUnixTimeSeconds();
        var signature = new byte[DomainSignature.Size];
        RequestKey.Sign("edge-request/v1\n"u8, EdgeSignature.Message(method.Method, path, time, body), signature);
        using var request = new HttpRequestMessage(method, path + query);
        if (method == HttpMethod.Post)
        {
            request.Content = JsonContent(body);
        }

        _ = request.Headers.TryAddWithoutValidation(
            EdgeRoutes.SignatureHeader,
            string.Create(CultureInfo.InvariantCulture, $"{Device}.{time}.{Base64Url.EncodeToString(signature)}"));
        return await Server.SendAsync(request);
    }

    public void Dispose() => Key.Dispose();

    private static ByteArrayContent JsonContent(byte[] body) =>
        new(body) { Headers = { ContentType = new("application/json") { CharSet = Encoding.UTF8.WebName } } };
}
