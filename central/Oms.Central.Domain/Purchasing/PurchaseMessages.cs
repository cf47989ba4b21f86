using System.Text.Json.Serialization;
using NodaTime;
using Oms.Finance;

namespace Oms.Central.Purchasing;

/// <summary>What a purchase order can be asked. <c>Expected</c> is the revision that the caller saw; null for
/// any.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(PurchaseCommand.Draft), "draft")]
[JsonDerivedType(typeof(PurchaseCommand.Revise), "revise")]
[JsonDerivedType(typeof(PurchaseCommand.Send), "send")]
[JsonDerivedType(typeof(PurchaseCommand.Acknowledge), "acknowledge")]
[JsonDerivedType(typeof(PurchaseCommand.RejectAll), "reject_all")]
[JsonDerivedType(typeof(PurchaseCommand.RegisterNotice), "register_notice")]
[JsonDerivedType(typeof(PurchaseCommand.Receive), "receive")]
[JsonDerivedType(typeof(PurchaseCommand.RecordNotBooked), "record_not_booked")]
[JsonDerivedType(typeof(PurchaseCommand.GiveUp), "give_up")]
[JsonDerivedType(typeof(PurchaseCommand.MatchInvoice), "match_invoice")]
[JsonDerivedType(typeof(PurchaseCommand.DecideInvoice), "decide_invoice")]
[JsonDerivedType(typeof(PurchaseCommand.Cancel), "cancel")]
public abstract partial record PurchaseCommand
{
    private PurchaseCommand()
    {
    }

    public sealed record Draft(string Id, PurchaseTerms Terms) : PurchaseCommand;

    public sealed record Revise(PurchaseTerms Terms, long? Expected) : PurchaseCommand;

    public sealed record Send(long? Expected) : PurchaseCommand;

    /// <summary>Takes down what the supplier will deliver; said again, the later one holds.</summary>
    /// <param name="SupplierRef">The supplier's number of the order; null where it has none.</param>
    /// <param name="Lines">Those of which it says something; the others stay.</param>
    public sealed record Acknowledge(string? SupplierRef, IReadOnlyList<AcknowledgedLine> Lines, long? Expected)
        : PurchaseCommand;

    public sealed record RejectAll(string Reason, long? Expected) : PurchaseCommand;

    public sealed record RegisterNotice(AdvanceNotice Notice) : PurchaseCommand;

    /// <param name="Ref">The receipt's reference: the same one again changes nothing.</param>
    /// <param name="Quantity">Units that came, damaged ones included.</param>
    /// <param name="On">The day on which they came.</param>
    public sealed record Receive(
        string Ref, int Line, string Lot, LocalDate? Expires, int Quantity, int Damaged, LocalDate On)
        : PurchaseCommand;

    /// <summary>The stock item did not take the units.</summary>
    public sealed record RecordNotBooked(string Ref, string Reason) : PurchaseCommand;

    /// <summary>Says that units will not come any more.</summary>
    public sealed record GiveUp(int Line, string Reason, long? Expected) : PurchaseCommand;

    public sealed record MatchInvoice(string Ref, IReadOnlyList<InvoicedLine> Lines, Money Total) : PurchaseCommand;

    /// <summary>A person decides about an invoice that does not agree.</summary>
    public sealed record DecideInvoice(string Ref, bool Approved, string Reason, string By) : PurchaseCommand;

    public sealed record Cancel(string Reason, long? Expected) : PurchaseCommand;
}

/// <summary>What happened to a purchase order. Stored for ever (<see cref="PurchasingEvents"/>).</summary>
public abstract partial record PurchaseEvent
{
    private PurchaseEvent()
    {
    }

    public sealed record PurchaseDrafted(string Id, PurchaseTerms Terms) : PurchaseEvent;

    public sealed record PurchaseRevised(PurchaseTerms Terms) : PurchaseEvent;

    public sealed record PurchaseSent(Instant At) : PurchaseEvent;

    public sealed record PurchaseAcknowledged(string? SupplierRef, IReadOnlyList<AcknowledgedLine> Lines)
        : PurchaseEvent;

    public sealed record PurchaseRejected(string Reason) : PurchaseEvent;

    public sealed record NoticeRegistered(AdvanceNotice Notice) : PurchaseEvent;

