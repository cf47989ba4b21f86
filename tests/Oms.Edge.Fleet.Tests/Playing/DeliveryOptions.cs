using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;
using Oms.Json;

namespace Oms.Edge.Fleet.Tests.Playing;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(StopDelivery))]
[JsonSerializable(typeof(ManifestStop[]))]
internal sealed partial class DeliveryOptions : JsonSerializerContext;
