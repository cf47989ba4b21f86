using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oms.Transparency;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class EvidenceEventJson : JsonSerializerContext;
