using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Oms.Mqtt.Ingest;

/// <summary>The facts of a CONNECT that an authenticator judges. Holds a secret: never log it.</summary>
/// <param name="ClientId">As the device sent it; empty when it asked for one to be assigned.</param>
/// <param name="UserName">Null when none was sent.</param>
/// <param name="Password">Null when none was sent.</param>
/// <param name="ClientCertificate">The certificate of a mutual TLS handshake, already validated by the server.</param>
/// <param name="RemoteEndPoint">Where the connection came from; null for a transport without addresses.</param>
/// <param name="Version">The protocol level.</param>
public sealed record MqttConnectRequest(
    string ClientId,
    string? UserName,
    ReadOnlyMemory<byte>? Password,
    X509Certificate2? ClientCertificate,
    EndPoint? RemoteEndPoint,
    MqttProtocolVersion Version);
