using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oms.Edge.Messages;

/// <summary>Reads and writes an enum by its kebab-case name; numbers are refused.</summary>
public sealed class StrictEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
