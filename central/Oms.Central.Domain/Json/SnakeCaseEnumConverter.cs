using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oms.Central.Json;

/// <summary>Writes an enumeration's members in snake case; numbers are refused.</summary>
public sealed class SnakeCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(
    JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
