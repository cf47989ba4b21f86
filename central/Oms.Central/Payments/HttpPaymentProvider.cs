using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using NodaTime.Text;
using Oms.Central.Orders;

namespace Oms.Central.Payments;

/// <summary>A payment provider over HTTP: <c>docs/central/payments.md</c> has the protocol.</summary>
internal sealed class HttpPaymentProvider(ProviderSettings settings, TimeProvider time) : IPaymentProvider, IDisposable
{
    private const int BodyBytesMax = 64 << 10;
    private const int PageBytesMax = 1 << 20;
    private const int CursorCharsMax = 200;

    // A provider that answers with another address is not followed there.
    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) });

    public async Task<ProviderAnswer> CallAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, "v1/transactions");
        request.Headers.Add("Idempotency-Key", call.Key);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(
            new ProviderRequest(call.Key, call.Kind, call.Amount, call.Payment, call.Token, call.Authorisation),
            ProviderJson.Default.ProviderRequest));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var (record, status, problem) = await SendAsync(
            request, ProviderJson.Default.ProviderRecord, cancellationToken);
        return record is null ? new ProviderAnswer.Unclear(problem ?? Status(status)) : Read(record, call);
    }

    public async Task<ProviderAnswer> AskAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, $"v1/transactions/{Uri.EscapeDataString(call.Key)}");
        var (record, status, problem) = await SendAsync(
            request, ProviderJson.Default.ProviderRecord, cancellationToken);
        return record is not null ? Read(record, call)
            : status == HttpStatusCode.NotFound ? new ProviderAnswer.NeverHeardOf()
            : new ProviderAnswer.Unclear(problem ?? Status(status));
    }

    public async Task<ProviderDispute?> FindDisputeAsync(string reference, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, $"v1/disputes/{Uri.EscapeDataString(reference)}");
        var (record, _, _) = await SendAsync(request, ProviderJson.Default.DisputeRecord, cancellationToken);
        return record is null || record.Ref != reference
            ? null
            : new ProviderDispute(
                record.Ref,
                record.Payment,
                record.Amount,
                OrderTerms.IsName(record.Reason) ? record.Reason : "not-told",
                record.Status switch
                {
                    DisputeStatus.Won => true,
                    DisputeStatus.Lost => false,
                    _ => null,
                });
    }

    public async Task<SettlementPage> ReadSettlementAsync(
        Instant from, Instant until, string? after, CancellationToken cancellationToken)
    {
        var cursor = after is null ? string.Empty : $"&after={Uri.EscapeDataString(after)}";
        using var request = Request(HttpMethod.Get, string.Create(
            CultureInfo.InvariantCulture,
            $"v1/settlements?from={Text(from)}&until={Text(until)}&limit={SettlementPage.RowsMax}{cursor}"));
        var (record, status, problem) = await SendAsync(
            request, ProviderJson.Default.SettlementRecord, cancellationToken, PageBytesMax);
        return record is null ? Unread(problem ?? Status(status))
            : record.Rows.Count > SettlementPage.RowsMax ? Unread("page-too-long")
            : record.Next is { } next && (next.Length is 0 or > CursorCharsMax || next == after)
                ? Unread("cursor-unfit")
            : record.Rows.Select(row => (row.Ref, Fault: row.Fault())).FirstOrDefault(row => row.Fault is not null)
                is { Fault: var (field, reason) } unfit
                ? Unread($"row-unfit: {field} of {unfit.Ref[..int.Min(unfit.Ref.Length, CursorCharsMax)]}: {reason}")
            : new SettlementPage(record.Rows, record.Next, null);

        static SettlementPage Unread(string problem) => new(null, null, problem);

        static string Text(Instant at) => Uri.EscapeDataString(InstantPattern.ExtendedIso.Format(at));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What a record means for the transaction that was asked about.</summary>
    private static ProviderAnswer Read(ProviderRecord record, ProviderCall call) =>
        record.Key != call.Key || record.Kind != call.Kind || record.Amount != call.Amount
            ? new ProviderAnswer.Unclear("answer-about-another")
            : record.Status switch
            {
                ProviderStatus.Succeeded when OrderTerms.IsName(record.Id) =>
                    new ProviderAnswer.Succeeded(record.Id!, record.ExpiresAt),
                ProviderStatus.Succeeded => new ProviderAnswer.Unclear("success-without-id"),
                ProviderStatus.Declined => new ProviderAnswer.Declined(
                    OrderTerms.IsName(record.Reason) ? record.Reason! : "declined"),
                _ => new ProviderAnswer.Unclear("pending"),
            };

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(settings.Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Key);
        return request;
    }

    private async Task<(T? Value, HttpStatusCode Status, string? Problem)> SendAsync<T>(
        HttpRequestMessage request,
        JsonTypeInfo<T> json,
        CancellationToken cancellationToken,
        int bytesMax = BodyBytesMax)
        where T : class
    {
        using var patience = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            {
                return (null, response.StatusCode, null);
            }

            await response.Content.LoadIntoBufferAsync(bytesMax, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return (JsonSerializer.Deserialize(body, json), response.StatusCode, null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, default, failure switch
            {
                JsonException => "answer-unreadable",
                HttpRequestException { HttpRequestError: var error } => $"unreachable: {error}",
                OperationCanceledException => "timeout",
                _ => "connection-broken",
            });
        }
    }

    private static string Status(HttpStatusCode status) =>
        string.Create(CultureInfo.InvariantCulture, $"http-{(int)status}");
}
