using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>What a stock item can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(StockCommand.Receive), "receive")]
[JsonDerivedType(typeof(StockCommand.Reserve), "reserve")]
[JsonDerivedType(typeof(StockCommand.Confirm), "confirm")]
[JsonDerivedType(typeof(StockCommand.Reduce), "reduce")]
[JsonDerivedType(typeof(StockCommand.ExpireDue), "expire_due")]
[JsonDerivedType(typeof(StockCommand.Ship), "ship")]
[JsonDerivedType(typeof(StockCommand.Return), "return")]
[JsonDerivedType(typeof(StockCommand.Adjust), "adjust")]
[JsonDerivedType(typeof(StockCommand.Scrap), "scrap")]
[JsonDerivedType(typeof(StockCommand.QuarantineLot), "quarantine_lot")]
[JsonDerivedType(typeof(StockCommand.ReleaseLot), "release_lot")]
[JsonDerivedType(typeof(StockCommand.SetSafetyStock), "set_safety_stock")]
public abstract record StockCommand
{
    private StockCommand()
    {
    }

    /// <param name="Ref">The receipt's reference: the same one again changes nothing.</param>
    public sealed record Receive(string Ref, string Lot, int Quantity, LocalDate? Expires) : StockCommand;

    /// <summary>Promises units to a reservation, or queues it as a backorder.</summary>
    /// <param name="Ttl">How long the promise lasts unconfirmed.</param>
    /// <param name="Backorder">Whether it waits when there is too little.</param>
    public sealed record Reserve(string Reservation, int Quantity, Duration Ttl, bool Backorder) : StockCommand;

    public sealed record Confirm(string Reservation) : StockCommand;

    /// <summary>Lowers a reservation or a backorder to what remains; 0 ends it.</summary>
    public sealed record Reduce(string Reservation, int Remaining, string Cause) : StockCommand;

    /// <summary>Ends the soft reservations that are due.</summary>
    public sealed record ExpireDue : StockCommand;

    /// <summary>Takes a hard reservation's units from their lots for a route.</summary>
    public sealed record Ship(string Reservation, int Quantity, string Route) : StockCommand;

    /// <param name="Ref">The movement's reference: the same one again changes nothing.</param>
    public sealed record Return(string Ref, string Lot, int Quantity, Disposition Disposition, string Cause)
        : StockCommand;

    /// <param name="ExpectedOnHand">What the caller saw of the lot; null for any.</param>
    public sealed record Adjust(string Lot, int Delta, string Reason, int? ExpectedOnHand) : StockCommand;

    /// <summary>Throws units of a lot away, whatever its status.</summary>
    /// <param name="Ref">The movement's reference: the same one again changes nothing.</param>
    public sealed record Scrap(string Ref, string Lot, int Quantity, string Reason) : StockCommand;

    public sealed record QuarantineLot(string Lot, string Cause) : StockCommand;

    public sealed record ReleaseLot(string Lot, string Cause) : StockCommand;

    public sealed record SetSafetyStock(int Quantity) : StockCommand;
}
