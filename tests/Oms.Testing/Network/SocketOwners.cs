using System.Globalization;

namespace Oms.Testing.Network;

/// <summary>Tells whose process a connection on this machine begins in. Linux only.</summary>
public static class SocketOwners
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Finds the process that has a connection.</summary>
    /// <param name="port">The port at which it begins.</param>
    /// <param name="candidates">The processes it may be, of the same user or asked by root.</param>
    /// <returns>Null when it is none of them.</returns>
    public static int? Of(int port, IEnumerable<int> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var sockets = Tables.SelectMany(table => SocketsAt(table, port)).ToHashSet(StringComparer.Ordinal);
        foreach (var process in candidates)
        {
            if (Has(process, sockets))
            {
                return process;
            }
        }

        return null;
    }

    // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ...
    private static IEnumerable<string> SocketsAt(string table, int port)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return File.Exists(table)
            ? from line in File.ReadLines(table).Skip(1)
              let cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
              where cells.Length > 9 && cells[1].EndsWith(suffix, StringComparison.Ordinal)
              select $"socket:[{cells[9]}]"
            : [];
    }

    private static bool Has(int process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd")
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return false;
        }
    }
}
