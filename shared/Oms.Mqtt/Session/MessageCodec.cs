using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Session;

/// <summary>Between application messages and the properties of PUBLISH and will (MQTT 5.0 section 3.3.2.3).</summary>
internal static class MessageCodec
{
    /// <exception cref="ArgumentException">The topic or the response topic is no topic name.</exception>
    public static void Check(MqttApplicationMessage message)
    {
        if (!MqttTopic.IsValidName(message.Topic))
        {
            throw new ArgumentException("The topic is no topic name (MQTT 5.0 section 4.7).", nameof(message));
        }

        if (message.ResponseTopic is { } response && !MqttTopic.IsValidName(response))
        {
            throw new ArgumentException("The response topic is no topic name (3.3.2-14).", nameof(message));
        }
    }

    public static MqttProperties PropertiesOf(MqttApplicationMessage message, uint? expirySeconds)
    {
        var properties = new MqttProperties();
        if (message.PayloadIsText is { } isText)
        {
            properties.Number(MqttPropertyId.PayloadFormatIndicator, isText ? 1u : 0u);
        }

        if (expirySeconds is { } expiry)
        {
            properties.Number(MqttPropertyId.MessageExpiryInterval, expiry);
        }

        if (message.ContentType is { } contentType)
        {
            properties.Text(MqttPropertyId.ContentType, contentType);
        }

        if (message.ResponseTopic is { } response)
        {
            properties.Text(MqttPropertyId.ResponseTopic, response);
        }

        if (message.CorrelationData is { } correlation)
        {
            properties.Data(MqttPropertyId.CorrelationData, correlation);
        }

        foreach (var (name, value) in message.UserProperties)
        {
            properties.Add(new MqttProperty(MqttPropertyId.UserProperty) { Text = name, Value = value });
        }

        return properties;
    }

    public static MqttApplicationMessage MessageOf(
        string topic,
        ReadOnlyMemory<byte> payload,
        MqttQualityOfServiceLevel qos,
        bool retain,
        MqttProperties properties)
    {
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = payload,
            QualityOfServiceLevel = qos,
            Retain = retain,
        };
        if (properties.Items.Count == 0)
        {
            return message;
        }

        return message with
        {
            PayloadIsText = properties.FindNumber(MqttPropertyId.PayloadFormatIndicator) is { } f ? f == 1 : null,
            MessageExpiryIntervalSeconds = properties.FindNumber(MqttPropertyId.MessageExpiryInterval),
            ContentType = properties.FindText(MqttPropertyId.ContentType),
            ResponseTopic = properties.FindText(MqttPropertyId.ResponseTopic),
            CorrelationData = properties.FindData(MqttPropertyId.CorrelationData),
            UserProperties = properties.UserProperties(),
        };
    }
}
