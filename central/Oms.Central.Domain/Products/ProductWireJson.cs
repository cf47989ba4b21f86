using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Products;

/// <summary>How the commands, rejections and state of products and GTINs cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(ProductCommand))]
[JsonSerializable(typeof(ProductRejection))]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(GtinCommand))]
[JsonSerializable(typeof(GtinRejection))]
[JsonSerializable(typeof(GtinOwner))]
public sealed partial class ProductWireJson : JsonSerializerContext;
