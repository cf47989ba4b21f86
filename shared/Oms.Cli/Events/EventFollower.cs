using System.Net.Http.Headers;
using Oms.Cli.Api;

namespace Oms.Cli.Events;

/// <summary>Follows the event stream over broken connections: each event once, none left out.</summary>
/// <param name="path">Where the stream is.</param>
/// <param name="after">The cursor to begin after; null to begin now.</param>
/// <param name="max">After how many events it ends.</param>
internal sealed class EventFollower(ApiCall call, string path, string? after, int max)
{
    /// <summary>How many connections in a row may fail before it gives up: about an hour.</summary>
    public const int FailuresMax = 120;

    private const int DoublingsMax = 5;
    private readonly TimeProvider _time = call.Surroundings.Time;
    private int _failures;
    private int _left = max;

    /// <summary>The cursor after the last event that was handed over, or where it began.</summary>
    public string? Cursor { get; private set; } = after;

    /// <summary>Hands over events until there were enough.</summary>
    /// <exception cref="RefusedException">The system says no.</exception>
    /// <exception cref="NoApiException">It could not be reached at first, or not for about an hour.</exception>
    public async Task RunAsync(Func<string, Task> take, CancellationToken cancellationToken)
    {
        for (var connections = 0; _left > 0; connections++)
        {
            var began = _time.GetTimestamp();
            string reason;
            var wait = TimeSpan.Zero;
            try
            {
                (reason, wait) = await ConnectAsync(take, cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or HttpRequestException)
            {
                reason = failure.Message;
            }
            catch (NoApiException failure) when (connections > 0 && failure.IsOfTransport)
            {
                reason = failure.Message;
            }

            if (_left == 0)
            {
                return;
            }

            // A connection that lasted is no failure, however it ended.
            _failures = _time.GetElapsedTime(began) > ApiClient.WaitMax ? 1 : _failures + 1;
            if (_failures > FailuresMax)
            {
                throw new NoApiException($"The stream cannot be had for {FailuresMax} attempts: {reason}");
            }

            var pause = TimeSpan.FromSeconds(1 << int.Min(_failures - 1, DoublingsMax));
            await call.Error.WriteLineAsync(Cursor is null
                ? $"{reason} Asking again; events in between may be missing, as no place was named yet."
                : $"{reason} Asking again for what follows the last event.");
            pause = pause < ApiClient.WaitMax ? pause : ApiClient.WaitMax;
            await Task.Delay(wait > pause ? wait : pause, _time, cancellationToken);
        }
    }

    private async Task<(string Reason, TimeSpan Wait)> ConnectAsync(
        Func<string, Task> take, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (Cursor is not null)
        {
            request.Headers.Add("Last-Event-ID", Cursor);
        }

        using var response = await call.Client.OpenAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var answer = await call.Client.ReadAsync(response, cancellationToken);
            return answer.IsForLater && (answer.RetryAfter ?? TimeSpan.Zero) <= ApiClient.WaitMax
                ? ("The system is not ready.", answer.RetryAfter ?? TimeSpan.Zero)
                : throw new RefusedException(answer);
        }

        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            throw new NoApiException($"{call.Client.Url}{path} is no event stream.");
        }

        await using var reader = new SseReader(await response.Content.ReadAsStreamAsync(cancellationToken), _time);
        while (_left > 0 && await reader.ReadAsync(cancellationToken) is { } happened)
        {
            if (happened.Data is { } data)
            {
                await take(data);
                (_failures, _left) = (0, _left - 1);
            }

            Cursor = happened.Id ?? Cursor;
        }

        return ("The stream ended.", TimeSpan.Zero);
    }
}
