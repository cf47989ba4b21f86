using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Epcis;

/// <summary>How the events and states of EPCIS entities are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(CapturedEventEvent.EventCaptured))]
[JsonSerializable(typeof(CapturedEventEvent.EventConfirmed))]
[JsonSerializable(typeof(CapturedEventEvent.EventDiscarded))]
[JsonSerializable(typeof(CapturedEvent))]
[JsonSerializable(typeof(CaptureJobEvent.CaptureRequested))]
[JsonSerializable(typeof(CaptureJobEvent.ItemTaken))]
[JsonSerializable(typeof(CaptureJobEvent.ItemRefused))]
[JsonSerializable(typeof(CaptureJobEvent.CaptureFinished))]
[JsonSerializable(typeof(CaptureJob))]
[JsonSerializable(typeof(NamedQueryEvent.QueryDefined))]
[JsonSerializable(typeof(NamedQueryEvent.QueryDeleted))]
[JsonSerializable(typeof(NamedQuery))]
[JsonSerializable(typeof(SubscriptionEvent.SubscriptionOpened))]
[JsonSerializable(typeof(SubscriptionEvent.RunFellDue))]
[JsonSerializable(typeof(SubscriptionEvent.RunClaimed))]
[JsonSerializable(typeof(SubscriptionEvent.RunDelivered))]
[JsonSerializable(typeof(SubscriptionEvent.RunFailed))]
[JsonSerializable(typeof(SubscriptionEvent.SubscriptionClosed))]
[JsonSerializable(typeof(Subscription))]
public sealed partial class EpcisJson : JsonSerializerContext;

/// <summary>The released names of what happens under an event id.</summary>
public static class CapturedEventForms
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("epcis-event.captured", EpcisJson.Default.EventCaptured),
        EventForm.First("epcis-event.confirmed", EpcisJson.Default.EventConfirmed),
        EventForm.First("epcis-event.discarded", EpcisJson.Default.EventDiscarded),
    ];
}

/// <summary>The released names of a capture job's events.</summary>
public static class CaptureJobForms
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("epcis-capture.requested", EpcisJson.Default.CaptureRequested),
        EventForm.First("epcis-capture.item-taken", EpcisJson.Default.ItemTaken),
        EventForm.First("epcis-capture.item-refused", EpcisJson.Default.ItemRefused),
        EventForm.First("epcis-capture.finished", EpcisJson.Default.CaptureFinished),
    ];
}

/// <summary>The released names of a named query's events.</summary>
public static class NamedQueryForms
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("epcis-query.defined", EpcisJson.Default.QueryDefined),
        EventForm.First("epcis-query.deleted", EpcisJson.Default.QueryDeleted),
    ];
}

/// <summary>The released names of a subscription's events.</summary>
public static class SubscriptionForms
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("epcis-subscription.opened", EpcisJson.Default.SubscriptionOpened),
        EventForm.First("epcis-subscription.fell-due", EpcisJson.Default.RunFellDue),
        EventForm.First("epcis-subscription.run-claimed", EpcisJson.Default.RunClaimed),
        EventForm.First("epcis-subscription.run-delivered", EpcisJson.Default.RunDelivered),
        EventForm.First("epcis-subscription.run-failed", EpcisJson.Default.RunFailed),
        EventForm.First("epcis-subscription.closed", EpcisJson.Default.SubscriptionClosed),
    ];
}
