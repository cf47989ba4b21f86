namespace Oms.Edge.Gateway.Storage;

/// <summary>Files by their SHA-256, written once: temporary file, flush, rename, flush of the folder.</summary>
internal sealed class AttachmentStore(IFileSystem files)
{
    private const string Folder = "attachments";
    private readonly Lock _gate = new();

    /// <summary>Keeps a file; returns once it is on the device.</summary>
    /// <exception cref="StoreUnavailableException">It is not kept.</exception>
    public void Keep(string sha256, byte[] octets)
    {
        lock (_gate)
        {
            try
            {
                files.CreateFolder(Folder);
                if (files.Exists($"{Folder}/{sha256}"))
                {
                    return;
                }

                using (var file = files.Open($"{Folder}/{sha256}.new"))
                {
                    file.SetLength(0);
                    file.Write(octets, 0);
                    file.Flush();
                }

                files.Replace($"{Folder}/{sha256}.new", $"{Folder}/{sha256}");
                files.FlushFolder(Folder);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new StoreUnavailableException($"The attachment cannot be kept: {failure.Message}", failure);
            }
        }
    }

    public bool Has(string sha256) => files.Exists($"{Folder}/{sha256}");

    /// <summary>Reads a file that was kept; null when there is none.</summary>
    public byte[]? Read(string sha256)
    {
        if (!Has(sha256))
        {
            return null;
        }

        using var file = files.Open($"{Folder}/{sha256}");
        var octets = new byte[file.Length];
        _ = file.Read(octets, 0);
        return octets;
    }
}
