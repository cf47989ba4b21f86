namespace Oms.Cli.Api;

/// <summary>Files that hold one API key. A key is never an argument, which every process can read.</summary>
internal static class KeyFile
{
    private const int CharsMax = 1_024;

    /// <exception cref="UsageException">The file cannot be read or holds something else.</exception>
    public static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > CharsMax })
            {
                throw new UsageException($"{path} is longer than a key.");
            }

            var key = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            return key.Length > 0 && !key.AsSpan().ContainsAnyExceptInRange('!', '~')
                ? key
                : throw new UsageException($"{path} does not hold one API key.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UsageException($"The key file cannot be read: {failure.Message}");
        }
    }
}
