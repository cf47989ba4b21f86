using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oms.Json;

/// <summary>Writes an enumeration's members in kebab case; reads them in any case, and refuses numbers.</summary>
public sealed class KebabCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(
    JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
