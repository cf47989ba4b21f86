using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Oms.Central.Json;

/// <summary>Compares documents by what is written of them, lists member by member.</summary>
public static class WrittenForm
{
    /// <summary>Whether two values are written the same.</summary>
    public static bool IsSame<T>(T one, T other, JsonTypeInfo<T> json) =>
        JsonSerializer.SerializeToUtf8Bytes(one, json).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, json));
}
