using System.Net.Http.Headers;

namespace Oms.Cli.Api;

/// <summary>Asks one system, waits when it says "later", and follows no redirection with the key.</summary>
/// <threadsafety>One request at a time.</threadsafety>
internal sealed class ApiClient : IDisposable
{
    /// <summary>How often a request is made before "later" is taken for an answer.</summary>
    public const int AttemptsMax = 6;

    /// <summary>The longest answer that is read. Bytes.</summary>
    public const int BodyBytesMax = 256 << 20;

    /// <summary>The longest wait that a system may ask for; a longer one is left to the caller.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WaitDefault = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    /// <param name="url">Where the system's API begins.</param>
    /// <param name="key">The API key; null to ask without one.</param>
    /// <param name="timeout">How long one request may take.</param>
    public ApiClient(Uri url, string? key, TimeProvider time, TimeSpan timeout)
    {
        (_time, _timeout) = (time, timeout);

        // A proxy of the environment is for the world outside; what runs on this machine is asked directly.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = !url.IsLoopback,
            UseCookies = false,
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = url,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = BodyBytesMax,
        };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>Where the system's API begins.</summary>
    public Uri Url => _http.BaseAddress!;

    public void Dispose() => _http.Dispose();

    /// <summary>Reads.</summary>
    /// <param name="path">Without a slash in front, escaped.</param>
    /// <param name="retries">Whether "later" is waited for; a question after the health is answered by it.</param>
    /// <exception cref="NoApiException">Nothing answered.</exception>
    public Task<ApiAnswer> GetAsync(string path, CancellationToken cancellationToken, bool retries = true) =>
        AskAsync(() => new HttpRequestMessage(HttpMethod.Get, path), null, retries, cancellationToken);

    /// <summary>Changes something; every attempt carries the same key, so it is done at most once.</summary>
    /// <exception cref="NoApiException">Nothing answered; the message says whether it may have been done.</exception>
    public Task<ApiAnswer> PostAsync(
        string path, byte[] body, string idempotencyKey, CancellationToken cancellationToken) =>
        AskAsync(
            () =>
            {
                var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                return new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Content = content,
                    Headers = { { "Idempotency-Key", idempotencyKey } },
                };
            },
            idempotencyKey,
            retries: true,
            cancellationToken);

    /// <summary>Opens an answer that goes on.</summary>
    /// <exception cref="NoApiException">Nothing answered.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(_timeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (Exception failure) when (IsTransport(failure, cancellationToken))
        {
            throw new NoApiException(Describe(failure, null), failure) { IsOfTransport = true };
        }
    }

    /// <summary>Reads an answer to its end.</summary>
    public async Task<ApiAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var retry = response.Headers.RetryAfter;
        return new ApiAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType ?? string.Empty,
            await response.Content.ReadAsByteArrayAsync(cancellationToken),
            retry?.Delta ?? (retry?.Date is { } date ? date - _time.GetUtcNow() : null));
    }

    private async Task<ApiAnswer> AskAsync(
        Func<HttpRequestMessage> make, string? idempotencyKey, bool retries, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await OnceAsync(make, idempotencyKey, cancellationToken);
            var wait = answer.RetryAfter ?? WaitDefault;
            if (!retries || !answer.IsForLater || attempt == AttemptsMax || wait > WaitMax)
            {
                return answer;
            }

            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _time, cancellationToken);
        }
    }

    private async Task<ApiAnswer> OnceAsync(
        Func<HttpRequestMessage> make, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(_timeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var request = make();
            using var response = await _http.SendAsync(request, limit.Token);
            return await ReadAsync(response, limit.Token);
        }
        catch (Exception failure) when (IsTransport(failure, cancellationToken))
        {
            throw new NoApiException(Describe(failure, idempotencyKey), failure) { IsOfTransport = true };
        }
    }

    private static bool IsTransport(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or IOException
        || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private string Describe(Exception failure, string? idempotencyKey)
    {
        var reason = failure is OperationCanceledException
            ? $"no answer within {_timeout.TotalSeconds:0.#} s"
            : (failure.InnerException ?? failure).Message;
        var notSent = failure is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };
        var doubt = idempotencyKey is null || notSent
            ? string.Empty
            : $"\nWhether it was done is not known. Asking again with {ApiOptions.IdempotencyKeyName} {idempotencyKey} "
                + "does it at most once.";
        return $"{Url} cannot be reached: {reason}.{doubt}";
    }
}
