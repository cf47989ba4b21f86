using System.Net;
using System.Threading.RateLimiting;
using Oms.Edge.Gateway.Api;

namespace Oms.Edge.Gateway.Kiosk;

/// <summary>What every request at the kiosk's address goes through: rate, origin, session, headers.</summary>
/// <remarks>
/// A session's cookie goes out with requests that another site starts only where the browser does not know SameSite;
/// such a request, and any other that changes something, needs this server's own origin as well (OWASP, cross-site
/// request forgery prevention).
/// </remarks>
internal sealed class KioskGate(Sessions sessions) : IDisposable
{
    /// <summary>The prefix makes a browser keep it to this host, over TLS (RFC 6265bis, section 4.1.3.2).</summary>
    public const string Cookie = "__Host-oms-kiosk";

    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types kiosk-worker";

    private static readonly TokenBucketRateLimiterOptions Requests = new()
    {
        TokenLimit = 200,
        TokensPerPeriod = 100,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    };

    // Each may be megabytes that stay for ever.
    private static readonly TokenBucketRateLimiterOptions Files = new()
    {
        TokenLimit = 60,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(2),
    };

    private readonly PartitionedRateLimiter<IPAddress> _requests = Limiter(Requests);
    private readonly PartitionedRateLimiter<IPAddress> _files = Limiter(Files);

    public static IPAddress AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
            ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address
            : IPAddress.None;

    public static string? TokenOf(HttpContext context) => context.Request.Cookies[Cookie];

    /// <summary>Lets a request in.</summary>
    /// <returns>Who makes it; null where nobody need be signed in.</returns>
    /// <exception cref="ProblemException">It does not come in.</exception>
    public Caller? Admit(HttpContext context, Access access)
    {
        Secure(context.Response.Headers);
        var isChange = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        Acquire(_requests, context);
        if (access is not (Access.Person or Access.Kiosk))
        {
            throw ProblemException.NotFound("such resource");
        }

        if (isChange && context.Request.Headers.Origin.ToString() != $"https://{context.Request.Host}")
        {
            throw new ProblemException(403, "cross-origin", "It does not come from the kiosk's own page.");
        }

        if (HttpMethods.IsPut(context.Request.Method)
            && context.Request.Path.StartsWithSegments("/attachments", StringComparison.Ordinal))
        {
            Acquire(_files, context);
        }

        if (access is Access.Kiosk)
        {
            return null;
        }

        // Looking on, as the page does by itself, is no sign of life; doing something is.
        return TokenOf(context) is { } token && sessions.Find(token, touches: isChange) is { } person
            ? Caller.At(person)
            : throw new ProblemException(401, "signed-out", "Nobody is signed in.");
    }

    public void Dispose()
    {
        _requests.Dispose();
        _files.Dispose();
    }

    private static void Acquire(PartitionedRateLimiter<IPAddress> limiter, HttpContext context)
    {
        using var lease = limiter.AttemptAcquire(AddressOf(context));
        if (!lease.IsAcquired)
        {
            throw new ProblemException(429, "too-many-requests", "Too many requests come from this address.")
            {
                RetryAfterSeconds = 1,
            };
        }
    }

    private static void Secure(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
    }

    private static PartitionedRateLimiter<IPAddress> Limiter(TokenBucketRateLimiterOptions options) =>
        PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
            RateLimitPartition.GetTokenBucketLimiter(address, _ => options));
}
