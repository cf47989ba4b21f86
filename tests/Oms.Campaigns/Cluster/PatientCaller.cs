using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Oms.Campaigns.Cluster;

/// <summary>Asks any of the centre's nodes, and repeats a write with its key at another one until the answer is
/// final.</summary>
/// <threadsafety>Any number of callers at once.</threadsafety>
internal sealed class PatientCaller(
    IReadOnlyList<Uri> nodes, Func<string?> key, Random random, TimeSpan? pause = null, TimeSpan? limit = null)
    : IDisposable
{
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UsualPause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new() { Timeout = limit ?? UsualLimit };
    private long _repeats;

    /// <summary>Attempts that had to be repeated.</summary>
    public long Repeats => Interlocked.Read(ref _repeats);

    /// <summary>Writes, once in effect, whatever version of it is there.</summary>
    /// <returns>The final answer's status, body and position.</returns>
    public async Task<CallerAnswer> PostAsync(
        string path, string json, string idempotencyKey, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await AttemptAsync(HttpMethod.Post, path, json, idempotencyKey, cancellationToken) is { } answer)
            {
                return answer;
            }

            Interlocked.Increment(ref _repeats);
            await Task.Delay(pause ?? UsualPause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Reads until a node answers.</summary>
    public async Task<CallerAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await AttemptAsync(HttpMethod.Get, path, null, null, cancellationToken) is { } answer)
            {
                return answer;
            }

            Interlocked.Increment(ref _repeats);
            await Task.Delay(pause ?? UsualPause, TimeProvider.System, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<CallerAnswer?> AttemptAsync(
        HttpMethod method, string path, string? json, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(AnyNode(), path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key());
        if (json is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var status = (int)response.StatusCode;

            // A key may be in flight at a node that has not heard of the other attempt.
            return status is >= 500 or 429 or 401 || (status == 409 && IsInFlight(body))
                ? null
                : new CallerAnswer(status, body, response.Headers.TryGetValues("X-OMS-Position", out var position)
                    ? position.First()
                    : null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static bool IsInFlight(byte[] problem) =>
        JsonElement.Parse(problem).GetProperty("code").GetString() == "idempotency-in-flight";

    private Uri AnyNode()
    {
        lock (random)
        {
            return nodes[random.Next(nodes.Count)];
        }
    }
}

/// <param name="Position">Where the effect stands, <c>shard-offset</c>; null where there is none.</param>
internal sealed record CallerAnswer(int Status, byte[] Body, string? Position)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The position as numbers.</summary>
    public (int Shard, long Offset) Place()
    {
        var parts = (Position ?? throw new InvalidDataException("The answer has no position.")).Split('-');
        return (
            int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
