using System.Net;
using System.Net.Sockets;

namespace Oms.Edge.Fleet.Launching;

/// <summary>Asks the operating system for ports that nobody uses.</summary>
/// <remarks>A server keeps its port over restarts, so that those who know it find it again.</remarks>
internal static class FreePorts
{
    /// <summary>Different ports of the loopback address, all free at the same moment.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
