using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Oms.Edge.Gateway.Platform;

/// <summary>The system calls that the framework does not offer.</summary>
internal static partial class LibC
{
    private const int ClockBootTime = 7;
    private const int ErrorState = 5;
    private const int StatusUnsynchronized = 0x0040;

    /// <summary>fdatasync(2): returns once the file's bytes are on the device.</summary>
    /// <exception cref="IOException">They are not.</exception>
    public static void FlushData(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (FDataSync(file) != 0)
        {
            throw new IOException($"fdatasync failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>fsync(2) of a directory: makes the names in it durable.</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // O_RDONLY is 0; the kernel flushes a directory through any descriptor.
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The directory {folder} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var flushed = FSync(descriptor) == 0;
        var message = Marshal.GetLastPInvokeErrorMessage();
        _ = Close(descriptor);
        if (!flushed)
        {
            throw new IOException($"The directory {folder} cannot be flushed: {message}");
        }
    }

    /// <summary>Nanoseconds since boot, time asleep included (clock_gettime(2), CLOCK_BOOTTIME).</summary>
    public static long BootTimeNanoseconds() =>
        OperatingSystem.IsLinux() && ClockGetTime(ClockBootTime, out var time) == 0
            ? unchecked((time.Seconds * 1_000_000_000) + time.Nanoseconds)
            : Environment.TickCount64 * 1_000_000;

    /// <summary>Whether the kernel's clock is disciplined: adjtimex(2) says neither TIME_ERROR nor
    /// STA_UNSYNC.</summary>
    public static bool IsClockDisciplined()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // modes = 0 reads only. struct timex is 208 bytes on 64-bit and 128 on 32-bit Linux; status stands after modes
        // and four longs.
        Span<byte> timex = stackalloc byte[256];
        timex.Clear();
        var state = AdjTimeX(ref MemoryMarshal.GetReference(timex));
        var status = MemoryMarshal.Read<int>(timex[(5 * nint.Size)..]);
        return state >= 0 && state != ErrorState && (status & StatusUnsynchronized) == 0;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AdjTimeX(ref byte timex);

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
