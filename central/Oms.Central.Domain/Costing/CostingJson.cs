using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Costing;

/// <summary>How a cost book's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CostEvent.CostReceived))]
[JsonSerializable(typeof(CostEvent.CostIssued))]
[JsonSerializable(typeof(CostBook))]
public sealed partial class CostingJson : JsonSerializerContext;

/// <summary>How commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CostCommand))]
[JsonSerializable(typeof(CostRejection))]
[JsonSerializable(typeof(CostBook))]
public sealed partial class CostWireJson : JsonSerializerContext;

/// <summary>The released names of a cost book's events.</summary>
public static class CostEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("cost.received", CostingJson.Default.CostReceived),
        EventForm.First("cost.issued", CostingJson.Default.CostIssued),
    ];
}
