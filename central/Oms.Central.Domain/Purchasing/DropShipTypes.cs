using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Finance;

namespace Oms.Central.Purchasing;

/// <summary>The order whose customer gets the goods, straight from the supplier.</summary>
/// <param name="Order">The order's id: who the customer is, and where, only the order knows.</param>
/// <param name="Group">The number of the purchase order within the order, from 1; fulfilment orders count with
/// it.</param>
public sealed record DropShipFor(string Order, int Group);

/// <summary>The line of the order that a line of a purchase order is for.</summary>
/// <param name="Reservation">What the order knows the units by.</param>
public sealed record DropShipLine(int Line, string Reservation);

/// <summary>A parcel of somebody else's carrier.</summary>
/// <param name="Carrier">1 to 64 characters, such as <c>UPS</c>.</param>
/// <param name="TrackingNumber">What the carrier knows it by, 1 to 64 characters.</param>
public sealed record Parcel(string Carrier, string TrackingNumber);

/// <summary>What a supplier sent to a customer at one time.</summary>
/// <param name="Ref">The supplier's number of it.</param>
/// <param name="Parcel">Null where it has no tracking number.</param>
/// <param name="Reports">What became of it, as it was told.</param>
public sealed record SupplierShipment(
    string Ref,
    LocalDate On,
    Parcel? Parcel,
    ImmutableList<SentUnits> Units,
    ImmutableList<DeliveryReport> Reports);

/// <param name="Open">Units of which it is not known what became of them.</param>
/// <param name="UnitCost">The agreed price of one unit when they were sent.</param>
public sealed record SentUnits(int Line, string Lot, int Quantity, int Open, Money UnitCost);

/// <summary>What somebody told of units at the customer's.</summary>
/// <param name="At">When they came there.</param>
/// <param name="ProofSha256">SHA-256 of the proof of delivery, lower-case hex; null where there is none.</param>
public sealed record DeliveryReport(
    string Ref, Instant At, string? ProofSha256, IReadOnlyList<ArrivedUnits> Units);

/// <summary>What became of units of one lot at the customer's.</summary>
/// <param name="Short">Units that were not there.</param>
/// <param name="Refused">Units that the customer did not take.</param>
/// <param name="Damaged">Units that could not be handed over.</param>
public sealed record ArrivedUnits(
    int Line, string Lot, int Delivered, int Short = 0, int Refused = 0, int Damaged = 0, string? Reason = null)
{
    /// <summary>Units that stay, or are, the supplier's: nobody owes for them.</summary>
    [JsonIgnore]
    public int NotArrived => Short + Refused + Damaged;
}

/// <summary>Units that a supplier sent, with the line of the order that they are for.</summary>
public sealed record SuppliedUnits(
    int Line, DropShipLine For, string Sku, string Lot, int Quantity, Money UnitCost);

/// <summary>What became of units that a supplier sent, with the line of the order that they are for.</summary>
public sealed record ReportedUnits(
    DropShipLine For, string Sku, ArrivedUnits Units, Money UnitCost)
{
    /// <summary>Whether they came after the day on which they were expected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Late { get; init; }
}

/// <summary>The day for which a supplier promises units of a line of an order.</summary>
public sealed record PromisedDay(int Line, string Reservation, LocalDate On);
