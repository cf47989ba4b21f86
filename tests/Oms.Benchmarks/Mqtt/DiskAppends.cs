using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Oms.Benchmarks.Mqtt;

/// <summary>How fast a directory's disk takes what is appended to a file, when each batch is synced.</summary>
internal static partial class DiskAppends
{
    /// <param name="bytes">The length of one payload.</param>
    /// <param name="batch">Payloads before each fdatasync.</param>
    /// <returns>Payloads a second, and the longest time that one fdatasync took.</returns>
    public static (double PerSecond, TimeSpan LongestSync) Measure(
        string folder, int bytes, int batch, TimeSpan length)
    {
        var path = Path.Combine(folder, "appends");
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
            var buffer = new byte[bytes * batch];
            var (started, written, longest) = (Stopwatch.GetTimestamp(), 0L, TimeSpan.Zero);
            while (Stopwatch.GetElapsedTime(started) < length)
            {
                RandomAccess.Write(file, buffer, written * bytes);
                var synced = Stopwatch.GetTimestamp();
                if (SyncData(file) != 0)
                {
                    throw new Win32Exception();
                }

                var took = Stopwatch.GetElapsedTime(synced);
                longest = took > longest ? took : longest;
                written += batch;
            }

            return (written / Stopwatch.GetElapsedTime(started).TotalSeconds, longest);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // What the gateway calls, too; the runtime's own flush is an fsync.
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncData(SafeFileHandle file);
}
