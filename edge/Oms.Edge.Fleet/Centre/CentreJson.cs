using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Edge.Fleet.Centre;

/// <summary>How the centre's API is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(CentreRequests.Nothing))]
[JsonSerializable(typeof(CentreRequests.Depot), TypeInfoPropertyName = "NewDepot")]
[JsonSerializable(typeof(CentreRequests.EnrolmentCode), TypeInfoPropertyName = "NewEnrolmentCode")]
[JsonSerializable(typeof(CentreRequests.Receipt), TypeInfoPropertyName = "NewReceipt")]
[JsonSerializable(typeof(CentreRequests.Quarantine))]
[JsonSerializable(typeof(CentreRequests.Order), TypeInfoPropertyName = "NewOrder")]
[JsonSerializable(typeof(CentreRequests.Route), TypeInfoPropertyName = "NewRoute")]
[JsonSerializable(typeof(CentreAnswers.Receipt))]
[JsonSerializable(typeof(CentreAnswers.EnrolmentCode))]
[JsonSerializable(typeof(CentreAnswers.OrderDetail))]
[JsonSerializable(typeof(CentreAnswers.StockItemDetail))]
[JsonSerializable(typeof(CentreAnswers.RouteState))]
[JsonSerializable(typeof(CentreAnswers.Depot))]
[JsonSerializable(typeof(CentreAnswers.Trust))]
[JsonSerializable(typeof(CentreAnswers.Health))]
[JsonSerializable(typeof(CentrePage<CentreAnswers.Claim>), TypeInfoPropertyName = "Claims")]
[JsonSerializable(typeof(CentrePage<CentreAnswers.Event>), TypeInfoPropertyName = "Events")]
[JsonSerializable(typeof(CentrePage<CentreAnswers.Order>), TypeInfoPropertyName = "Orders")]
[JsonSerializable(typeof(CentrePage<CentreAnswers.StockItem>), TypeInfoPropertyName = "StockItems")]
[JsonSerializable(typeof(CentrePage<CentreAnswers.CheckOut>), TypeInfoPropertyName = "CheckOuts")]
[JsonSerializable(typeof(CentrePage<CentreAnswers.Depot>), TypeInfoPropertyName = "Depots")]
internal sealed partial class CentreJson : JsonSerializerContext;
