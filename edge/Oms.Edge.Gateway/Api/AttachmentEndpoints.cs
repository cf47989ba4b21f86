using System.Security.Cryptography;
using Oms.Custody;
using Oms.Edge.Gateway.Storage;

namespace Oms.Edge.Gateway.Api;

/// <summary>Photos and signatures by their SHA-256: kept before the steps that name them.</summary>
internal sealed class AttachmentEndpoints(ApiPipe pipe, AttachmentStore attachments)
{
    /// <summary>The largest photo or signature, bytes.</summary>
    public const int BytesMax = 4 * 1024 * 1024;

    public void Map(IEndpointRouteBuilder app)
    {
        _ = app.MapPut("/attachments/{sha256}", pipe.Wrap(KeepAsync, Access.Person));
        _ = app.MapGet("/attachments/{sha256}", pipe.Wrap(GetAsync, Access.Person));
    }

    private async Task KeepAsync(HttpContext context)
    {
        var name = NameOf(context);
        var octets = await ApiPipe.ReadAsync(context, BytesMax);
        if (octets.Length == 0)
        {
            throw ProblemException.Malformed("", "The file is empty.");
        }

        if (Convert.ToHexStringLower(SHA256.HashData(octets)) != name)
        {
            throw ProblemException.Malformed("sha256", "The bytes do not have this SHA-256.");
        }

        attachments.Keep(name, octets);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task GetAsync(HttpContext context)
    {
        if (attachments.Read(NameOf(context)) is not { } octets)
        {
            throw ProblemException.NotFound("such attachment");
        }

        context.Response.ContentType = TypeOf(octets);
        context.Response.ContentLength = octets.Length;
        await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }

    private static string NameOf(HttpContext context) =>
        context.Request.RouteValues["sha256"] is string text && Digest.TryParse(text, out _)
            ? text
            : throw ProblemException.Malformed("sha256", "It must be 64 lower-case hexadecimal digits.");

    // By what is in it, never by what somebody says it is.
    private static string TypeOf(ReadOnlySpan<byte> octets) =>
        octets.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG"u8]) ? "image/png"
        : octets.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : "application/octet-stream";
}
