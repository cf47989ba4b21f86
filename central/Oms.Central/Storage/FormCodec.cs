using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Oms.Actors;
using Oms.Central.Json;

namespace Oms.Central.Storage;

/// <summary>Stores the events of one kind of entity as JSON under their released names.</summary>
/// <threadsafety>Any thread may use it.</threadsafety>
internal sealed class FormCodec<TEvent> : IEventCodec<TEvent>
    where TEvent : class
{
    private readonly IReadOnlyList<EventForm> _forms;
    private readonly int _format;
    private readonly int _newest;
    private readonly Dictionary<Type, EventForm> _byType;
    private readonly Dictionary<EventName, EventForm> _byName;
    private readonly ConcurrentDictionary<int, FormCodec<TEvent>> _older = new();

    public FormCodec(IReadOnlyList<EventForm> forms)
        : this(forms, int.MaxValue)
    {
    }

    private FormCodec(IReadOnlyList<EventForm> forms, int format)
    {
        (_forms, _format, _newest) = (forms, format, forms.Max(form => form.Since));
        _byType = forms.Where(form => form.Since <= format)
            .GroupBy(form => form.Type)
            .ToDictionary(ofType => ofType.Key, ofType => ofType.MaxBy(form => form.Version)!);
        _byName = forms.ToDictionary(form => new EventName(form.Name, form.Version));
    }

    public IEventCodec<TEvent> Writing(int format) => format >= _newest
        ? this
        : _older.GetOrAdd(format, static (of, forms) => new FormCodec<TEvent>(forms, of), _forms);

    public EventName NameOf(TEvent happened)
    {
        var form = FormOf(happened);
        return new EventName(form.Name, form.Version);
    }

    public void Write(TEvent happened, IBufferWriter<byte> output)
    {
        var form = FormOf(happened);
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, form.FromToday(happened), form.Json);
    }

    public TEvent Read(EventName name, ReadOnlyMemory<byte> payload)
    {
        if (!_byName.TryGetValue(name, out var form))
        {
            throw new InvalidDataException($"Event {name} is not known.");
        }

        try
        {
            return JsonSerializer.Deserialize(payload.Span, form.Json) is { } read
                ? (TEvent)form.ToToday(read)
                : throw new InvalidDataException($"The payload of an event {name} is null.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"The payload of an event {name} is not of its form.", failure);
        }
    }

    private EventForm FormOf(TEvent happened) => _byType.TryGetValue(happened.GetType(), out var form)
        ? form
        : throw new EventNotReleasedException(happened.GetType().Name, _format);
}
