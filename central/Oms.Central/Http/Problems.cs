using System.Text.Json;
using System.Text.Json.Serialization;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Finance;

namespace Oms.Central.Http;

/// <summary>Problem documents (RFC 9457). A code once released never changes.</summary>
internal static class Problems
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SetAsideAgain = TimeSpan.FromMinutes(1);

    public static Answer Of(int status, string code, string detail, Action<ProblemBody>? more = null)
    {
        var body = new ProblemBody($"urn:oms:problem:{code}", code, Title(code), status, detail);
        more?.Invoke(body);
        return new Answer(
            status, JsonSerializer.SerializeToUtf8Bytes(body, CentralJson.Default.ProblemBody), Answer.ProblemJson)
        {
            RetryAfter = status == StatusCodes.Status503ServiceUnavailable ? SoonAgain : null,
        };
    }

    public static Answer NotFound(string what) => Of(404, "not-found", $"There is no {what}.");

    public static Answer Invalid(string field, string reason) =>
        Of(400, "invalid-request", "The request is not of its form.", body =>
            body.Errors = [new FieldError(field, reason)]);

    public static Answer Retry<TEvent, TRejection>(Reply<TEvent, TRejection> reply)
    {
        var answer = reply.Retry switch
        {
            RetryReason.Overloaded => Of(503, "back-pressure", "Too much waits already; try again."),
            RetryReason.Faulted => Of(
                500, "faulted", "The request failed; it was logged.", body => body.Incident = reply.IncidentId),
            RetryReason.Quarantined when reply.Quarantine is { } row => Quarantined(row),
            _ => Of(503, "unavailable", $"Try again with the same key ({reply.Retry})."),
        };
        var wait = reply.RetryAfter.ToTimeSpan();
        return answer with { RetryAfter = wait > SoonAgain ? wait : SoonAgain };
    }

    /// <summary>An entity is set aside: nothing but an operator's hand changes that.</summary>
    public static Answer Quarantined(QuarantineRow row) =>
        Of(
            503,
            "quarantined",
            $"The {row.Address.Kind} {row.Address.Id} is set aside since {row.Since}. When the cause is mended, an "
                + $"operator releases it: oms entities release {row.Address.Kind} {row.Address.Id}. Then the same "
                + "request with the same key is taken.",
            body => (body.Incident, body.Reason) = (row.Incident, row.Reason))
        with
        { RetryAfter = SetAsideAgain };

    /// <summary>A code as words: <c>lot-blocked</c> is "Lot blocked".</summary>
    private static string Title(string code) =>
        string.Concat(code[..1].ToUpperInvariant(), code[1..].Replace('-', ' '));
}

/// <summary>A problem document.</summary>
internal sealed record ProblemBody(string Type, string Code, string Title, int Status, string Detail)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldError>? Errors { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CurrentVersion { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Atp { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OnHand { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Possible { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Order { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sku { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Customer { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Incident { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; set; }
}

/// <param name="Field">A JSON Pointer (RFC 6901), or the name of a header or parameter.</param>
internal sealed record FieldError(string Field, string Reason);
