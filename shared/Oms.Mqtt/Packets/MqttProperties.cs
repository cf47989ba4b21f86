namespace Oms.Mqtt.Packets;

/// <summary>The properties of one packet in the order they were sent. Read-only once it is shared.</summary>
internal sealed class MqttProperties
{
    private readonly List<MqttProperty> _items = [];

    public static MqttProperties Empty { get; } = new();

    public IReadOnlyList<MqttProperty> Items => _items;

    public MqttProperties Add(MqttProperty property)
    {
        _items.Add(property);
        return this;
    }

    public MqttProperties Number(MqttPropertyId id, uint value) => Add(new MqttProperty(id) { Number = value });

    public MqttProperties Text(MqttPropertyId id, string value) => Add(new MqttProperty(id) { Text = value });

    public MqttProperties Data(MqttPropertyId id, ReadOnlyMemory<byte> value) =>
        Add(new MqttProperty(id) { Data = value });

    public uint? FindNumber(MqttPropertyId id) => Find(id)?.Number;

    public string? FindText(MqttPropertyId id) => Find(id)?.Text;

    public ReadOnlyMemory<byte>? FindData(MqttPropertyId id) => Find(id)?.Data;

    public bool Has(MqttPropertyId id) => Find(id) is not null;

    public IReadOnlyList<MqttUserProperty> UserProperties()
    {
        List<MqttUserProperty>? found = null;
        foreach (var item in _items)
        {
            if (item.Id == MqttPropertyId.UserProperty)
            {
                (found ??= []).Add(new MqttUserProperty(item.Text, item.Value));
            }
        }

        return found ?? (IReadOnlyList<MqttUserProperty>)[];
    }

    private MqttProperty? Find(MqttPropertyId id)
    {
        foreach (var item in _items)
        {
            if (item.Id == id)
            {
                return item;
            }
        }

        return null;
    }
}
