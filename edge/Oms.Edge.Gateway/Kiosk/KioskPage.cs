using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Oms.Edge.Gateway.Kiosk;

/// <summary>The kiosk's page as it was built from <c>edge/kiosk</c>, held in the program itself.</summary>
internal sealed class KioskPage
{
    private const string Prefix = "kiosk/";
    private const string Index = "index.html";

    private readonly FrozenDictionary<string, PageFile> _files;

    public KioskPage()
    {
        var program = typeof(KioskPage).Assembly;
        _files = program.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                name => name[Prefix.Length..],
                name =>
                {
                    using var stream = program.GetManifestResourceStream(name)!;
                    var octets = new byte[stream.Length];
                    stream.ReadExactly(octets);
                    var tag = Convert.ToHexStringLower(SHA256.HashData(octets));
                    return new PageFile(octets, TypeOf(name), $"\"{tag}\"");
                },
                StringComparer.Ordinal);
    }

    /// <summary>Writes a file of the page, or nothing new to who has it.</summary>
    /// <returns>False when there is no such file.</returns>
    public async Task<bool> WriteAsync(HttpContext context, string path)
    {
        if (!_files.TryGetValue(path.Length == 0 ? Index : path, out var file))
        {
            return false;
        }

        var response = context.Response;
        response.Headers.ETag = file.Tag;

        // The other files have the hash of what is in them in their names.
        response.Headers.CacheControl =
            path.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }

        response.ContentType = file.Type;
        response.ContentLength = file.Octets.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(file.Octets, context.RequestAborted);
        }

        return true;
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" or ".webmanifest" => "application/json",
        _ => "application/octet-stream",
    };

    private sealed record PageFile(byte[] Octets, string Type, string Tag);
}