    /// <summary>Units came; the good ones go into stock.</summary>
    /// <param name="Findings">What was not as expected: <c>over</c>, <c>late</c>, <c>damaged</c> or
    /// <c>unannounced-lot</c>.</param>
    public sealed record GoodsReceived(
        string Id,
        string Ref,
        int Line,
        string Sku,
        string Location,
        string Lot,
        LocalDate? Expires,
        int Quantity,
        int Damaged,
        LocalDate On,
        IReadOnlyList<string> Findings) : PurchaseEvent
    {
        /// <summary>The agreed price of one unit when they came; null where nobody noted it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Money? UnitCost { get; init; }
    }

    public sealed record GoodsNotBooked(string Ref, string Reason) : PurchaseEvent;

    public sealed record UnitsGivenUp(int Line, int Quantity, string Reason) : PurchaseEvent;

    /// <summary>What is to come of a line is not what was told before.</summary>
    /// <param name="Quantity">Units that are to come; 0 for none any more.</param>
    /// <param name="On">The day on which they are expected; null where nobody knows.</param>
    public sealed record SupplyChanged(
        string Id, int Line, string Sku, string Location, int Quantity, LocalDate? On) : PurchaseEvent;

    /// <summary>All that is to come has come, or was given up.</summary>
    public sealed record PurchaseReceived : PurchaseEvent;

    /// <summary>An invoice was compared with what was ordered and what was received.</summary>
    public sealed record InvoiceMatched(
        string Ref, IReadOnlyList<InvoicedLine> Lines, Money Total, IReadOnlyList<MatchFinding> Findings)
        : PurchaseEvent;

    public sealed record InvoiceDecided(string Ref, bool Approved, string Reason, string By) : PurchaseEvent;

    /// <summary>Received, and all good units of it are invoiced.</summary>
    public sealed record PurchaseClosed : PurchaseEvent;

    public sealed record PurchaseCancelled(string Reason) : PurchaseEvent;
}

/// <summary>Why a purchase order may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(PurchaseRejection.NoSuchPurchaseOrder), "no_such_purchase_order")]
[JsonDerivedType(typeof(PurchaseRejection.NoSuchLine), "no_such_line")]
[JsonDerivedType(typeof(PurchaseRejection.NoSuchInvoice), "no_such_invoice")]
[JsonDerivedType(typeof(PurchaseRejection.IdTaken), "id_taken")]
[JsonDerivedType(typeof(PurchaseRejection.ReferenceReused), "reference_reused")]
[JsonDerivedType(typeof(PurchaseRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(PurchaseRejection.IllegalTransition), "illegal_transition")]
[JsonDerivedType(typeof(PurchaseRejection.Invalid), "invalid")]
[JsonDerivedType(typeof(PurchaseRejection.TooMany), "too_many")]
[JsonDerivedType(typeof(PurchaseRejection.QuantityExceeded), "quantity_exceeded")]
[JsonDerivedType(typeof(PurchaseRejection.NoSuchShipment), "no_such_shipment")]
public abstract record PurchaseRejection
{
    private PurchaseRejection()
    {
    }

    public sealed record NoSuchPurchaseOrder : PurchaseRejection;

    public sealed record NoSuchLine(int Line) : PurchaseRejection;

    public sealed record NoSuchInvoice(string Ref) : PurchaseRejection;

    /// <summary>The id stands for a purchase order with other terms.</summary>
    public sealed record IdTaken : PurchaseRejection;

    /// <summary>The reference stands for something else.</summary>
    public sealed record ReferenceReused(string Ref) : PurchaseRejection;

    public sealed record StaleRevision(long Expected, long Current) : PurchaseRejection;

    public sealed record IllegalTransition(PurchaseStatus Status, string Reason) : PurchaseRejection;

    /// <param name="Field">A JSON Pointer within the request.</param>
    public sealed record Invalid(string Field, string Reason) : PurchaseRejection;

    public sealed record TooMany(int Max) : PurchaseRejection;

    /// <summary>More units of a line than are still to come, or are under way.</summary>
    public sealed record QuantityExceeded(int Line, long Asked, int Possible) : PurchaseRejection;

    public sealed record NoSuchShipment(string Ref) : PurchaseRejection;
}
