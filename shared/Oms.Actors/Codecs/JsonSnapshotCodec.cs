using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Oms.Actors;

/// <summary>Stores a state as JSON.</summary>
/// <param name="schemaVersion">Grows whenever the form changes, from 1.</param>
/// <param name="json">The source-generated form.</param>
public sealed class JsonSnapshotCodec<TState>(int schemaVersion, JsonTypeInfo<TState> json) : ISnapshotCodec<TState>
{
    public int SchemaVersion { get; } = schemaVersion;

    public void Write(TState state, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, state, json);
    }

    /// <exception cref="InvalidDataException">The bytes are not of its form.</exception>
    public TState Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Span, json) ?? throw new InvalidDataException("It is null.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException("A snapshot is not of its form.", failure);
        }
    }
}
