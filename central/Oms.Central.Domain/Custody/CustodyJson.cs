using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Custody;

/// <summary>How a custody's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(CustodyEvent.RecordsTaken))]
[JsonSerializable(typeof(CustodyEvent.CustodyOpened))]
[JsonSerializable(typeof(CustodyEvent.DeliveryNoted))]
[JsonSerializable(typeof(CustodyEvent.CountsNoted))]
[JsonSerializable(typeof(CustodyEvent.ExcursionNoted))]
[JsonSerializable(typeof(CustodyEvent.DefectsNoted))]
[JsonSerializable(typeof(CustodyEvent.DefectCertified))]
[JsonSerializable(typeof(CustodyEvent.CustodyCheckedIn))]
[JsonSerializable(typeof(CustodyEvent.CustodyCompleted))]
[JsonSerializable(typeof(CustodyEvent.CustodyRefused))]
[JsonSerializable(typeof(CustodyEvent.CustodyDisputed))]
[JsonSerializable(typeof(CustodyEvent.CustodyBroken))]
[JsonSerializable(typeof(CustodyEvent.BreachNoted))]
[JsonSerializable(typeof(CheckOutCustody))]
public sealed partial class CustodyJson : JsonSerializerContext;

/// <summary>The released names of a custody's events.</summary>
public static class CustodyEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("custody.records-taken", CustodyJson.Default.RecordsTaken),
        EventForm.First("custody.opened", CustodyJson.Default.CustodyOpened),
        EventForm.First("custody.delivery-noted", CustodyJson.Default.DeliveryNoted),
        EventForm.First("custody.counts-noted", CustodyJson.Default.CountsNoted),
        EventForm.First("custody.excursion-noted", CustodyJson.Default.ExcursionNoted),
        EventForm.First("custody.defects-noted", CustodyJson.Default.DefectsNoted),
        EventForm.First("custody.defect-certified", CustodyJson.Default.DefectCertified),
        EventForm.First("custody.checked-in", CustodyJson.Default.CustodyCheckedIn),
        EventForm.First("custody.completed", CustodyJson.Default.CustodyCompleted),
        EventForm.First("custody.refused", CustodyJson.Default.CustodyRefused),
        EventForm.First("custody.disputed", CustodyJson.Default.CustodyDisputed),
        EventForm.First("custody.broken", CustodyJson.Default.CustodyBroken),
        EventForm.First("custody.breach-noted", CustodyJson.Default.BreachNoted),
    ];
}
