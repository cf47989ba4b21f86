using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Oms.Edge.Fleet.Launching;

/// <summary>Finds ports that nobody uses.</summary>
/// <remarks>A server keeps its port over restarts, so that those who know it find it again. So they are none of those
/// that the operating system gives to outgoing connections: while a server is away, one of them could get it.</remarks>
internal static class FreePorts
{
    // The usual net.ipv4.ip_local_port_range begins at 32768.
    private const int First = 10_000;
    private const int End = 32_768;

    /// <summary>Different ports of the loopback address, all free at the same moment.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            while (listeners.Count < count)
            {
                var listener = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(First, End));
                try
                {
                    listener.Start();
                    listeners.Add(listener);
                }
                catch (SocketException)
                {
                    listener.Dispose();
                }
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
