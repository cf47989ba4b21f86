using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Oms.Benchmarks;

/// <summary>Says where, when and of what a figure is.</summary>
internal static class Machine
{
    /// <summary>One line of <c>name=value</c> pairs, the load of the last minute before the start among them.</summary>
    public static string Describe(string benchmark, TimeProvider time)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        var date = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"# {benchmark} date={date} commit={Commit()} cpu=\"{Processor()}\" cores={Environment.ProcessorCount} "
            + $"load={load} memory_mib={memory} os=\"{RuntimeInformation.OSDescription}\" "
            + $"runtime=\"{RuntimeInformation.FrameworkDescription}\"";
    }

    /// <summary>On what kind of file system a directory lies.</summary>
    public static string FileSystemOf(string directory) => DriveInfo.GetDrives()
        .Where(drive => Path.GetFullPath(directory).StartsWith(drive.Name, StringComparison.Ordinal))
        .MaxBy(drive => drive.Name.Length)?.DriveFormat ?? "unknown";

    // The SDK puts the commit that was built behind the version's plus sign.
    private static string Commit()
    {
        var version = typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return version?.InformationalVersion.Split('+') is [_, { Length: >= 7 } commit] ? commit[..7] : "unknown";
    }

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unknown";
}
