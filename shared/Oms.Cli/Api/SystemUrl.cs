namespace Oms.Cli.Api;

/// <summary>Where a system's API is.</summary>
internal static class SystemUrl
{
    /// <summary>Reads a URL; relative paths can then be put to it.</summary>
    /// <exception cref="UsageException">It is absent or of another form.</exception>
    public static Uri Parse(string? text)
    {
        if (text is null)
        {
            throw new UsageException($"Say which system: {ApiOptions.UrlName} URL or {ApiOptions.UrlVariable}.");
        }

        return Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https" && url is { Query: "", Fragment: "", UserInfo: "" }
            ? url
            : throw new UsageException(
                $"{text} is no URL of a system, such as https://oms.example.com or http://127.0.0.1:8080.");
    }

    /// <summary>Whether what is sent leaves this machine unencrypted.</summary>
    public static bool IsOpenToOthers(Uri url) => url.Scheme == "http" && !url.IsLoopback;
}
