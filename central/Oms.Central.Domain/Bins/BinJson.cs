using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Bins;

/// <summary>How a bin's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BinEvent.LimitsSet))]
[JsonSerializable(typeof(BinEvent.BinGone))]
[JsonSerializable(typeof(BinEvent.UnitsExpected))]
[JsonSerializable(typeof(BinEvent.UnitsPlaced))]
[JsonSerializable(typeof(BinEvent.UnitsGivenUp))]
[JsonSerializable(typeof(BinEvent.UnitsTakenOut))]
[JsonSerializable(typeof(BinStock))]
public sealed partial class BinJson : JsonSerializerContext;

/// <summary>How a bin's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BinCommand))]
[JsonSerializable(typeof(BinRejection))]
[JsonSerializable(typeof(BinStock))]
public sealed partial class BinWireJson : JsonSerializerContext;

/// <summary>The released names of a bin's events.</summary>
public static class BinEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("bin.limits-set", BinJson.Default.LimitsSet),
        EventForm.First("bin.gone", BinJson.Default.BinGone),
        EventForm.First("bin.units-expected", BinJson.Default.UnitsExpected),
        EventForm.First("bin.units-placed", BinJson.Default.UnitsPlaced),
        EventForm.First("bin.units-given-up", BinJson.Default.UnitsGivenUp),
        EventForm.First("bin.units-taken-out", BinJson.Default.UnitsTakenOut),
    ];
}
