using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Finance;
using Oms.Json;

namespace Oms.Central.Carriers;

/// <summary>A carrier over HTTP: <c>docs/central/carriers.md</c> has the protocol.</summary>
internal sealed class HttpCarrier(CarrierAccess access, TimeProvider time) : ICarrierPort, IDisposable
{
    private const int BodyBytesMax = 64 << 10;
    private const string Zpl = "^XA";

    // A carrier that answers with another address is not followed there.
    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) });

    public async Task<CarrierAnswer> LabelAsync(LabelCall call, CancellationToken cancellationToken)
    {
        if (call.To.Address is null || call.From.Address is null)
        {
            return new CarrierAnswer.Declined("address-unknown");
        }

        using var request = Request(HttpMethod.Post, "v1/labels", call.Key);
        request.Content = Json(JsonSerializer.SerializeToUtf8Bytes(
            new CarrierRequest(
                call.Key, call.Sscc, call.Ask.Purpose, call.Ask.Service, call.Ask.Grams, call.From, call.To,
                call.Reference, call.Ask.PickupOn),
            CarrierPortJson.Default.CarrierRequest));
        return await AskAsync(request, call.Key, record => record.Status switch
        {
            CarrierStatus.Printed when OrderTerms.IsName(record.Tracking) =>
                new CarrierAnswer.Printed(record.Tracking!, record.Cost is { Minor: >= 0 } cost ? cost : null),
            CarrierStatus.Printed => new CarrierAnswer.Unclear("label-without-number"),
            CarrierStatus.Declined => new CarrierAnswer.Declined(Reason(record, "declined")),
            _ => null,
        }, cancellationToken);
    }

    public async Task<CarrierAnswer> VoidAsync(LabelCall call, CancellationToken cancellationToken)
    {
        using var request = Request(
            HttpMethod.Post, $"v1/labels/{Uri.EscapeDataString(call.Key)}/void", $"{call.Key}/void");
        request.Content = Json("{}"u8.ToArray());
        return await AskAsync(request, call.Key, record => record.Status switch
        {
            CarrierStatus.Voided => new CarrierAnswer.Voided(),
            CarrierStatus.Refused => new CarrierAnswer.Kept(Reason(record, "refused")),
            _ => null,
        }, cancellationToken);
    }

    public async Task<CarrierAnswer> CloseOutAsync(CloseOutCall call, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, "v1/close-outs", call.Key);
        request.Content = Json(JsonSerializer.SerializeToUtf8Bytes(
            new CarrierCloseOut(
                call.Key, call.From, call.Day,
                [
                    .. call.Parcels.Select(parcel => new CarrierParcel(
                        LabelWorker.KeyOf(parcel.Sscc, parcel.Number), parcel.Sscc, parcel.Tracking)),
                ]),
            CarrierPortJson.Default.CarrierCloseOut));
        return await AskAsync(request, call.Key, record => record.Status switch
        {
            CarrierStatus.Accepted => new CarrierAnswer.Accepted(
                OrderTerms.IsName(record.Reference) ? record.Reference! : call.Key),
            CarrierStatus.Declined => new CarrierAnswer.Declined(Reason(record, "declined")),
            _ => null,
        }, cancellationToken);
    }

    public async Task<string?> DocumentAsync(LabelCall call, CancellationToken cancellationToken)
    {
        using var request = Request(
            HttpMethod.Get, $"v1/labels/{Uri.EscapeDataString(call.Key)}/document", key: null);
        var (body, _) = await ReadAsync(request, cancellationToken);
        var text = body is null ? string.Empty : Encoding.UTF8.GetString(body);
        return text.StartsWith(Zpl, StringComparison.Ordinal) ? text : null;
    }

    public void Dispose() => _http.Dispose();

    private static string Reason(CarrierRecord record, string otherwise) =>
        OrderTerms.IsName(record.Reason) ? record.Reason! : otherwise;

    private static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? key)
    {
        var request = new HttpRequestMessage(method, new Uri(access.Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.Key);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return request;
    }

    /// <summary>What a carrier says of a key.</summary>
    /// <param name="read">What its record means; null where it is none of what is expected.</param>
    private async Task<CarrierAnswer> AskAsync(
        HttpRequestMessage request, string key, Func<CarrierRecord, CarrierAnswer?> read,
        CancellationToken cancellationToken)
    {
        var (record, problem) = await SendAsync(request, cancellationToken);
        return record is null ? new CarrierAnswer.Unclear(problem!)
            : record.Key != key ? new CarrierAnswer.Unclear("answer-about-another")
            : read(record) ?? new CarrierAnswer.Unclear("pending");
    }

    private async Task<(CarrierRecord? Record, string? Problem)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (body, problem) = await ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return (null, problem);
        }

        try
        {
            return JsonSerializer.Deserialize(body, CarrierPortJson.Default.CarrierRecord) is { } record
                ? (record, null)
                : (null, "answer-unreadable");
        }
        catch (JsonException)
        {
            return (null, "answer-unreadable");
        }
    }

    private async Task<(byte[]? Body, string? Problem)> ReadAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(access.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            {
                return (null, string.Create(CultureInfo.InvariantCulture, $"http-{(int)response.StatusCode}"));
            }

            await response.Content.LoadIntoBufferAsync(BodyBytesMax, either.Token);
            return (await response.Content.ReadAsByteArrayAsync(either.Token), null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, failure switch
            {
                HttpRequestException { HttpRequestError: var error } => $"unreachable: {error}",
                OperationCanceledException => "timeout",
                _ => "connection-broken",
            });
        }
    }
}

/// <summary>A label as it is asked for.</summary>
internal sealed record CarrierRequest(
    string Key,
    string Sscc,
    LabelPurpose Purpose,
    string Service,
    long Grams,
    LabelParty From,
    LabelParty To,
    string Reference,
    LocalDate ShipOn);

/// <summary>A close-out as the carrier is told of it.</summary>
internal sealed record CarrierCloseOut(
    string Key, LabelParty From, LocalDate Day, IReadOnlyList<CarrierParcel> Parcels);

/// <param name="Label">The key of its label.</param>
internal sealed record CarrierParcel(string Label, string Sscc, string Tracking);

/// <summary>A label, or a close-out, as the carrier's record has it.</summary>
internal sealed record CarrierRecord(string Key, CarrierStatus Status)
{
    /// <summary>The carrier's number of the parcel; there when the label is printed.</summary>
    public string? Tracking { get; init; }

    /// <summary>What the carrier charges.</summary>
    public Money? Cost { get; init; }

    /// <summary>What the carrier calls the close-out.</summary>
    public string? Reference { get; init; }

    /// <summary>Why it was declined, or is not taken back.</summary>
    public string? Reason { get; init; }
}

[JsonConverter(typeof(SnakeCaseEnumConverter<CarrierStatus>))]
internal enum CarrierStatus
{
    Pending,
    Printed,
    Declined,
    Voided,

    /// <summary>The close-out is known.</summary>
    Accepted,

    /// <summary>The label is not taken back.</summary>
    Refused,
}

/// <summary>How carriers are spoken to; members that they add are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(CarrierRequest))]
[JsonSerializable(typeof(CarrierCloseOut))]
[JsonSerializable(typeof(CarrierRecord))]
internal sealed partial class CarrierPortJson : JsonSerializerContext;
