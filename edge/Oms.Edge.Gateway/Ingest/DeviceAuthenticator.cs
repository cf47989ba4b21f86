using Oms.Edge.Devices;
using Oms.Edge.Gateway.Options;
using Oms.Edge.Mapping;
using Oms.Edge.Messages;
using Oms.Mqtt;
using Oms.Mqtt.Ingest;

namespace Oms.Edge.Gateway.Ingest;

/// <summary>Lets a device in by its id and secret, and to its own topics only.</summary>
internal sealed class DeviceAuthenticator(
    string depot, DeviceRegistry devices, TopicMap mapping, MqttSection options) : IMqttAuthenticator
{
    private const double BytesPerSecond = 4 * 1024 * 1024;
    private const double UnknownMessagesPerSecond = 5;

    public ValueTask<MqttAuthentication> AuthenticateAsync(
        MqttConnectRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(Judge(request));

    private MqttAuthentication Judge(MqttConnectRequest request)
    {
        if (request.UserName is not { } id || !DeviceTopic.IsName(id))
        {
            return new MqttAuthentication.Refused(MqttReasonCode.BadUserNameOrPassword);
        }

        var password = request.Password ?? ReadOnlyMemory<byte>.Empty;
        if (devices.Find(id) is { } device)
        {
            return devices.Admits(id, password.Span)
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
}
