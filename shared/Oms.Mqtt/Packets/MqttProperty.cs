namespace Oms.Mqtt.Packets;

/// <summary>One property; which members count is decided by the identifier's type.</summary>
internal readonly record struct MqttProperty(MqttPropertyId Id)
{
    public uint Number { get; init; }

    public string Text { get; init; } = "";

    /// <summary>The second half of a user property.</summary>
    public string Value { get; init; } = "";

    public ReadOnlyMemory<byte> Data { get; init; }
}
