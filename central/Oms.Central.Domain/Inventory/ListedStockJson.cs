using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Inventory;

/// <summary>How a stock item is written where lists are read from: of its reservations only what they come to, and of
/// the past nothing, so that it is small however much there is of both.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(InstantJsonConverter), typeof(LocalDateJsonConverter), typeof(ReservationSumsConverter),
        typeof(ForgottenConverter),
    ])]
[JsonSerializable(typeof(StockItem))]
[JsonSerializable(typeof(ReservationSums))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, Lot>))]
[JsonSerializable(typeof(ImmutableList<Backorder>))]
public sealed partial class ListedStockJson : JsonSerializerContext;
