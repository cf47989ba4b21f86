using System.Globalization;

namespace Oms.Edge.Fleet.Launching;

/// <summary>How much memory a process holds. Bytes.</summary>
/// <param name="Now">What is resident (<c>VmRSS</c> of <c>/proc/ID/status</c>, proc(5)).</param>
/// <param name="Peak">The most that ever was (<c>VmHWM</c>).</param>
public sealed record ResidentMemory(long Now, long Peak)
{
    /// <summary>What a gateway may take at its peak in the demonstration: 120 MB.</summary>
    public const long GatewayTarget = 120_000_000;

    /// <summary>Reads a process's figures; null when it is gone.</summary>
    public static ResidentMemory? Of(int process)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{process}/status"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads the text of a status file; null when it does not say, as for an ended process.</summary>
    public static ResidentMemory? Parse(string status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return Bytes("VmRSS:") is { } now && Bytes("VmHWM:") is { } peak ? new ResidentMemory(now, peak) : null;

        // "VmRSS:	  112640 kB", where kB stands for 1 024 bytes.
        long? Bytes(string name) =>
            status.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
                ? 1_024 * long.Parse(line[name.Length..^" kB".Length], CultureInfo.InvariantCulture)
                : null;
    }
}
