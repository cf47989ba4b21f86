namespace Oms.Mqtt.Ingest;

/// <summary>Decides who may connect. Called once for each CONNECT, concurrently for different connections.</summary>
public interface IMqttAuthenticator
{
    /// <param name="request">What the device said and what the transport knows.</param>
    /// <param name="cancellationToken">Cancelled when the connect timeout passes or the connection is lost.</param>
    ValueTask<MqttAuthentication> AuthenticateAsync(MqttConnectRequest request, CancellationToken cancellationToken);
}
