using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Custody.Inspections;

/// <summary>How the bodies of vehicle events are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(VehicleEvent.ReportSubmitted))]
[JsonSerializable(typeof(VehicleEvent.WorkOrderOpened))]
[JsonSerializable(typeof(VehicleEvent.DefectCertified))]
[JsonSerializable(typeof(VehicleEvent.WorkOrderClosed))]
[JsonSerializable(typeof(VehicleEvent.ReviewAcknowledged))]
[JsonSerializable(typeof(VehicleEvent.MetersRead))]
[JsonSerializable(typeof(VehicleEvent.MetersReplaced))]
public sealed partial class VehicleJson : JsonSerializerContext;
