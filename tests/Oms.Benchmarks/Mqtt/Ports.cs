using System.Net;
using System.Net.Sockets;

namespace Oms.Benchmarks.Mqtt;

internal static class Ports
{
    /// <summary>A loopback port on which nothing listens now.</summary>
    public static IPEndPoint Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
