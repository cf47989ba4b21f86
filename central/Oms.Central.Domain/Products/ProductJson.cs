using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Products;

/// <summary>How the events of products and GTINs and their state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(ProductEvent.ProductDefined))]
[JsonSerializable(typeof(ProductEvent.ProductRevised))]
[JsonSerializable(typeof(ProductEvent.ProductDiscontinued))]
[JsonSerializable(typeof(ProductEvent.ProductReactivated))]
[JsonSerializable(typeof(ProductEvent.GtinDisowned))]
[JsonSerializable(typeof(GtinEvent.GtinClaimed))]
[JsonSerializable(typeof(GtinEvent.GtinReleased))]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(GtinOwner))]
public sealed partial class ProductJson : JsonSerializerContext;

/// <summary>The released names of a product's events.</summary>
public static class ProductEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("product.defined", ProductJson.Default.ProductDefined),
        EventForm.First("product.revised", ProductJson.Default.ProductRevised),
        EventForm.First("product.discontinued", ProductJson.Default.ProductDiscontinued),
        EventForm.First("product.reactivated", ProductJson.Default.ProductReactivated),
        EventForm.First("product.gtin-disowned", ProductJson.Default.GtinDisowned),
    ];
}
