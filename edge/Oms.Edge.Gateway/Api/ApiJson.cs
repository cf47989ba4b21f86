using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;
using Oms.Custody.Temperature;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Kiosk;
using Oms.Edge.Messages;
using Oms.Json;

namespace Oms.Edge.Gateway.Api;

/// <summary>The forms of the local API. Strict: what is not in the schema is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters = [
        typeof(InstantJsonConverter),
        typeof(StrictEnumConverter<InspectionOutcome>),
        typeof(StrictEnumConverter<SignOffRole>),
        typeof(StrictEnumConverter<TemperatureOutcome>),
        typeof(StrictEnumConverter<TemperatureRule>),
        typeof(StrictEnumConverter<TemperatureEffect>)])]
[JsonSerializable(typeof(ArrivalBody))]
[JsonSerializable(typeof(InspectionBody))]
[JsonSerializable(typeof(ScanBody))]
[JsonSerializable(typeof(VerificationBody))]
[JsonSerializable(typeof(KeysBody))]
[JsonSerializable(typeof(SignOffBody))]
[JsonSerializable(typeof(ClosingBody))]
[JsonSerializable(typeof(DeliveryBody))]
[JsonSerializable(typeof(ManifestBody))]
[JsonSerializable(typeof(CheckOutAnswer))]
[JsonSerializable(typeof(CheckOutsAnswer))]
[JsonSerializable(typeof(DeviceAnswer))]
[JsonSerializable(typeof(DevicesAnswer))]
[JsonSerializable(typeof(DocksAnswer))]
[JsonSerializable(typeof(LettersAnswer))]
[JsonSerializable(typeof(LetterAnswer))]
[JsonSerializable(typeof(OutcomeAnswer))]
[JsonSerializable(typeof(RecordsAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(TemperatureProofAnswer))]
[JsonSerializable(typeof(ReleaseBody))]
[JsonSerializable(typeof(KeyChangeAnswer))]
[JsonSerializable(typeof(FraudsAnswer))]
[JsonSerializable(typeof(QuarantinedAnswer))]
[JsonSerializable(typeof(LogCheckResult))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(KioskSettings))]
internal sealed partial class ApiJson : JsonSerializerContext;
