using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;
using Oms.Custody.Hazmat;
using Oms.Custody.Inspections;
using Oms.Custody.Seals;
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
        typeof(StrictEnumConverter<RepairOutcome>),
        typeof(StrictEnumConverter<ReportStatus>),
        typeof(StrictEnumConverter<SealCondition>),
        typeof(StrictEnumConverter<SealClass>),
        typeof(StrictEnumConverter<CircuitState>),
        typeof(StrictEnumConverter<MaterialState>),
        typeof(StrictEnumConverter<LoadSeparation>),
        typeof(LocalDateJsonConverter),
        typeof(StrictEnumConverter<TemperatureOutcome>),
        typeof(StrictEnumConverter<TemperatureRule>),
        typeof(StrictEnumConverter<TemperatureEffect>)])]
[JsonSerializable(typeof(ArrivalBody))]
[JsonSerializable(typeof(InspectionBody))]
[JsonSerializable(typeof(ScanBody))]
[JsonSerializable(typeof(CountBody))]
[JsonSerializable(typeof(CountAnswer))]
[JsonSerializable(typeof(VerificationBody))]
[JsonSerializable(typeof(KeysBody))]
[JsonSerializable(typeof(SignOffBody))]
[JsonSerializable(typeof(ClosingBody))]
[JsonSerializable(typeof(DeliveryBody))]
[JsonSerializable(typeof(ManifestBody))]
[JsonSerializable(typeof(SealBody))]
[JsonSerializable(typeof(HazmatBody))]
[JsonSerializable(typeof(EmptyBody))]
[JsonSerializable(typeof(SlotBody))]
[JsonSerializable(typeof(EntryBody))]
[JsonSerializable(typeof(CallBody))]
[JsonSerializable(typeof(DepartureBody))]
[JsonSerializable(typeof(ReopeningBody))]
[JsonSerializable(typeof(AcknowledgementBody))]
[JsonSerializable(typeof(RepairBody))]
[JsonSerializable(typeof(PreCoolBody))]
[JsonSerializable(typeof(AssetBody))]
[JsonSerializable(typeof(OdometerBody))]
[JsonSerializable(typeof(WeightBody))]
[JsonSerializable(typeof(ExceptionBody))]
[JsonSerializable(typeof(CertificationBody))]
[JsonSerializable(typeof(FuelPurchaseBody))]
[JsonSerializable(typeof(FuelDataBody))]
[JsonSerializable(typeof(FuelAnswer))]
[JsonSerializable(typeof(SealsAnswer))]
[JsonSerializable(typeof(RecordsOfStepsAnswer))]
[JsonSerializable(typeof(CustodyAnswer))]
[JsonSerializable(typeof(ChecklistsAnswer))]
[JsonSerializable(typeof(VehicleAnswer))]
[JsonSerializable(typeof(UnreturnedAnswer))]
[JsonSerializable(typeof(YardAnswer))]
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
