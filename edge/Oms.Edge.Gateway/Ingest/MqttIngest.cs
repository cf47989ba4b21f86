using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Gateway.Health;
using Oms.Edge.Gateway.Storage;
using Oms.Mqtt;
using Oms.Mqtt.Ingest;

namespace Oms.Edge.Gateway.Ingest;

/// <summary>Between the MQTT listener and the depot: a message is acknowledged once its effect is durable.</summary>
internal sealed class MqttIngest(Func<DeviceIngest> ingest, TimeProvider time, GatewayMetrics metrics,
    CancellationToken stop)
    : IMqttIngest
{
    private readonly IClock _clock = time.ToClock();

    public async ValueTask<MqttReasonCode> HandleAsync(MqttIngestMessage message)
    {
        if (message.IsWill)
        {
            // No message of a device may be its last word on custody; that it went is known from its silence.
            return MqttReasonCode.Success;
        }

        try
        {
            // The listener's buffer goes to another message once this is done, and a dead letter keeps the bytes.
            var outcome = await ingest().TakeAsync(
                new DevicePublication(
                    message.Device.Identity, message.Message.Topic, _clock.GetCurrentInstant(),
                        message.Message.Payload.ToArray()),
                stop);
            metrics.Taken(outcome.Result);
            return MqttReasonCode.Success;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or OperationCanceledException)
        {
            metrics.NotDurable();
            throw new MqttNotDurableException(failure.Message, failure);
        }
    }
}
