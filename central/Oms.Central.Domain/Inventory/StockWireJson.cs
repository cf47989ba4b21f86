using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Inventory;

/// <summary>How a stock item's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter), typeof(DurationJsonConverter)])]
[JsonSerializable(typeof(StockCommand))]
[JsonSerializable(typeof(StockRejection))]
[JsonSerializable(typeof(StockItem))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, Lot>))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, Reservation>))]
[JsonSerializable(typeof(ImmutableList<Backorder>))]
public sealed partial class StockWireJson : JsonSerializerContext;
