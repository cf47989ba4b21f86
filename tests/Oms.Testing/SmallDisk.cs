using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Oms.Testing;

/// <summary>A file system of its own, in memory, of a size: it can be full, or read-only, as a disk can.</summary>
/// <remarks>Who may not mount one skips the test, and says so.</remarks>
public sealed class SmallDisk : IDisposable
{
    /// <summary>Why there is none.</summary>
    public const string CannotMount =
        "A file system of its own may not be mounted here (it takes root and CAP_SYS_ADMIN).";

    private const int MebiByte = 1 << 20;

    private readonly TempDirectory _directory = new();
    private int _fillers;

    private SmallDisk()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Path => _directory.Path;

    /// <summary>Bytes that can still be written.</summary>
    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>Mounts a disk, or skips the test.</summary>
    public static SmallDisk Mount(int mebibytes)
    {
        var disk = TryMount(mebibytes);
        Assert.SkipWhen(disk is null, CannotMount);
        return disk!;
    }

    /// <summary>Mounts a disk; null where that is not allowed.</summary>
    public static SmallDisk? TryMount(int mebibytes)
    {
        var disk = new SmallDisk();
        var size = string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m,mode=755");
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", size, "oms-test", disk.Path) is null)
        {
            return disk;
        }

        disk._directory.Dispose();
        return null;
    }

    /// <summary>Takes all space but some.</summary>
    /// <param name="leave">Bytes that stay free, to a page; 0 leaves none.</param>
    public void Fill(long leave = 0)
    {
        var name = System.IO.Path.Combine(Path, $"filler-{++_fillers}");
        using var file = File.OpenHandle(name, FileMode.CreateNew, FileAccess.Write);
        var (chunk, at) = (MebiByte, 0L);
        while (chunk > 0 && FreeBytes is var free && (leave == 0 || free > leave))
        {
            chunk = leave == 0 ? chunk : (int)Math.Min(chunk, free - leave);
            try
            {
                RandomAccess.Write(file, new byte[chunk], at);
                at += chunk;
            }
            catch (IOException)
            {
                chunk /= 2;
            }
        }
    }

    /// <summary>Gives the space back that was taken.</summary>
    public void Free()
    {
        foreach (var filler in Directory.EnumerateFiles(Path, "filler-*").ToList())
        {
            File.Delete(filler);
        }
    }

    /// <summary>From now on nothing can be written to it, not even by root.</summary>
    public void MakeReadOnly() => Assert.Null(Run("mount", "-o", "remount,ro", Path));

    public void Dispose()
    {
        // Lazily: a process that a failed test left behind must not keep the others from going on.
        _ = Run("umount", "-l", Path);
        _directory.Dispose();
    }

    /// <summary>Runs a program to its end; null when it went well.</summary>
    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true });
        var output = process!.StandardError.ReadToEnd() + process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{program}: {output}";
    }
}
