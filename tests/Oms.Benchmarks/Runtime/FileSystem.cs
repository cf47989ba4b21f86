namespace Oms.Benchmarks.Runtime;

/// <summary>Tells on what kind of file system a directory lies.</summary>
internal static class FileSystem
{
    public static string FormatOf(string directory)
    {
        var full = Path.GetFullPath(directory);
        return DriveInfo.GetDrives()
            .Where(drive => full.StartsWith(drive.Name, StringComparison.Ordinal))
            .MaxBy(drive => drive.Name.Length)?.DriveFormat ?? "unknown";
    }
}
