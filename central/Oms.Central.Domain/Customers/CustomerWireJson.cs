using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Customers;

/// <summary>How a customer's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(CustomerCommand))]
[JsonSerializable(typeof(CustomerRejection))]
[JsonSerializable(typeof(CustomerAccount))]
public sealed partial class CustomerWireJson : JsonSerializerContext;
