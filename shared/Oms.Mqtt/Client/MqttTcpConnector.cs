using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;

namespace Oms.Mqtt.Client;

/// <summary>Connects over TCP, and TLS when options for it are given.</summary>
/// <param name="host">A host name or address.</param>
/// <param name="port">From 1 to 65 535; by convention 1883, or 8883 with TLS.</param>
/// <param name="tls">
/// Null for plain TCP. Client certificates, the target host and revocation checks are the caller's to set; the
/// server's certificate is validated by the system's trust unless a callback is given.
/// </param>
public sealed class MqttTcpConnector(string host, int port, SslClientAuthenticationOptions? tls = null) : IMqttConnector
{
    /// <inheritdoc/>
    public async ValueTask<MqttTransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (tls is not null)
            {
                var secured = new SslStream(stream, leaveInnerStreamOpen: false);
                stream = secured;
                await secured.AuthenticateAsClientAsync(tls, cancellationToken);
            }
        }
        catch
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            throw;
        }

        return new MqttTransport(PipeReader.Create(stream), PipeWriter.Create(stream), stream.DisposeAsync);
    }
}
