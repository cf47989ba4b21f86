using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Transfers;

/// <summary>How a transfer's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(TransferEvent.TransferDrafted))]
[JsonSerializable(typeof(TransferEvent.TransferMadeReady))]
[JsonSerializable(typeof(TransferEvent.TransferDispatched))]
[JsonSerializable(typeof(TransferEvent.LineSent))]
[JsonSerializable(typeof(TransferEvent.LineRefused))]
[JsonSerializable(typeof(TransferEvent.UnitsReceived))]
[JsonSerializable(typeof(TransferEvent.ReceiptRefused))]
[JsonSerializable(typeof(TransferEvent.TransferReceived))]
[JsonSerializable(typeof(TransferEvent.TransferCancelled))]
[JsonSerializable(typeof(Transfer))]
public sealed partial class TransferJson : JsonSerializerContext;

/// <summary>How a transfer's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(TransferCommand))]
[JsonSerializable(typeof(TransferRejection))]
[JsonSerializable(typeof(Transfer))]
public sealed partial class TransferWireJson : JsonSerializerContext;

/// <summary>The released names of a transfer's events.</summary>
public static class TransferEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("transfer.drafted", TransferJson.Default.TransferDrafted),
        EventForm.First("transfer.made-ready", TransferJson.Default.TransferMadeReady),
        EventForm.First("transfer.dispatched", TransferJson.Default.TransferDispatched),
        EventForm.First("transfer.line-sent", TransferJson.Default.LineSent),
        EventForm.First("transfer.line-refused", TransferJson.Default.LineRefused),
        EventForm.First("transfer.units-received", TransferJson.Default.UnitsReceived),
        EventForm.First("transfer.receipt-refused", TransferJson.Default.ReceiptRefused),
        EventForm.First("transfer.received", TransferJson.Default.TransferReceived),
        EventForm.First("transfer.cancelled", TransferJson.Default.TransferCancelled),
    ];
}
