using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oms.Cli.Eld;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(EldDocument))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class EldJson : JsonSerializerContext;
