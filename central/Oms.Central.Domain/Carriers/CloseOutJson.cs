using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Carriers;

/// <summary>How close-outs are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(CloseOutEvent.CloseOutBegun))]
[JsonSerializable(typeof(CloseOutEvent.ParcelIncluded))]
[JsonSerializable(typeof(CloseOutEvent.ParcelLeftOut))]
[JsonSerializable(typeof(CloseOutEvent.ExceptionNoted))]
[JsonSerializable(typeof(CloseOutEvent.CloseOutSealed))]
[JsonSerializable(typeof(CloseOutEvent.CloseOutEmptied))]
[JsonSerializable(typeof(CloseOutEvent.CallBegun))]
[JsonSerializable(typeof(CloseOutEvent.CallInDoubt))]
[JsonSerializable(typeof(CloseOutEvent.CloseOutAccepted))]
[JsonSerializable(typeof(CloseOutEvent.CloseOutDeclined))]
[JsonSerializable(typeof(CloseOut))]
public sealed partial class CloseOutJson : JsonSerializerContext;

/// <summary>How their commands, rejections and states cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(CloseOutCommand))]
[JsonSerializable(typeof(CloseOutRejection))]
[JsonSerializable(typeof(CloseOut))]
public sealed partial class CloseOutWireJson : JsonSerializerContext;

/// <summary>The released names of the events of close-outs.</summary>
public static class CloseOutEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("close-out.begun", CloseOutJson.Default.CloseOutBegun),
        EventForm.First("close-out.parcel-included", CloseOutJson.Default.ParcelIncluded),
        EventForm.First("close-out.parcel-left-out", CloseOutJson.Default.ParcelLeftOut),
        EventForm.First("close-out.exception-noted", CloseOutJson.Default.ExceptionNoted),
        EventForm.First("close-out.sealed", CloseOutJson.Default.CloseOutSealed),
        EventForm.First("close-out.emptied", CloseOutJson.Default.CloseOutEmptied),
        EventForm.First("close-out.call-begun", CloseOutJson.Default.CallBegun),
        EventForm.First("close-out.call-in-doubt", CloseOutJson.Default.CallInDoubt),
        EventForm.First("close-out.accepted", CloseOutJson.Default.CloseOutAccepted),
        EventForm.First("close-out.declined", CloseOutJson.Default.CloseOutDeclined),
    ];
}
