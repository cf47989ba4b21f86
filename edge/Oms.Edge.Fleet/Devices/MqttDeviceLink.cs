using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Oms.Mqtt;
using Oms.Mqtt.Client;

namespace Oms.Edge.Fleet.Devices;

/// <summary>A device's MQTT 5.0 connection to its gateway; connects at the first message, and again for ever.</summary>
/// <threadsafety>The first message alone; after it any number at once.</threadsafety>
public sealed class MqttDeviceLink : IDeviceLink
{
    // Real time: a gateway that was killed is back within seconds.
    private const double BackOffSecondsMax = 0.5;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    private readonly DeviceIdentity _device;
    private readonly TimeProvider _time;
    private readonly MqttClient _client;
    private readonly CancellationTokenSource _stop = new();
    private Task? _run;

    /// <param name="gateway">Where the gateway's listener is.</param>
    /// <param name="secret">The device's password.</param>
    /// <param name="time">Real time.</param>
    /// <param name="random">Spreads the reconnections.</param>
    public MqttDeviceLink(
        DeviceIdentity device, IPEndPoint gateway, string secret, TimeProvider time, Random random)
    {
        (_device, _time) = (device, time);
        var options = new MqttClientOptions
        {
            ClientId = device.Id,
            UserName = device.Id,
            Password = Encoding.UTF8.GetBytes(secret),
            BackOffSeconds = 0.05,
            BackOffSecondsMax = BackOffSecondsMax,
            ConnectTimeoutSeconds = 5,
            ReceiveMaximum = 4,
            OutboundMessagesMax = 1_024,
        };
        _client = new MqttClient(
            options, new MqttTcpConnector(gateway.Address.ToString(), gateway.Port), time, random,
            NullLogger<MqttClient>.Instance);
    }

    public async Task PublishAsync(string message, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        _run ??= _client.RunAsync(_stop.Token);
        var publish = new MqttApplicationMessage
        {
            Topic = $"{_device.TopicRoot}/{message}",
            Payload = payload,
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            PayloadIsText = true,
            ContentType = "application/json",
        };
        while (true)
        {
            var result = await _client.PublishAsync(publish, cancellationToken);
            switch (result.Outcome, result.ReasonCode)
            {
                case (MqttPublishOutcome.Acknowledged, _):
                    return;
                case (MqttPublishOutcome.Refused, MqttReasonCode.NotAuthorized):
                    throw new DeviceRefusedException(_device.Id, publish.Topic, result.ReasonCode.ToString());
                default:
                    await Task.Delay(AskAgain, _time, cancellationToken);
                    break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_run ?? Task.CompletedTask);
        _stop.Dispose();
    }
}
