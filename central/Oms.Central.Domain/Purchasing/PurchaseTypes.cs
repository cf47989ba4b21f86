using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Finance;

namespace Oms.Central.Purchasing;

[JsonConverter(typeof(SnakeCaseEnumConverter<PurchaseStatus>))]
public enum PurchaseStatus
{
    /// <summary>No such purchase order.</summary>
    Absent,
    Draft,
    Sent,

    /// <summary>The supplier has said what it will deliver, and when.</summary>
    Acknowledged,

    /// <summary>The supplier delivers nothing.</summary>
    Rejected,
    PartiallyReceived,

    /// <summary>All that is to come has come, or was given up.</summary>
    Received,

    /// <summary>Received, and all good units of it are invoiced.</summary>
    Closed,
    Cancelled,
}

[JsonConverter(typeof(SnakeCaseEnumConverter<InvoiceStatus>))]
public enum InvoiceStatus
{
    /// <summary>It agrees with what was ordered and received.</summary>
    Matched,

    /// <summary>It does not; somebody decides.</summary>
    Disputed,
    Approved,

    /// <summary>It counts no more.</summary>
    Refused,
}

/// <summary>One line of a purchase order.</summary>
/// <param name="Ordered">Units that were ordered.</param>
/// <param name="Promised">Units that are to come: those ordered, until the supplier says otherwise.</param>
/// <param name="UnitCost">The agreed price of one unit.</param>
/// <param name="Received">Units that came, damaged ones included; of a drop shipment those that were shipped.</param>
/// <param name="Damaged">Those of them that cannot be used: they are not put into stock, nor owed. Of a drop shipment
/// those that did not arrive.</param>
/// <param name="Late">Units that came after the day on which they were expected.</param>
/// <param name="GivenUp">Units that will not come any more.</param>
/// <param name="Invoiced">Units of invoices that were not refused.</param>
public sealed record PurchaseLine(
    int Number,
    string Sku,
    int Ordered,
    int Promised,
    Money UnitCost,
    LocalDate? ExpectedOn,
    int Received,
    int Damaged,
    int Late,
    int GivenUp,
    int Invoiced)
{
    /// <summary>What was told of the units that are to come; null where nothing was, or none are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExpectedSupply? Told { get; init; }

    /// <summary>The line of the order that it is for; null where we receive it ourselves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DropShipLine? For { get; init; }

    /// <summary>Units that are still to come.</summary>
    [JsonIgnore]
    public int Open => int.Max(0, Promised - GivenUp - Received);

    /// <summary>Units that are owed for.</summary>
    [JsonIgnore]
    public int Good => Received - Damaged;
}

/// <summary>What the supplier says of a line.</summary>
/// <param name="Quantity">Units that it will deliver; 0 for none.</param>
public sealed record AcknowledgedLine(int Line, int Quantity, Money UnitCost, LocalDate? ExpectedOn);

/// <summary>What the supplier says is on its way.</summary>
public sealed record AdvanceNotice(string Ref, LocalDate ArrivesOn, IReadOnlyList<AnnouncedUnits> Units);

public sealed record AnnouncedUnits(int Line, string Lot, int Quantity);

/// <param name="Line">The line of the purchase order.</param>
public sealed record InvoicedLine(int Line, int Quantity, Money UnitCost);

/// <param name="Findings">What does not agree; empty when everything does.</param>
public sealed record SupplierInvoice(
    string Ref,
    IReadOnlyList<InvoicedLine> Lines,
    Money Total,
    InvoiceStatus Status,
    IReadOnlyList<MatchFinding> Findings);

/// <param name="Kind"><c>quantity</c>, <c>price</c> or <c>total</c>.</param>
/// <param name="Line">The line; null for the whole invoice.</param>
/// <param name="Invoiced">What the invoice says: units, or minor units.</param>
/// <param name="Expected">What it should say at most.</param>
public sealed record MatchFinding(string Kind, int? Line, long Invoiced, long Expected);

/// <summary>Units that came and could not be put into stock.</summary>
public sealed record NotBooked(string Ref, string Reason);
