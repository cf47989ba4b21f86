using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Orders;
using Oms.Custody.CheckOuts;
using Oms.Custody.Places;
using Oms.Finance;

namespace Oms.Central.Routing;

/// <summary>What an order asks of the locations that may serve it.</summary>
/// <param name="ShipTo">Where it goes; null where that is not known: every location is then as far as any can
/// be.</param>
/// <param name="PromisedOn">The day by which it must be there; null where nothing is promised.</param>
/// <param name="Value">What it is worth, which decides whether it may be split; null where that is not known.</param>
/// <param name="TurnedDown">Locations that turned lines of it down before; null for none.</param>
public sealed record RoutingOrder(
    ShipPolicy ShipPolicy,
    IReadOnlyList<RoutingLine> Lines,
    Position? ShipTo = null,
    LocalDate? PromisedOn = null,
    Money? Value = null,
    IReadOnlyList<TurnedDownLine>? TurnedDown = null)
{
    /// <summary>Whether all of it leaves from one location, where what that does not have waits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Together { get; init; }
}

/// <param name="Line">Its number; each line has its own.</param>
/// <param name="Quantity">Units, at least 1.</param>
/// <param name="Band">The temperatures that the product may have.</param>
/// <param name="HazardClass">A class or division of 49 CFR 173.2.</param>
/// <param name="MinRemainingDays">What must be left of its shelf life on the day it arrives.</param>
public sealed record RoutingLine(
    int Line,
    string Sku,
    int Quantity,
    TemperatureBand? Band = null,
    string? HazardClass = null,
    int? MinRemainingDays = null);

public sealed record TurnedDownLine(int Line, string Location);
