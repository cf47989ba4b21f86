using System.Security.Cryptography.X509Certificates;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Options;
using Oms.Edge.Mapping;
using Oms.Edge.Messages;
using Oms.Mqtt;
using Oms.Mqtt.Ingest;

namespace Oms.Edge.Gateway.Ingest;

/// <summary>Lets a device in by its certificate, or its id and secret, and to its own topics only.</summary>
/// <remarks>
/// A certificate was verified by the listener; its common name is the device's id, and a user name that says otherwise
/// is refused. It stands for the secret.
/// </remarks>
internal sealed class DeviceAuthenticator(
    string depot, DeviceRegistry devices, TopicMap mapping, MqttSection options) : IMqttAuthenticator
{
    /// <summary>X.520: id-at-commonName.</summary>
    private const string CommonName = "2.5.4.3";

    private const double BytesPerSecond = 4 * 1024 * 1024;
    private const double UnknownMessagesPerSecond = 5;

    public ValueTask<MqttAuthentication> AuthenticateAsync(
        MqttConnectRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(Judge(request));

    private MqttAuthentication Judge(MqttConnectRequest request)
    {
        var certified = request.ClientCertificate is { } certificate ? CommonNameOf(certificate) ?? "" : null;
        if ((certified ?? request.UserName) is not { } id || !DeviceTopic.IsName(id)
            || (request.UserName ?? id) != id)
        {
            return new MqttAuthentication.Refused(MqttReasonCode.BadUserNameOrPassword);
        }

        var password = request.Password ?? ReadOnlyMemory<byte>.Empty;
        if (devices.Find(id) is { } device)
        {
            return certified is not null || devices.Admits(id, password.Span)
                ? new MqttAuthentication.Granted(new MqttDevice(
                    id,
                    [$"oms/v1/{depot}/{device.Kind}/{id}/#", .. mapping.FiltersOf(device)],
                    [$"oms/v1/{depot}/{device.Kind}/{id}/command/#"],
                    new MqttQuotas(options.MessagesPerSecond, BytesPerSecond, BurstSeconds: 5)))
                : new MqttAuthentication.Refused(MqttReasonCode.BadUserNameOrPassword);
        }

        return options.UnknownDevices == "quarantine"
            ? new MqttAuthentication.Granted(new MqttDevice(
                id,
                [.. DeviceKind.All.Select(kind => $"oms/v1/{depot}/{kind}/{id}/#")],
                [],
                new MqttQuotas(UnknownMessagesPerSecond, 64 * 1024, BurstSeconds: 10)))
            : new MqttAuthentication.Refused(MqttReasonCode.BadUserNameOrPassword);
    }

    /// <summary>The one common name of a certificate's subject; null where there is none, or more than one.</summary>
    private static string? CommonNameOf(X509Certificate2 certificate)
    {
        var parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames().ToList();
        return parts.TrueForAll(part => !part.HasMultipleElements)
            && parts.FindAll(part => part.GetSingleElementType().Value == CommonName) is [var only]
            ? only.GetSingleElementValue()
            : null;
    }
}
