using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Oms.Actors.Journal;

namespace Oms.Actors.Codecs;

/// <summary>The stored form of <see cref="RecordMeta"/>; its member names never change.</summary>
public static class RecordMetaJson
{
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Writes the meta of a record.</summary>
    public static void Write(RecordMeta meta, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(meta);
        var writer = _writer ??= new Utf8JsonWriter(output);
        writer.Reset(output);
        JsonSerializer.Serialize(writer, meta, MetaContext.Default.RecordMeta);
        writer.Flush();
    }

    /// <summary>Reads the meta of a record.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of its form.</exception>
    public static RecordMeta Read(ReadOnlySpan<byte> stored)
    {
        try
        {
            return JsonSerializer.Deserialize(stored, MetaContext.Default.RecordMeta)
                ?? throw new InvalidDataException("The meta of a record is null.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException("The meta of a record is not of its form.", failure);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RecordMeta))]
internal sealed partial class MetaContext : JsonSerializerContext;
