namespace Oms.Mqtt.Client;

/// <summary>Opens byte streams to one server, again and again.</summary>
public interface IMqttConnector
{
    /// <exception cref="IOException">The server cannot be reached.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The server cannot be reached.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">TLS did not come about.</exception>
    ValueTask<MqttTransport> ConnectAsync(CancellationToken cancellationToken);
}
