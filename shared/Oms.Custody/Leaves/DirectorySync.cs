using System.Runtime.InteropServices;

namespace Oms.Custody;

/// <summary>Makes a new file's name durable: without it the file may be gone after a power cut (fsync(2)).</summary>
public static partial class DirectorySync
{
    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS journals names itself and lets no one flush a directory.
            return;
        }

        // O_RDONLY is 0 on every Linux; the kernel flushes a directory through any descriptor.
        var descriptor = Open(directory, 0);
        if (descriptor < 0)
        {
            throw new IOException(
                $"The directory {directory} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var flushed = Fsync(descriptor) == 0;
        var message = Marshal.GetLastPInvokeErrorMessage();
        _ = Close(descriptor);
        if (!flushed)
        {
            throw new IOException($"The directory {directory} cannot be flushed: {message}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
