using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Oms.Actors;
using Oms.Edge.Gateway.Ingest;
using Oms.Edge.Gateway.Kiosk;
using Oms.Edge.Gateway.Storage;
using Oms.Entities;

namespace Oms.Edge.Gateway.Api;

/// <summary>What every request of the local API goes through: key or session, body, idempotency, problems.</summary>
/// <param name="kiosk">What stands before the kiosk's own listener, the only one with TLS; null without one.</param>
internal sealed class ApiPipe(string apiKey, KioskGate? kiosk, ILogger log)
{
    public const int BodyBytesMax = 1024 * 1024;

    // Fixed for ever: command ids in depot logs are derived from it.
    private static readonly Guid Space = new("3c1f8a4e-77f0-5d4b-9a2e-51f0a6b7c8d9");
    private readonly byte[] _keyHash = SHA256.HashData(Encoding.UTF8.GetBytes(apiKey));

    /// <summary>Wraps a handler.</summary>
    /// <param name="access">Who may make the request.</param>
    public RequestDelegate Wrap(Func<HttpContext, Task> handler, Access access = Access.Key) => async context =>
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            context.Features.Set(context.Request.IsHttps ? kiosk!.Admit(context, access) : Admit(context, access));
            await handler(context);
        }
        catch (ProblemException problem)
        {
            await ProblemAsync(context, problem);
        }
        catch (Exception failure) when (failure is EntityUnavailableException or StoreUnavailableException
            || (failure is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            await ProblemAsync(context, ProblemException.Unavailable(
                RetryReason.JournalUnavailable, (failure as EntityUnavailableException)?.Quarantine));
        }
        catch (BadHttpRequestException failure)
        {
            var isLarge = failure.StatusCode == StatusCodes.Status413PayloadTooLarge;
            await ProblemAsync(context, new ProblemException(
                failure.StatusCode, isLarge ? "too-large" : "malformed", failure.Message));
        }
        catch (OperationCanceledException)
        {
            // The client went away; what it asked for is done or not, and its key tells which when it comes back.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            // The last line: one request fails, the gateway goes on.
            log.RequestFailed(failure, context.Request.Path);
            await ProblemAsync(context, new ProblemException(500, "broken", "The gateway failed; its log says more."));
        }
    };

    /// <summary>Reads a body of a form.</summary>
    /// <exception cref="ProblemException">It is too large or not of the form.</exception>
    public static async Task<(T Body, byte[] Octets)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> form)
    {
        var octets = await ReadAsync(context, BodyBytesMax);
        if (!Utf8.IsValid(octets))
        {
            throw ProblemException.Malformed("", "The body is not UTF-8.");
        }

        try
        {
            return (JsonSerializer.Deserialize(octets, form)
                ?? throw ProblemException.Malformed("", "The body is null."), octets);
        }
        catch (JsonException failure)
        {
            throw ProblemException.Malformed((failure.Path ?? "").TrimStart('$').TrimStart('.'), failure.Message);
        }
        catch (Exception failure) when (
            failure is InvalidOperationException or FormatException or NotSupportedException)
        {
            throw ProblemException.Malformed("", failure.Message);
        }
    }

    /// <summary>Reads raw bytes.</summary>
    /// <exception cref="ProblemException">There are too many.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext context, int bytesMax)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = bytesMax;
        }

        if (context.Request.ContentLength > bytesMax)
        {
            throw new ProblemException(413, "too-large", $"At most {bytesMax} bytes.");
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    /// <summary>The command's id and principal, from the key that the client chose.</summary>
    /// <exception cref="ProblemException">The header is missing or not of its form.</exception>
    public static CommandContext Command(HttpContext context, ReadOnlySpan<byte> body)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > 200 || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ProblemException(
                400, "idempotency-key-missing", "Idempotency-Key must have 1 to 200 printable ASCII characters.");
        }

        var principal = Caller.Of(context).Principal;
        return new CommandContext(
            CommandId.Version5(Space,
                $"{EntityAddress.MainTenant}\n{principal}\n{context.Request.Method} {context.Request.Path}\n{key}"),
            principal)
        {
            Fingerprint =
                Identity.Fingerprint([.. body, .. Encoding.UTF8.GetBytes(context.Request.QueryString.ToString())]),
        };
    }

    /// <summary>The version of <c>If-Match</c>; null without one.</summary>
    public static long? IfMatch(HttpContext context)
    {
        var tag = context.Request.Headers.IfMatch.ToString();
        return tag.Length == 0 || tag == "*" ? null
            : long.TryParse(tag.Trim('"'), out var version) ? version
            : throw new ProblemException(412, "precondition-failed", "No version has this tag.");
    }

    public static async Task WriteAsync<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> form)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        var octets = JsonSerializer.SerializeToUtf8Bytes(answer, form);
        context.Response.ContentLength = octets.Length;
        await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }

    private static async Task ProblemAsync(HttpContext context, ProblemException problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = "application/problem+json";
        if (problem.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var octets = problem.ToJson();
        context.Response.ContentLength = octets.Length;
        await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }

    private Caller? Admit(HttpContext context, Access access)
    {
        if (access is Access.Open)
        {
            return null;
        }

        if (!IsAuthorized(context))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            throw new ProblemException(401, "unauthorized", "The key is missing or wrong.");
        }

        return access is Access.Kiosk
            ? throw ProblemException.NotFound("such resource; the kiosk has an address of its own")
            : Caller.Key;
    }

    private bool IsAuthorized(HttpContext context)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())), _keyHash);
    }
}
