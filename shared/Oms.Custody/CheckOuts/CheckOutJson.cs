using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Custody.CheckOuts;

/// <summary>How the bodies of check-out events are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(CheckOutEvent.Arrived))]
[JsonSerializable(typeof(CheckOutEvent.ManifestAttached))]
[JsonSerializable(typeof(CheckOutEvent.VehicleInspected))]
[JsonSerializable(typeof(CheckOutEvent.CargoScanned))]
[JsonSerializable(typeof(CheckOutEvent.CargoVerified))]
[JsonSerializable(typeof(CheckOutEvent.DeliveryReconciled))]
[JsonSerializable(typeof(CheckOutEvent.EldFileAttached))]
[JsonSerializable(typeof(CheckOutEvent.KeysReturned))]
[JsonSerializable(typeof(CheckOutEvent.TemperatureExcursionRecorded))]
[JsonSerializable(typeof(CheckOutEvent.SignedOff))]
[JsonSerializable(typeof(CheckOutEvent.Completed))]
[JsonSerializable(typeof(CheckOutEvent.Refused))]
[JsonSerializable(typeof(CheckOutEvent.Disputed))]
[JsonSerializable(typeof(CheckOutEvent.InspectionAcknowledged))]
[JsonSerializable(typeof(CheckOutEvent.RepairCertified))]
[JsonSerializable(typeof(CheckOutEvent.PreCoolChecked))]
[JsonSerializable(typeof(CheckOutEvent.AssetHanded))]
[JsonSerializable(typeof(CheckOutEvent.OdometerRead))]
[JsonSerializable(typeof(CheckOutEvent.WeightRecorded))]
[JsonSerializable(typeof(CheckOutEvent.ExceptionNoted))]
[JsonSerializable(typeof(CheckOutEvent.SealHandled))]
[JsonSerializable(typeof(CheckOutEvent.TemperatureJudged))]
[JsonSerializable(typeof(CheckOutEvent.HazmatChecked))]
[JsonSerializable(typeof(CheckOutEvent.CodeScanned))]
[JsonSerializable(typeof(CheckOutEvent.CargoCounted))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(ManifestCatalogue))]
public sealed partial class CheckOutJson : JsonSerializerContext;
