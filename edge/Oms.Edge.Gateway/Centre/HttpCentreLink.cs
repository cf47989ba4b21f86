using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Contracts;
using Oms.Edge.Gateway.Depot;
using Oms.Transparency;

namespace Oms.Edge.Gateway.Centre;

/// <summary>The centre over HTTP: signed requests, several URLs, HTTP/2 where there is TLS.</summary>
internal sealed class HttpCentreLink : ICentreLink, IDisposable
{
    private const int AnswerBytesMax = 16 * 1024 * 1024;
    private const int CompressFrom = 4_096;

    // Leaves and bodies go as the canonical bytes that were signed: nothing is escaped that JSON does not ask for.
    private static readonly EdgeJson Json = new(
        new JsonSerializerOptions(EdgeJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly IReadOnlyList<Uri> _urls;
    private readonly string _depot;
    private readonly string _device;
    private readonly DeviceKeyRing _keys;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private int _current;
    private bool _takesGzip;

    /// <param name="time">What the signature's time is of: the depot's clock.</param>
    public HttpCentreLink(
        IReadOnlyList<Uri> urls, string depot, string device, DeviceKeyRing keys, TimeProvider time, TimeSpan timeout,
        HttpMessageHandler? handler = null)
    {
        (_urls, _depot, _device, _keys, _time) = (urls, depot, device, keys, time);
        _client = new HttpClient(handler ?? new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(Math.Min(5, timeout.TotalSeconds)),
            AutomaticDecompression = DecompressionMethods.All,
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = 4,
        })
        {
            Timeout = timeout,
            MaxResponseContentBufferSize = AnswerBytesMax,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    /// <summary>The URL that is used now.</summary>
    public Uri Current => _urls[_current % _urls.Count];

    public Task<EnrolmentGrant> EnrolAsync(EnrolmentRequest request, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, EdgeRoutes.Enrolments, request, Json.EnrolmentRequest,
        Json.EnrolmentGrant, isSigned: false, cancellationToken);

    public Task<RecordAck> SendRecordsAsync(RecordBatch batch, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, PathOf(EdgeRoutes.Records), batch, Json.RecordBatch,
        Json.RecordAck, isSigned: true, cancellationToken);

    public Task<TelemetryAck> SendFrameAsync(TelemetryFrame frame, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, PathOf(EdgeRoutes.Telemetry), frame, Json.TelemetryFrame,
        Json.TelemetryAck, isSigned: true, cancellationToken);

    public Task<ManifestPage> ManifestsAsync(long after, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get, $"{PathOf(EdgeRoutes.Manifests)}?after={after}", (RecordBatch?)null, Json.RecordBatch,
        Json.ManifestPage, isSigned: true, cancellationToken);

    public Task<WitnessOffer> OfferAsync(long oldSize, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get, $"{PathOf(EdgeRoutes.Checkpoint)}?old={oldSize}", (RecordBatch?)null, Json.RecordBatch,
        Json.WitnessOffer, isSigned: true, cancellationToken);

    public Task<EdgeAck> CosignAsync(WitnessAnswer answer, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, PathOf(EdgeRoutes.Checkpoint), answer, Json.WitnessAnswer,
        Json.EdgeAck, isSigned: true, cancellationToken);

    public Task<EdgeAck> ReportFraudAsync(FraudReport report, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, PathOf(EdgeRoutes.Frauds), report, Json.FraudReport,
        Json.EdgeAck, isSigned: true, cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> TileAsync(TileId tile, CancellationToken cancellationToken)
    {
        var path = EdgeRoutes.LogTile.Replace("{tile}", tile.ToPath(), StringComparison.Ordinal);
        try
        {
            using var answer = await _client.GetAsync(new Uri(Current, path), cancellationToken);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(cancellationToken) : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CentreUnavailableException(failure.Message, failure);
        }
    }

    public void Dispose() => _client.Dispose();

    private string PathOf(string route) =>
        route.Replace("{depot}", Uri.EscapeDataString(_depot), StringComparison.Ordinal);

    private async Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody? body, JsonTypeInfo<TBody> form, JsonTypeInfo<TAnswer> answerForm,
        bool isSigned, CancellationToken cancellationToken)
        where TBody : class
    {
        var octets = body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, form);
        using var request = new HttpRequestMessage(method, new Uri(Current, path));
        if (isSigned)
        {
            request.Headers.Add(
                EdgeRoutes.SignatureHeader,
                RequestSignature.Of(
                    _keys.Requests, _device, _time.GetUtcNow().ToUnixTimeSeconds(), method.Method,
                        request.RequestUri!.PathAndQuery, octets));
        }

        if (body is not null)
        {
            var compresses = _takesGzip && octets.Length >= CompressFrom;
            request.Content = new ByteArrayContent(compresses ? Compress(octets) : octets);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (compresses)
            {
                request.Content.Headers.ContentEncoding.Add("gzip");
            }
        }

        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            return await ReadAsync(answer, answerForm, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The next attempt goes to the next node.
            _current = (_current + 1) % _urls.Count;
            throw new CentreUnavailableException(failure.Message, failure);
        }
    }

    private async Task<TAnswer> ReadAsync<TAnswer>(
        HttpResponseMessage answer, JsonTypeInfo<TAnswer> form, CancellationToken cancellationToken)
    {
        // RFC 9110, section 12.5.3: an Accept-Encoding in an answer names the codings that the next request may have.
        _takesGzip |= answer.Headers.TryGetValues("Accept-Encoding", out var codings)
            && codings.Any(coding => coding.Contains("gzip", StringComparison.OrdinalIgnoreCase));
        var octets = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        var status = (int)answer.StatusCode;
        if (status is 415 && _takesGzip)
        {
            _takesGzip = false;
            throw new CentreUnavailableException("The centre takes no compressed request after all.");
        }

        if (status is 408 or 425 or 429 or >= 500)
        {
            _current = (_current + 1) % _urls.Count;
            throw new CentreUnavailableException($"The centre answered {status}.");
        }

        if (status is < 200 or >= 300)
        {
            if (status == 401)
            {
                _keys.Refused();
            }

            throw new CentreRefusedException(status, Detail(octets));
        }

        try
        {
            return JsonSerializer.Deserialize(octets, form)
                ?? throw new CentreUnavailableException("The centre's answer is null.");
        }
        catch (JsonException failure)
        {
            throw new CentreUnavailableException("The centre's answer is not of its form.", failure);
        }
    }

    private static byte[] Compress(byte[] octets)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(octets);
        }

        return output.ToArray();
    }

    private static string Detail(byte[] octets)
    {
        try
        {
            using var problem = JsonDocument.Parse(octets);
            var root = problem.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                var title = root.TryGetProperty("title", out var one) ? one.ToString() : "";
                var detail = root.TryGetProperty("detail", out var other) ? other.ToString() : "";
                var text = $"{title} {detail}".Trim();
                return text.Length > 300 ? text[..300] : text;
            }
        }
        catch (JsonException)
        {
            // Not a problem document: the status says enough.
        }

        return "no reason given";
    }
}
