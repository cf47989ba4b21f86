using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Carriers;

/// <summary>How carriers and the labels of parcels are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(CarrierEvent.CarrierDefined))]
[JsonSerializable(typeof(CarrierEvent.CarrierRevised))]
[JsonSerializable(typeof(Carrier))]
[JsonSerializable(typeof(CarrierTerms))]
[JsonSerializable(typeof(LabelEvent.LabelAsked))]
[JsonSerializable(typeof(LabelEvent.CallBegun))]
[JsonSerializable(typeof(LabelEvent.LabelPrinted))]
[JsonSerializable(typeof(LabelEvent.LabelDeclined))]
[JsonSerializable(typeof(LabelEvent.CallInDoubt))]
[JsonSerializable(typeof(LabelEvent.LabelUnwanted))]
[JsonSerializable(typeof(LabelEvent.LabelVoidRequested))]
[JsonSerializable(typeof(LabelEvent.LabelVoided))]
[JsonSerializable(typeof(LabelEvent.LabelKept))]
[JsonSerializable(typeof(LabelEvent.LabelClosedOut))]
[JsonSerializable(typeof(LabelEvent.LabelReleased))]
[JsonSerializable(typeof(ShippingLabel))]
public sealed partial class CarrierJson : JsonSerializerContext;

/// <summary>How their commands, rejections and states cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(CarrierCommand))]
[JsonSerializable(typeof(CarrierRejection))]
[JsonSerializable(typeof(Carrier))]
[JsonSerializable(typeof(LabelCommand))]
[JsonSerializable(typeof(LabelRejection))]
[JsonSerializable(typeof(ShippingLabel))]
public sealed partial class CarrierWireJson : JsonSerializerContext;

/// <summary>The released names of the events of carriers.</summary>
public static class CarrierEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("carrier.defined", CarrierJson.Default.CarrierDefined),
        EventForm.First("carrier.revised", CarrierJson.Default.CarrierRevised),
    ];
}

/// <summary>The released names of the events of labels.</summary>
public static class LabelEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("label.asked", CarrierJson.Default.LabelAsked),
        EventForm.First("label.call-begun", CarrierJson.Default.CallBegun),
        EventForm.First("label.printed", CarrierJson.Default.LabelPrinted),
        EventForm.First("label.declined", CarrierJson.Default.LabelDeclined),
        EventForm.First("label.call-in-doubt", CarrierJson.Default.CallInDoubt),
        EventForm.First("label.unwanted", CarrierJson.Default.LabelUnwanted),
        EventForm.First("label.void-requested", CarrierJson.Default.LabelVoidRequested),
        EventForm.First("label.voided", CarrierJson.Default.LabelVoided),
        EventForm.First("label.kept", CarrierJson.Default.LabelKept),
        EventForm.First("label.closed-out", CarrierJson.Default.LabelClosedOut),
        EventForm.First("label.released", CarrierJson.Default.LabelReleased),
    ];
}
