using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Oms.Edge.Fleet.Http;

/// <summary>Asks a server again and again until it gives a final answer, however often it dies meanwhile.</summary>
/// <remarks>
/// A request is repeated byte for byte with the same Idempotency-Key, so that a lost answer costs a repeat and never
/// a second effect. Waiting is in real time even where the demonstration's clock runs fast: it is processes that are
/// waited for.
/// </remarks>
/// <threadsafety>Any number of callers at once.</threadsafety>
public sealed class PatientClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private readonly Func<Uri> _server;
    private readonly Func<string?> _key;
    private readonly Patience _patience;
    private readonly TimeProvider _time;
    private long _repeats;

    /// <param name="handler">The way to the network; owned and disposed of here.</param>
    /// <param name="server">Where the server is now; asked before each attempt, for it may move when restarted.</param>
    /// <param name="key">The API key that is sent as a bearer token; asked before each attempt; null for none.</param>
    /// <param name="time">Real time.</param>
    public PatientClient(
        HttpMessageHandler handler, Func<Uri> server, Func<string?> key, Patience patience, TimeProvider time)
    {
        // The attempt's own limit below decides; the client's would hide which of the two it was.
        _http = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        (_server, _key, _patience, _time) = (server, key, patience, time);
    }

    /// <summary>How many attempts were repeats of one that failed.</summary>
    public long Repeats => Interlocked.Read(ref _repeats);

    /// <summary>Writes, once in effect.</summary>
    /// <returns>The final answer: accepted, or refused by the server's rules.</returns>
    public Task<Answer> PostAsync<T>(
        string path, T body, JsonTypeInfo<T> form, string idempotencyKey, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body, form), Json, idempotencyKey, cancellationToken);

    /// <summary>Stores raw bytes, once in effect.</summary>
    public Task<Answer> PutAsync(
        string path, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, body.ToArray(), new("application/octet-stream"), idempotencyKey, cancellationToken);

    public Task<Answer> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, body: null, type: null, idempotencyKey: null, cancellationToken);

    /// <summary>One attempt at a read; null when the server cannot answer now. For views, which show the next.</summary>
    public async Task<Answer?> TryGetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await AttemptAsync(HttpMethod.Get, path, null, null, null, cancellationToken);
        return answer is null || IsTemporary(answer) ? null : answer;
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        MediaTypeHeaderValue? type,
        string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await AttemptAsync(method, path, body, type, idempotencyKey, cancellationToken);
            if (answer is not null && !IsTemporary(answer))
            {
                return answer;
            }

            Interlocked.Increment(ref _repeats);
            await Task.Delay(_patience.Pause(attempt), _time, cancellationToken);
        }
    }

    // Null: no answer came, so nobody knows whether the request had its effect.
    private async Task<Answer?> AttemptAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        MediaTypeHeaderValue? type,
        string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server(), path));
        if (_key() is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = type } };
        }

        using var limit = new CancellationTokenSource(_patience.AttemptLimit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var response = await _http.SendAsync(request, both.Token);
            return new Answer(
                response.StatusCode,
                await response.Content.ReadAsByteArrayAsync(both.Token),
                response.Headers.Location?.OriginalString,
                response.Content.Headers.ContentType?.MediaType);
        }
        catch (Exception failure) when (
            failure is HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    // 409 with one of these names means "not yet", not "no".
    private static bool IsTemporary(Answer answer) =>
        (int)answer.Status >= 500
        || answer.Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        || (answer.Status == HttpStatusCode.Conflict && answer.Code == "idempotency-in-flight");
}
