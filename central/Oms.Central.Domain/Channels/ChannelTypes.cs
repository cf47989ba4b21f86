using System.Text.Json.Serialization;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Central.Returns;

namespace Oms.Central.Channels;

/// <summary>How customers of a channel order.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ChannelKind>))]
public enum ChannelKind
{
    Web,
    Pos,
    Marketplace,
    Mobile,
    Callcentre,
    Manual,
    Edi,
}

[JsonConverter(typeof(SnakeCaseEnumConverter<ChannelStatus>))]
public enum ChannelStatus
{
    Absent,
    Active,
    Suspended,
}

/// <summary>What holds for an order of the channel that does not say otherwise.</summary>
/// <param name="ShipFrom">The location whose stock serves it; null where routing decides.</param>
/// <param name="ReservationMinutes">How long a promise lasts unconfirmed: 1 to 43 200; null for the centre's.</param>
/// <param name="Backorder">Whether an order waits when there is too little.</param>
public sealed record ChannelPolicies(
    ShipPolicy ShipPolicy, string? ShipFrom = null, int? ReservationMinutes = null, bool Backorder = false)
{
    /// <summary>Whether prices of its orders include taxes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PricesIncludeTax { get; init; }

    /// <summary>The routing policy that decides where its orders leave from; null for the centre's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Routing { get; init; }
}

/// <summary>How much of a product a channel may promise.</summary>
/// <param name="Units">At most so many of what is available; null where a share is given.</param>
/// <param name="SharePermille">At most so many thousandths of what is available, 0 to 1 000, rounded down.</param>
/// <param name="SafetyStock">Units that are kept back from that; null for the channel's.</param>
public sealed record Allocation(
    string Sku, int? Units = null, int? SharePermille = null, int? SafetyStock = null);

/// <summary>What is known of a channel.</summary>
/// <param name="Name">1 to 64 characters.</param>
/// <param name="SafetyStock">Units of each product that the channel keeps back, 0 to 1 000 000.</param>
/// <param name="SharePermille">Thousandths of what is available of each product, unless an allocation says
/// otherwise.</param>
public sealed record ChannelTerms(
    string Name, ChannelKind Kind, ChannelPolicies Policies, int SafetyStock = 0, int SharePermille = 1_000)
{
    /// <summary>What holds for returns of its orders; null for the centre's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReturnPolicy? Returns { get; init; }

    private const int UnitsMax = 1_000_000_000;
    private const int SafetyMax = 1_000_000;
    private const int WholePermille = 1_000;
    private const int MinutesMax = 43_200;

    /// <summary>The first member that is out of its range, as a JSON Pointer within the request; null when all are
    /// good.</summary>
    public ChannelRejection.InvalidTerms? Fault() =>
        !OrderTerms.IsName(Name) ? new("/terms/name", "It must have 1 to 64 characters, none a control character.")
        : Policies.ShipFrom is { } from && !StockItemId.IsLocation(from)
            ? new("/terms/policies/ship_from", StockItemId.LocationRule)
        : Policies.Routing is { } policy && !StockItemId.IsLocation(policy)
            ? new("/terms/policies/routing", "It must have 1 to 48 characters, none a control character.")
        : Policies.ReservationMinutes is < 1 or > MinutesMax
            ? new("/terms/policies/reservation_minutes", $"It must be from 1 to {MinutesMax}.")
        : SafetyStock is < 0 or > SafetyMax ? new("/terms/safety_stock", $"It must be from 0 to {SafetyMax}.")
        : SharePermille is < 0 or > WholePermille
            ? new("/terms/share_permille", $"It must be from 0 to {WholePermille}.")
        : Returns?.Fault() is var (field, reason) ? new($"/terms/returns{field}", reason)
        : null;

    /// <summary>The same of an allocation.</summary>
    public static ChannelRejection.InvalidTerms? FaultOf(Allocation allocation) =>
        !StockItemId.IsSku(allocation.Sku) ? new("/sku", StockItemId.SkuRule)
        : allocation.Units is null == allocation.SharePermille is null
            ? new("/units", "Give either units or share_permille.")
        : allocation.Units is < 0 or > UnitsMax ? new("/units", $"It must be from 0 to {UnitsMax}.")
        : allocation.SharePermille is < 0 or > WholePermille
            ? new("/share_permille", $"It must be from 0 to {WholePermille}.")
        : allocation.SafetyStock is < 0 or > SafetyMax
            ? new("/safety_stock", $"It must be from 0 to {SafetyMax}.")
        : null;
}
