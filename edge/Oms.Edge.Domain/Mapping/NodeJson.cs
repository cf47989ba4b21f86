using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Oms.Edge.Mapping;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class NodeJson : JsonSerializerContext;
