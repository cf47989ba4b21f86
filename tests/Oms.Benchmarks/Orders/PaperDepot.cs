using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Extensions;
using Oms.Benchmarks.Cluster;
using Oms.Custody;
using Oms.Custody.CheckOuts;

namespace Oms.Benchmarks.Orders;

/// <summary>A depot's gateway with a real key and chain, which sends hand-overs and nothing else.</summary>
internal sealed class PaperDepot : IDisposable
{
    private const string Depot = "dep-1";
    private const string Device = "gw-1";
    private static readonly Guid BootId = Guid.Parse("4f2e1c0a-7d55-4a7e-9a51-0d9f5f0c1b2a");

    private readonly CentreProcess _centre;
    private readonly DeviceKey _key = DeviceKey.Create();
    private readonly Guid _incarnation = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
    private readonly Dictionary<string, ChainHead> _custodies = new(StringComparer.Ordinal);
    private readonly List<SignedRecord> _unsent = [];
    private LeafChain _chain;
    private long _written;

    private PaperDepot(CentreProcess centre)
    {
        _centre = centre;
        _chain = new LeafChain(new DeviceIdentity(Depot, Device, _incarnation), ChainHead.Empty);
        Write(
            string.Empty,
            DeviceIncarnation.Kind,
            new DeviceIncarnation(_incarnation, 0, BootId, _key.PublicKey.Spki.ToArray()).ToBody());
    }

    private static Instant Now => TimeProvider.System.GetUtcNow().ToInstant();

    public static async Task<PaperDepot> EnrolAsync(CentreProcess centre)
    {
        var depot = new PaperDepot(centre);
        _ = await centre.PostAsync("/depots", $$"""{"id":"{{Depot}}","name":"North"}""");
        var code = JsonElement.Parse(await centre.PostAsync($"/depots/{Depot}/enrolment-codes", "{}"))
            .GetProperty("code").GetString();
        _ = await centre.PostAsync("/edge/v1/enrolments", $$"""
            {"code":"{{code}}","depot":"{{Depot}}","device":"{{Device}}","incarnation":"{{depot._incarnation:D}}",
             "public_key":"{{Convert.ToBase64String(depot._key.PublicKey.Spki)}}"}
            """);
        return depot;
    }

    /// <summary>Sends the records of a visit in which all units of a route's only order were delivered.</summary>
    public async Task DeliverAsync(string route, string order, string sku, string lot, int units)
    {
        var checkOut = $"co-{route}";
        Write(checkOut, new CheckOutEvent.Arrived(Depot, "T-12", "D-3", route, null, null, Now));
        Write(checkOut, new CheckOutEvent.DeliveryReconciled(new StopDelivery(
            1,
            order,
            [new DeliveredLine(1, sku, lot, units, 0, 0, 0, null)],
            new ProofOfDelivery("A. Buyer", Now, new string('a', 64)))));
        Write(checkOut, new CheckOutEvent.CargoVerified([], "anna"));
        Write(checkOut, new CheckOutEvent.Completed($"depot:{Depot}"));
        await SendAsync();
    }

    public void Dispose() => _key.Dispose();

    private void Write(string checkOut, CheckOutEvent happened) => Write(
        checkOut,
        CheckOutEvents.NameOf(happened),
        JsonSerializer.SerializeToUtf8Bytes(happened, CheckOutJson.Default.GetTypeInfo(happened.GetType())!));

    private void Write(string custody, string kind, ReadOnlyMemory<byte> body)
    {
        var appended = _chain.Append(
            new LeafDraft
            {
                CustodyId = custody,
                Kind = kind,
                EventVersion = 1,
                Wall = Now,
                ClockQuality = ClockQuality.Ntp,
                MonoNanoseconds = ++_written,
                BootId = BootId,
                Actor = "user:anna",
                Body = body,
            },
            _custodies.GetValueOrDefault(custody),
            _key);
        _chain = appended.Next;
        _custodies[custody] = appended.Custody;
        _unsent.Add(appended.Record);
    }

    private async Task SendAsync()
    {
        const string Path = $"/edge/v1/depots/{Depot}/records";
        var records = _unsent.Select(record =>
            $$"""
            {"leaf":{{Text(record.Leaf)}},"sig":"{{Convert.ToBase64String(record.Signature.Span)}}",
             "body":{{Text(record.Body!.Value)}}}
            """);
        var body = Encoding.UTF8.GetBytes($$"""
            {"depot":"{{Depot}}","device":"{{Device}}","incarnation":"{{_incarnation:D}}",
             "records":[{{string.Join(',', records)}}],"head":{{Number(_written)}},"clock_quality":"ntp"}
            """);
        var time = Number(Now.ToUnixTimeSeconds());
        var signature = new byte[DomainSignature.Size];
        _key.Sign(
            "edge-request/v1\n"u8,
            Encoding.UTF8.GetBytes($"POST\n{Path}\n{time}\n{Convert.ToHexStringLower(SHA256.HashData(body))}"),
            signature);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        _ = request.Headers.TryAddWithoutValidation(
            "Oms-Edge-Signature", $"{Device}.{time}.{Base64Url.EncodeToString(signature)}");
        var ack = JsonElement.Parse(await _centre.SendAsync(request));
        if (ack.GetProperty("high_water").GetInt64() != _written)
        {
            throw new InvalidOperationException($"The records were not taken: {ack}");
        }

        _unsent.Clear();
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
