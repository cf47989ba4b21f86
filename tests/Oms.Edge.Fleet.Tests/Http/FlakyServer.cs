using System.Net;
using System.Text;

namespace Oms.Edge.Fleet.Tests.Http;

/// <summary>A server that counts effects by key as a real one does, and fails as it is told to.</summary>
internal sealed class FlakyServer(params IReadOnlyList<FlakyServer.Fault> faults) : HttpMessageHandler
{
    private readonly Queue<Fault> _faults = new(faults);

    public enum Fault
    {
        /// <summary>Nobody listens: no effect, no answer.</summary>
        Refused,

        /// <summary>The effect happens and the answer is lost.</summary>
        AnswerLost,

        /// <summary>No answer until the caller gives up.</summary>
        Silent,
        Unavailable,
        Broken,
        InFlight,
        DockOccupied,
    }

    /// <summary>Every attempt: its key and its body.</summary>
    public List<(string? Key, string Body)> Attempts { get; } = [];

    /// <summary>What was done, once for each key.</summary>
    public Dictionary<string, string> Effects { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null;
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Attempts.Add((key, body));
        var fault = _faults.TryDequeue(out var next) ? next : (Fault?)null;
        switch (fault)
        {
            case Fault.Refused:
                throw new HttpRequestException("refused");
            case Fault.Silent:
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                break;
            case Fault.Unavailable:
                return Problem(HttpStatusCode.ServiceUnavailable, "unavailable");
            case Fault.Broken:
                return Problem(HttpStatusCode.InternalServerError, "broken");
            case Fault.InFlight:
                return Problem(HttpStatusCode.Conflict, "idempotency-in-flight");
            case Fault.DockOccupied:
                return Problem(HttpStatusCode.Conflict, "dock-occupied");
        }

        if (key is not null)
        {
            Effects.TryAdd(key, body);
        }

        return fault == Fault.AnswerLost
            ? throw new HttpRequestException("connection reset")
            : new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent("{}") };
    }

    private static HttpResponseMessage Problem(HttpStatusCode status, string name) => new(status)
    {
        Content = new StringContent(
            $$"""{"type":"urn:oms:problem:{{name}}","status":{{(int)status}}}""", Encoding.UTF8, "application/problem+json"),
    };
}
