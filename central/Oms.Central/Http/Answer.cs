namespace Oms.Central.Http;

/// <summary>An answer as bytes, so that a repeated request gets exactly the same.</summary>
internal sealed record Answer(int Status, byte[] Body, string ContentType) : IResult
{
    public const string Json = "application/json";
    public const string ProblemJson = "application/problem+json";

    /// <summary>The position of the effect.</summary>
    public string? Position { get; init; }

    public string? Location { get; init; }

    public string? ETag { get; init; }

    public string? Link { get; init; }

    /// <summary>How long to wait before asking again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The name under which a browser saves it.</summary>
    public string? FileName { get; init; }

    /// <summary>Whether it is made anew for a repeated request instead of being kept: the journal has the effect, and
    /// answers the command's id with it for ever.</summary>
    public bool Unstored { get; init; }

    /// <summary>Whether an earlier request with the same key had this answer.</summary>
    public bool Replayed { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        Set("X-OMS-Position", Position);
        Set("Location", Location);
        Set("ETag", ETag);
        Set("Link", Link);
        Set("Content-Disposition", FileName is null ? null : $"attachment; filename=\"{FileName}\"");
        Set("Idempotent-Replayed", Replayed ? "true" : null);
        Set(
            "Retry-After",
            RetryAfter is { } wait
                ? ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : null);
        return response.Body.WriteAsync(Body, httpContext.RequestAborted).AsTask();

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                response.Headers[name] = value;
            }
        }
    }
}
