using Microsoft.Playwright;

namespace Oms.Kiosk.Tests.Support;

/// <summary>Files that people choose at the kiosk.</summary>
internal static class Pictures
{
    /// <summary>A picture of one pixel: PNG, RFC 2083.</summary>
    public static FilePayload Photo { get; } = new()
    {
        Name = "photo.png",
        MimeType = "image/png",
        Buffer = Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="),
    };
}
