namespace Oms.Actors.Postgres.Peers;

/// <summary>Files that only the service's own user may read.</summary>
internal static class OwnersFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="PeerTrustException">It cannot be read, is open to others, or is too long.</exception>
    public static byte[] Read(string path, int bytesMax)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            {
                throw new PeerTrustException(
                    $"Others than its owner may use the file {path}. Allow only the owner: chmod 600 {path}");
            }

            using var file = File.OpenRead(path);
            if (file.Length > bytesMax)
            {
                throw new PeerTrustException($"The file {path} is longer than {bytesMax} bytes.");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PeerTrustException($"The file {path} cannot be read: {failure.Message}", failure);
        }
    }
}
