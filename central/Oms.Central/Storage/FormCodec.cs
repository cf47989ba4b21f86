using System.Buffers;
using System.Text.Json;
using Oms.Actors;
using Oms.Central.Json;

namespace Oms.Central.Storage;

/// <summary>Stores the events of one kind of entity as JSON under their released names.</summary>
internal sealed class FormCodec<TEvent>(IReadOnlyList<EventForm> forms) : IEventCodec<TEvent>
    where TEvent : class
{
    private readonly Dictionary<Type, EventForm> _byType = forms.ToDictionary(form => form.Type);
    private readonly Dictionary<EventName, EventForm> _byName =
        forms.ToDictionary(form => new EventName(form.Name, form.Version));

    public EventName NameOf(TEvent happened)
    {
        var form = _byType[happened.GetType()];
        return new EventName(form.Name, form.Version);
    }

    public void Write(TEvent happened, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, happened, _byType[happened.GetType()].Json);
    }

    public TEvent Read(EventName name, ReadOnlyMemory<byte> payload)
    {
        if (!_byName.TryGetValue(name, out var form))
        {
            throw new InvalidDataException($"Event {name} is not known.");
        }

        try
        {
            return (TEvent?)JsonSerializer.Deserialize(payload.Span, form.Json)
                ?? throw new InvalidDataException($"The payload of an event {name} is null.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"The payload of an event {name} is not of its form.", failure);
        }
    }
}
