using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Oms.Actors;

/// <summary>Stores each case of an event family as JSON under its released name and version.</summary>
/// <remarks>
/// Members that the form does not know are refused: a record that another version wrote must not lose a part
/// unnoticed. A new shape is a new version; the reader of the old one stays, with a function to today's shape.
/// </remarks>
/// <threadsafety>Once built, any thread may use it.</threadsafety>
public sealed class JsonEventCodec<TEvent> : IEventCodec<TEvent>
    where TEvent : notnull
{
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    private readonly FrozenDictionary<Type, Case> _byType;
    private readonly FrozenDictionary<EventName, Case> _byName;

    private JsonEventCodec(IReadOnlyList<Case> cases)
    {
        _byType = cases.Where(stored => stored.Write is not null).ToFrozenDictionary(stored => stored.Type);
        _byName = cases.ToFrozenDictionary(stored => stored.Name);
    }

    /// <summary>Begins a codec; add every case, then call <see cref="Builder.Build"/>.</summary>
    public static Builder Create() => new();

    /// <summary>Every name that it reads: for golden tests.</summary>
    public IReadOnlyList<EventName> Names => [.. _byName.Keys.OrderBy(name => name.ToString(), StringComparer.Ordinal)];

    public EventName NameOf(TEvent happened) => CaseOf(happened).Name;

    public void Write(TEvent happened, IBufferWriter<byte> output)
    {
        var writer = _writer ??= new Utf8JsonWriter(output);
        writer.Reset(output);
        CaseOf(happened).Write!(writer, happened);
        writer.Flush();
    }

    public TEvent Read(EventName name, ReadOnlyMemory<byte> payload)
    {
        if (!_byName.TryGetValue(name, out var stored))
        {
            throw new InvalidDataException($"Event {name} is not known.");
        }

        try
        {
            return stored.Read(payload.Span);
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"The payload of an event {name} is not of its form.", failure);
        }
    }

    private Case CaseOf(TEvent happened) =>
        _byType.TryGetValue(happened.GetType(), out var stored)
            ? stored
            : throw new InvalidOperationException($"Event {happened.GetType()} was not added to its codec.");

    private sealed record Case(
        Type Type, EventName Name, Action<Utf8JsonWriter, TEvent>? Write, ReadOnlySpanReader Read);

    private delegate TEvent ReadOnlySpanReader(ReadOnlySpan<byte> payload);

    /// <summary>Collects the cases of a family.</summary>
    public sealed class Builder
    {
        private readonly List<Case> _cases = [];

        internal Builder()
        {
        }

        /// <summary>Adds a case in today's shape.</summary>
        /// <param name="type">The released name, such as <c>order.placed</c>.</param>
        /// <param name="version">The version of its schema, from 1.</param>
        /// <param name="json">Its source-generated form.</param>
        public Builder Add<TCase>(string type, int version, JsonTypeInfo<TCase> json)
            where TCase : TEvent
        {
            var strict = Strict(json);
            _cases.Add(new Case(
                typeof(TCase),
                NameOf(type, version),
                (writer, happened) => JsonSerializer.Serialize(writer, (TCase)happened, strict),
                payload => JsonSerializer.Deserialize(payload, strict) ?? throw new JsonException("It is null.")));
            return this;
        }

        /// <summary>Adds an older shape, which is read and brought up to today's but never written.</summary>
        /// <param name="upcast">Turns the older shape into today's; pure.</param>
        public Builder AddOld<TOld>(string type, int version, JsonTypeInfo<TOld> json, Func<TOld, TEvent> upcast)
        {
            var strict = Strict(json);
            _cases.Add(new Case(
                typeof(TOld),
                NameOf(type, version),
                Write: null,
                payload => upcast(
                    JsonSerializer.Deserialize(payload, strict) ?? throw new JsonException("It is null."))));
            return this;
        }

        /// <exception cref="ArgumentException">A type or a name was added twice.</exception>
        public JsonEventCodec<TEvent> Build() => new(_cases);

        private static EventName NameOf(string type, int version)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(type);
            ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
            return new EventName(type, version);
        }

        private static JsonTypeInfo<T> Strict<T>(JsonTypeInfo<T> json)
        {
            // The options of a generated context are read-only, so the strict form gets options of its own.
            var options = new JsonSerializerOptions(json.Options)
            {
                TypeInfoResolver = json.OriginatingResolver ?? json.Options.TypeInfoResolver,
                UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
                RespectRequiredConstructorParameters = true,
                RespectNullableAnnotations = true,
                AllowDuplicateProperties = false,
            };
            return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        }
    }
}
