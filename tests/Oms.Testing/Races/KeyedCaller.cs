using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Oms.Testing.Races;

/// <summary>Asks nodes of a centre, and repeats a write with its key at the next node until the answer is
/// final.</summary>
/// <param name="nodes">Clients of the nodes, all with one API key.</param>
/// <param name="inFlight">Requests that may be open at once.</param>
/// <threadsafety>Any number of callers at once.</threadsafety>
public sealed class KeyedCaller(IReadOnlyList<HttpClient> nodes, int inFlight) : IDisposable
{
    private const int AttemptsMax = 2_000;
    private const int PausesMax = 25;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _open = new(inFlight);
    private long _refusedForNow;

    /// <summary>How often a node said that it can take no more now, or was not there.</summary>
    public long RefusedForNow => Interlocked.Read(ref _refusedForNow);

    /// <summary>POSTs until the answer is final.</summary>
    /// <param name="caller">Where it begins: callers go round the nodes.</param>
    /// <exception cref="TimeoutException">It never became final.</exception>
    public async Task<KeyedAnswer> PostAsync(
        int caller, string path, string json, string key, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            await _open.WaitAsync(cancellationToken);
            KeyedAnswer? answer;
            try
            {
                answer = await AttemptAsync(
                    nodes[(caller + attempt) % nodes.Count], path, json, key, cancellationToken);
            }
            finally
            {
                _ = _open.Release();
            }

            if (answer is { IsFinal: true })
            {
                return answer;
            }

            _ = Interlocked.Increment(ref _refusedForNow);
            await Task.Delay(Pause * int.Min(attempt + 1, PausesMax), TimeProvider.System, cancellationToken);
        }

        throw new TimeoutException($"{path} was never answered for good.");
    }

    /// <summary>Reads what every node says.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetOfAllAsync(string path, CancellationToken cancellationToken)
    {
        var read = new List<JsonElement>();
        foreach (var node in nodes)
        {
            read.Add(JsonElement.Parse(
                await node.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellationToken)));
        }

        return read;
    }

    public void Dispose() => _open.Dispose();

    private static async Task<KeyedAnswer?> AttemptAsync(
        HttpClient node, string path, string json, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var response = await node.SendAsync(request, cancellationToken);
            return new KeyedAnswer(
                (int)response.StatusCode,
                await response.Content.ReadAsStringAsync(cancellationToken),
                response.Headers.Contains("Idempotent-Replayed"));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

/// <summary>An answer to a write.</summary>
/// <param name="Replayed">Whether it says that an earlier request with the same key had it.</param>
public sealed record KeyedAnswer(int Status, string Body, bool Replayed)
{
    private const int TooMany = 429;
    private const int ServerFault = 500;

    /// <summary>Whether the same request, sent again, would get it again.</summary>
    public bool IsFinal => Status < ServerFault && Status != TooMany && !IsInFlight;

    /// <summary>The code of its problem document; null where it is none.</summary>
    public string? Code => Status >= 400 ? JsonElement.Parse(Body).GetProperty("code").GetString() : null;

    private bool IsInFlight => Status == 409 && Code == "idempotency-in-flight";
}
