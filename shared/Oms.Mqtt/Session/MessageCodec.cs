using System.Text;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Session;

/// <summary>Between application messages and the properties of PUBLISH and will (MQTT 5.0 section 3.3.2.3).</summary>
internal static class MessageCodec
{
    /// <summary>Everything the wire format demands, so that writing the message cannot fail later.</summary>
    /// <exception cref="ArgumentException">A topic is no topic name, or a part is too long or no clean text.</exception>
    public static void Check(MqttApplicationMessage message)
    {
        var bytes = (long)message.Payload.Length + ushort.MaxValue;
        foreach (var text in message.UserProperties.SelectMany(p => new[] { p.Name, p.Value })
            .Append(message.ContentType ?? ""))
        {
            bytes += CheckText(text) + 5;
        }

        if (message.CorrelationData is { Length: > ushort.MaxValue } || bytes > PacketBuffer.RemainingLengthMax / 2)
        {
            throw new ArgumentException("The message is larger than the format allows.", nameof(message));
        }

        if (!MqttTopic.IsValidName(message.Topic))
        {
            throw new ArgumentException("The topic is no topic name (MQTT 5.0 section 4.7).", nameof(message));
        }

        if (message.ResponseTopic is { } response && !MqttTopic.IsValidName(response))
        {
            throw new ArgumentException("The response topic is no topic name (3.3.2-14).", nameof(message));
        }
    }

    private static int CheckText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        return length <= ushort.MaxValue && !text.Contains('\0', StringComparison.Ordinal)
            ? length
            : throw new ArgumentException("A text is longer than 65 535 bytes or holds U+0000 (1.5.4).", nameof(text));
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
