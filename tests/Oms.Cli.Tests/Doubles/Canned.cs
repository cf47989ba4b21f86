using Microsoft.AspNetCore.Http;

namespace Oms.Cli.Tests.Doubles;

/// <summary>An answer.</summary>
internal sealed record Canned(int Status, string Body, string Type = "application/json", string? RetryAfter = null)
{
    public static Canned Ok(string body) => new(200, body);

    public static Canned Problem(int status, string code, string members = "", string? retryAfter = null) => new(
        status,
        $$"""{"type":"urn:oms:problem:{{code}}","code":"{{code}}","title":"{{code}} title","status":{{status}},"""
            + $"\"detail\":\"{code} detail\"{members}}}",
        "application/problem+json",
        retryAfter);

    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = Type;
        if (RetryAfter is not null)
        {
            context.Response.Headers.RetryAfter = RetryAfter;
        }

        return context.Response.WriteAsync(Body, context.RequestAborted);
    }
}
