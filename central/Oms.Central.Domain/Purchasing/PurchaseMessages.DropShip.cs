using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Orders;

namespace Oms.Central.Purchasing;

/// <content>Goods that a supplier sends to the customer of an order.</content>
[JsonDerivedType(typeof(PurchaseCommand.DropShip), "drop_ship")]
[JsonDerivedType(typeof(PurchaseCommand.Stop), "stop")]
[JsonDerivedType(typeof(PurchaseCommand.Ship), "ship")]
[JsonDerivedType(typeof(PurchaseCommand.Report), "report")]
public abstract partial record PurchaseCommand
{
    /// <summary>Orders goods that the supplier sends to the customer of an order: drafted and sent at once.</summary>
    public sealed record DropShip(string Id, PurchaseTerms Terms) : PurchaseCommand;

    /// <summary>Asks that units are not sent any more; refused where they were shipped.</summary>
    /// <param name="Units">By the lines of the order.</param>
    /// <param name="Whole">Whether the whole order is to be cancelled.</param>
    public sealed record Stop(IReadOnlyList<WorkUnits> Units, string Reason, bool Whole) : PurchaseCommand;

    /// <summary>Takes down what the supplier sent to the customer.</summary>
    /// <param name="Ref">The supplier's number of the shipment: the same one again changes nothing.</param>
    /// <param name="Units">By the lines of the purchase order.</param>
    public sealed record Ship(string Ref, LocalDate On, Parcel? Parcel, IReadOnlyList<AnnouncedUnits> Units)
        : PurchaseCommand;

    /// <summary>Takes down what became of units of a shipment at the customer's.</summary>
    public sealed record Report(string Shipment, DeliveryReport Delivery) : PurchaseCommand
    {
        /// <summary>Whether nobody said when: it is as of the moment at which it is taken down, by the clock of the
        /// node that does; another one's may be ahead.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool Undated { get; init; }
    }
}

/// <content>Goods that a supplier sends to the customer of an order.</content>
public abstract partial record PurchaseEvent
{
    /// <summary>The supplier sent units to the customer.</summary>
    public sealed record UnitsShipped(
        DropShipFor For, string Ref, LocalDate On, Parcel? Parcel, IReadOnlyList<SuppliedUnits> Units)
        : PurchaseEvent;

    /// <summary>It was told what became of units of a shipment.</summary>
    /// <param name="Number">The number of the report about this shipment, from 1.</param>
    /// <param name="ProofSha256">SHA-256 of the proof of delivery, lower-case hex; null where there is none.</param>
    public sealed record ShipmentReported(
        DropShipFor For,
        string Shipment,
        int Number,
        string Ref,
        Instant At,
        string? ProofSha256,
        IReadOnlyList<ReportedUnits> Units) : PurchaseEvent;

    /// <summary>Units will not be sent: the order finds another way.</summary>
    /// <param name="Units">By the lines of the order.</param>
    public sealed record UnitsDeclined(DropShipFor For, IReadOnlyList<WorkUnits> Units, string Reason) : PurchaseEvent;

    /// <summary>Units are not to be sent any more, as the order asked.</summary>
    public sealed record UnitsStopped(
        DropShipFor For, IReadOnlyList<WorkUnits> Units, string Reason, bool Whole) : PurchaseEvent;

    /// <summary>The supplier promises units for another day than was known.</summary>
    public sealed record PromiseTold(DropShipFor For, IReadOnlyList<PromisedDay> Lines) : PurchaseEvent;
}
