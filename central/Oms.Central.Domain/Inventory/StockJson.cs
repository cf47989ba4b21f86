using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Inventory;

/// <summary>How a stock item's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(StockEvent.StockReceived))]
[JsonSerializable(typeof(StockEvent.ReservationMade))]
[JsonSerializable(typeof(StockEvent.ReservationDenied))]
[JsonSerializable(typeof(StockEvent.BackorderQueued))]
[JsonSerializable(typeof(StockEvent.BackorderReduced))]
[JsonSerializable(typeof(StockEvent.ReservationConfirmed))]
[JsonSerializable(typeof(StockEvent.ReservationExtended))]
[JsonSerializable(typeof(StockEvent.ReservationReleased))]
[JsonSerializable(typeof(StockEvent.ReservationExpired))]
[JsonSerializable(typeof(StockEvent.StockShipped))]
[JsonSerializable(typeof(StockEvent.StockReturned))]
[JsonSerializable(typeof(StockEvent.StockPicked))]
[JsonSerializable(typeof(StockEvent.StockPutBack))]
[JsonSerializable(typeof(StockEvent.PicksUnwanted))]
[JsonSerializable(typeof(StockEvent.StockScrapped))]
[JsonSerializable(typeof(StockEvent.StockTransferredOut))]
[JsonSerializable(typeof(StockEvent.StockTransferredIn))]
[JsonSerializable(typeof(StockEvent.UnitsMoved))]
[JsonSerializable(typeof(StockEvent.UnitsLeftBins))]
[JsonSerializable(typeof(StockEvent.LotQuarantined))]
[JsonSerializable(typeof(StockEvent.LotBlocked))]
[JsonSerializable(typeof(StockEvent.LotExpired))]
[JsonSerializable(typeof(StockEvent.LotReleased))]
[JsonSerializable(typeof(StockEvent.StockAdjusted))]
[JsonSerializable(typeof(StockEvent.StockCounted))]
[JsonSerializable(typeof(StockEvent.ShortfallRaised))]
[JsonSerializable(typeof(StockEvent.SafetyStockSet))]
[JsonSerializable(typeof(StockEvent.ReorderPointSet))]
[JsonSerializable(typeof(StockEvent.LowStockDetected))]
[JsonSerializable(typeof(StockEvent.LowStockEnded))]
[JsonSerializable(typeof(StockEvent.BackorderPolicySet))]
[JsonSerializable(typeof(StockEvent.PreorderReleased))]
[JsonSerializable(typeof(StockEvent.SerialTrackingSet))]
[JsonSerializable(typeof(StockEvent.SupplyExpected))]
[JsonSerializable(typeof(StockEvent.PegsFellDue))]
[JsonSerializable(typeof(StockEvent.BackordersPegged))]
[JsonSerializable(typeof(StockEvent.StockRestocked))]
[JsonSerializable(typeof(StockEvent.StockSentBack))]
[JsonSerializable(typeof(StockItem))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, Lot>))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, Reservation>))]
[JsonSerializable(typeof(ImmutableList<Backorder>))]
[JsonSerializable(typeof(StockBalances))]
public sealed partial class StockJson : JsonSerializerContext;
