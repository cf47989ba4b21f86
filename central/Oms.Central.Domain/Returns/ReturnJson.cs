using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Returns;

/// <summary>How a return's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(ReturnEvent.ReturnOpened))]
[JsonSerializable(typeof(ReturnEvent.BlindUnitsTaken))]
[JsonSerializable(typeof(ReturnEvent.RouteUnitsTaken))]
[JsonSerializable(typeof(ReturnEvent.ReturnApproved))]
[JsonSerializable(typeof(ReturnEvent.ReturnRefused))]
[JsonSerializable(typeof(ReturnEvent.ReturnCancelled))]
[JsonSerializable(typeof(ReturnEvent.ReturnReceived))]
[JsonSerializable(typeof(ReturnEvent.UnitsInspected))]
[JsonSerializable(typeof(ReturnEvent.InspectionBooked))]
[JsonSerializable(typeof(ReturnEvent.UnitsDisposed))]
[JsonSerializable(typeof(ReturnEvent.ReturnCreditRefused))]
[JsonSerializable(typeof(ReturnEvent.StepFailed))]
[JsonSerializable(typeof(ReturnEvent.UnitsMatched))]
[JsonSerializable(typeof(ReturnEvent.MatchRefused))]
[JsonSerializable(typeof(ReturnEvent.ReturnGivenUp))]
[JsonSerializable(typeof(ReturnEvent.ReturnClosed))]
[JsonSerializable(typeof(ReturnEvent.ReturnLabelRequested))]
[JsonSerializable(typeof(ReturnEvent.ReturnLabelUnwanted))]
[JsonSerializable(typeof(ReturnEvent.ReturnLabelRecorded))]
[JsonSerializable(typeof(ReturnOrder))]
public sealed partial class ReturnJson : JsonSerializerContext;

/// <summary>How commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(ReturnCommand))]
[JsonSerializable(typeof(ReturnRejection))]
[JsonSerializable(typeof(ReturnOrder))]
public sealed partial class ReturnWireJson : JsonSerializerContext;

/// <summary>The released names of a return's events.</summary>
public static class ReturnEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("return.opened", ReturnJson.Default.ReturnOpened),
        EventForm.First("return.blind-units-taken", ReturnJson.Default.BlindUnitsTaken),
        EventForm.First("return.route-units-taken", ReturnJson.Default.RouteUnitsTaken),
        EventForm.First("return.approved", ReturnJson.Default.ReturnApproved),
        EventForm.First("return.refused", ReturnJson.Default.ReturnRefused),
        EventForm.First("return.cancelled", ReturnJson.Default.ReturnCancelled),
        EventForm.First("return.received", ReturnJson.Default.ReturnReceived),
        EventForm.First("return.units-inspected", ReturnJson.Default.UnitsInspected),
        EventForm.First("return.inspection-booked", ReturnJson.Default.InspectionBooked),
        EventForm.First("return.units-disposed", ReturnJson.Default.UnitsDisposed),
        EventForm.First("return.credit-refused", ReturnJson.Default.ReturnCreditRefused),
        EventForm.First("return.step-failed", ReturnJson.Default.StepFailed),
        EventForm.First("return.units-matched", ReturnJson.Default.UnitsMatched),
        EventForm.First("return.match-refused", ReturnJson.Default.MatchRefused),
        EventForm.First("return.given-up", ReturnJson.Default.ReturnGivenUp),
        EventForm.First("return.closed", ReturnJson.Default.ReturnClosed),
        EventForm.First("return.label-requested", ReturnJson.Default.ReturnLabelRequested),
        EventForm.First("return.label-unwanted", ReturnJson.Default.ReturnLabelUnwanted),
        EventForm.First("return.label-recorded", ReturnJson.Default.ReturnLabelRecorded),
    ];
}
