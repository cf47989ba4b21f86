using Microsoft.Win32.SafeHandles;
using Oms.Edge.Gateway.Platform;

namespace Oms.Edge.Gateway.Storage;

/// <summary>The real files below a data directory.</summary>
internal sealed class DiskFileSystem(string root) : IFileSystem
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public long FreeBytes => new DriveInfo(root).AvailableFreeSpace;

    public IReadOnlyList<string> List(string folder)
    {
        var path = Full(folder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
            : [];
    }

    public void CreateFolder(string folder)
    {
        var path = Full(folder);
        if (!Directory.Exists(path))
        {
            _ = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path)
                : Directory.CreateDirectory(path, OwnerOnly);
            LibC.FlushFolder(Path.GetDirectoryName(path)!);
        }
    }

    public IStorageFile Open(string path) => new DiskFile(File.OpenHandle(
        Full(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));

    public bool Exists(string path) => File.Exists(Full(path));

    public void Delete(string path) => File.Delete(Full(path));

    public void Replace(string from, string to) => File.Move(Full(from), Full(to), overwrite: true);

    public void FlushFolder(string folder) => LibC.FlushFolder(Full(folder));

    private string Full(string path) => Path.Combine(root, path);

    private sealed class DiskFile(SafeFileHandle handle) : IStorageFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> buffer, long offset)
        {
            var total = 0;
            while (total < buffer.Length
                && RandomAccess.Read(handle, buffer[total..], offset + total) is > 0 and var got)
            {
                total += got;
            }

            return total;
        }

        public void Write(ReadOnlySpan<byte> octets, long offset) => RandomAccess.Write(handle, octets, offset);

        public void SetLength(long length) => RandomAccess.SetLength(handle, length);

        public void Flush() => LibC.FlushData(handle);

        public void Dispose() => handle.Dispose();
    }
}
