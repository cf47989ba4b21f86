namespace Oms.Central.Hosting;

/// <summary>Files that only the service may read.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file of mode 0600, whole or not at all, durably.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = path + ".tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
