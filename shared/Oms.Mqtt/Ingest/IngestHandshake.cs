using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Ingest;

internal sealed record IngestAccepted(string ClientId, IngestSession? Session, MqttReasonCode Reason)
{
    public bool IsPresent { get; init; }

    public IngestWill? Will { get; init; }

    public int KeepAliveSeconds { get; init; }

    public uint ExpirySeconds { get; init; }
}

/// <summary>From a well-formed CONNECT to CONNACK (MQTT 5.0 sections 3.1.4 and 3.2).</summary>
internal sealed class IngestHandshake(
    IngestServices services, IngestConnection connection, MqttPacket.Connect connect, ConnectionContext transport)
{
    private static long _assigned;

    private bool IsV5 => connect.Version == MqttProtocolVersion.V500;

    /// <summary>The return code of MQTT 3.1.1 table 3.1 that says the same.</summary>
    public static byte ReturnCode(MqttReasonCode reason) => reason switch
    {
        MqttReasonCode.Success => 0,
        MqttReasonCode.UnsupportedProtocolVersion => 1,
        MqttReasonCode.ClientIdentifierNotValid => 2,
        MqttReasonCode.ServerUnavailable or MqttReasonCode.ServerBusy or MqttReasonCode.ServerShuttingDown
            or MqttReasonCode.QuotaExceeded or MqttReasonCode.ConnectionRateExceeded => 3,
        MqttReasonCode.BadUserNameOrPassword => 4,
        _ => 5,
    };

    public async ValueTask<IngestAccepted> AcceptAsync(CancellationToken cancellationToken)
    {
        var clientId = connect.ClientId;
        if (clientId.Length == 0 && !connect.CleanStart && !IsV5)
        {
            // 3.1.3-8 of MQTT 3.1.1; MQTT 5.0 assigns an identifier in this case too.
            return Refuse(MqttReasonCode.ClientIdentifierNotValid);
        }

        if (clientId.Length == 0 && connect.Version == MqttProtocolVersion.V310)
        {
            return Refuse(MqttReasonCode.ClientIdentifierNotValid);
        }

        if (connect.Properties.Has(MqttPropertyId.AuthenticationMethod))
        {
            // 4.12.0-1: this server knows no authentication method.
            return Refuse(MqttReasonCode.BadAuthenticationMethod);
        }

        var certificate = transport.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        var verdict = await services.Authenticator.AuthenticateAsync(
            new MqttConnectRequest(
                clientId, connect.UserName, connect.Password, certificate, transport.RemoteEndPoint, connect.Version),
            cancellationToken);
        return verdict switch
        {
            MqttAuthentication.Granted granted => Open(granted.Device),
            MqttAuthentication.Refused refused => Refuse(refused.Reason),
            _ => Refuse(MqttReasonCode.NotAuthorized),
        };
    }

    /// <summary>Sends CONNACK and whatever a resumed session still owes the device.</summary>
    public void Welcome(IngestAccepted accepted)
    {
        var session = accepted.Session!;
        services.Metrics.Accepted();
        services.Log.Accepted(accepted.ClientId, session.Device.Identity, connect.Version);
        services.Wills.Returned(accepted.ClientId, accepted.IsPresent);
        connection.Output.PacketBytesMax =
            connect.Properties.FindNumber(MqttPropertyId.MaximumPacketSize) ?? uint.MaxValue;
        lock (session.Gate)
        {
            var answer = new MqttPacket.ConnAck(accepted.IsPresent, 0) { Properties = Answer(accepted) };
            if (!connection.Output.Write(answer))
            {
                throw new MqttProtocolException(
                    MqttReasonCode.PacketTooLarge, "3.1.2-24: CONNACK is larger than the device accepts");
            }

            if (session.Owner != connection)
            {
                return;
            }

            connection.IsReady = true;
            lock (connection.Output.Gate)
            {
                session.Outbound.Attach(
                    connect.Version,
                    (int)(connect.Properties.FindNumber(MqttPropertyId.ReceiveMaximum) ?? ushort.MaxValue),
                    connection.Output.PacketBytesMax,
                    accepted.IsPresent,
                    connection.Output.Buffer);
            }
        }

        connection.Output.Flush();
    }

    private IngestAccepted Open(MqttDevice device)
    {
        var will = connect.Will;
        if (will is not null && !device.PublishFilters.Any(filter => MqttTopic.Matches(filter, will.Topic)))
        {
            return Refuse(MqttReasonCode.NotAuthorized);
        }

        var clientId = connect.ClientId.Length > 0 ? connect.ClientId : AssignedClientId();
        var asked = IsV5
            ? connect.Properties.FindNumber(MqttPropertyId.SessionExpiryInterval) ?? 0
            : connect.CleanStart ? 0 : uint.MaxValue;
        var expiry = Math.Min(asked, (uint)services.Options.SessionExpirySecondsMax);
        if (services.Sessions.Open(clientId, device, connect.CleanStart, expiry, connection) is not { } opened)
        {
            // Full, or the identifier belongs to another device: the same answer, so that nothing is learnt from it.
            return Refuse(MqttReasonCode.ClientIdentifierNotValid);
        }

        return new IngestAccepted(clientId, opened.Session, MqttReasonCode.Success)
        {
            IsPresent = opened.IsPresent,
            ExpirySeconds = expiry,
            KeepAliveSeconds = IsV5 && (connect.KeepAliveSeconds == 0 || KeepAliveMax < connect.KeepAliveSeconds)
                ? KeepAliveMax
                : connect.KeepAliveSeconds,
            Will = will is null ? null : ToWill(will, device, clientId),
        };
    }

    private int KeepAliveMax => services.Options.KeepAliveSecondsMax;

    private static IngestWill ToWill(MqttPacket.WillMessage will, MqttDevice device, string clientId) => new(
        device,
        clientId,
        MessageCodec.MessageOf(will.Topic, will.Payload, will.QoS, will.Retain, will.Properties),
        will.Properties.FindNumber(MqttPropertyId.WillDelayInterval) ?? 0);

    private string AssignedClientId() =>
        $"auto-{services.Time.GetUtcNow().UtcTicks:x}-{Interlocked.Increment(ref _assigned):x}";

    private MqttProperties Answer(IngestAccepted accepted)
    {
        var properties = new MqttProperties();
        if (!IsV5)
        {
            return properties;
        }

        if (accepted.ExpirySeconds != (connect.Properties.FindNumber(MqttPropertyId.SessionExpiryInterval) ?? 0))
        {
            properties.Number(MqttPropertyId.SessionExpiryInterval, accepted.ExpirySeconds);
        }

        if (services.Options.ReceiveMaximum < ushort.MaxValue)
        {
            properties.Number(MqttPropertyId.ReceiveMaximum, (uint)services.Options.ReceiveMaximum);
        }

        properties.Number(MqttPropertyId.MaximumPacketSize, (uint)services.Options.PacketBytesMax);
        if (connect.ClientId.Length == 0)
        {
            properties.Text(MqttPropertyId.AssignedClientIdentifier, accepted.ClientId);
        }

        if (services.Options.TopicAliasMaximum > 0)
        {
            properties.Number(MqttPropertyId.TopicAliasMaximum, (uint)services.Options.TopicAliasMaximum);
        }

        if (accepted.KeepAliveSeconds != connect.KeepAliveSeconds)
        {
            properties.Number(MqttPropertyId.ServerKeepAlive, (uint)accepted.KeepAliveSeconds);
        }

        return properties.Number(MqttPropertyId.SharedSubscriptionAvailable, 0);
    }

    private IngestAccepted Refuse(MqttReasonCode reason) => new(connect.ClientId, null, reason);
}
