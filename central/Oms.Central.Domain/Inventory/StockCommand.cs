using System.Text.Json.Serialization;
using NodaTime;
using Oms.Finance;

namespace Oms.Central.Inventory;

/// <summary>What a stock item can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(StockCommand.Receive), "receive")]
[JsonDerivedType(typeof(StockCommand.Reserve), "reserve")]
[JsonDerivedType(typeof(StockCommand.Confirm), "confirm")]
[JsonDerivedType(typeof(StockCommand.Extend), "extend")]
[JsonDerivedType(typeof(StockCommand.Reduce), "reduce")]
[JsonDerivedType(typeof(StockCommand.ExpireDue), "expire_due")]
[JsonDerivedType(typeof(StockCommand.Ship), "ship")]
[JsonDerivedType(typeof(StockCommand.Return), "return")]
[JsonDerivedType(typeof(StockCommand.Adjust), "adjust")]
[JsonDerivedType(typeof(StockCommand.Count), "count")]
[JsonDerivedType(typeof(StockCommand.Scrap), "scrap")]
[JsonDerivedType(typeof(StockCommand.TransferOut), "transfer_out")]
[JsonDerivedType(typeof(StockCommand.TransferIn), "transfer_in")]
[JsonDerivedType(typeof(StockCommand.MoveUnits), "move_units")]
[JsonDerivedType(typeof(StockCommand.QuarantineLot), "quarantine_lot")]
[JsonDerivedType(typeof(StockCommand.BlockLot), "block_lot")]
[JsonDerivedType(typeof(StockCommand.ReleaseLot), "release_lot")]
[JsonDerivedType(typeof(StockCommand.SetSafetyStock), "set_safety_stock")]
[JsonDerivedType(typeof(StockCommand.SetReorderPoint), "set_reorder_point")]
[JsonDerivedType(typeof(StockCommand.SetSerialTracking), "set_serial_tracking")]
[JsonDerivedType(typeof(StockCommand.SetBackorderPolicy), "set_backorder_policy")]
[JsonDerivedType(typeof(StockCommand.ExpectSupply), "expect_supply")]
[JsonDerivedType(typeof(StockCommand.TellPegs), "tell_pegs")]
[JsonDerivedType(typeof(StockCommand.Restock), "restock")]
[JsonDerivedType(typeof(StockCommand.SendBack), "send_back")]
[JsonDerivedType(typeof(StockCommand.Pick), "pick")]
[JsonDerivedType(typeof(StockCommand.PutBack), "put_back")]
[JsonDerivedType(typeof(StockCommand.Divide), "divide")]
public abstract record StockCommand
{
    private StockCommand()
    {
    }

    /// <param name="Ref">The receipt's reference: the same one again changes nothing.</param>
    public sealed record Receive(string Ref, string Lot, int Quantity, LocalDate? Expires) : StockCommand
    {
        /// <summary>The serials of the units; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }

        /// <summary>What one of them cost, from 0 to <see cref="Costing.CostBook.UnitCostMax"/>; null where nobody says
        /// so.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Money? UnitCost { get; init; }
    }

    /// <summary>Promises units to a reservation, or queues it as a backorder.</summary>
    /// <param name="Ttl">How long the promise lasts unconfirmed.</param>
    /// <param name="Backorder">Whether it waits when there is too little.</param>
    public sealed record Reserve(string Reservation, int Quantity, Duration Ttl, bool Backorder) : StockCommand
    {
        /// <summary>Days, from today, that the units must at least be usable; null where any will do. From 0 to
        /// <see cref="StockItem.DaysMax"/>.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? MinimumRemainingDays { get; init; }

        /// <summary>The lot that the units must be of; null where any will do.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Lot { get; init; }

        /// <summary>Who goes first of those who wait: the highest. From 0 to
        /// <see cref="StockItem.PriorityMax"/>.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Priority { get; init; }

        /// <summary>The day for which it is promised if it waits; null for that of the policy.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public LocalDate? Promise { get; init; }

        /// <summary>When it ends by itself if it still waits; null for never.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Instant? CancelAfter { get; init; }

        /// <summary>The unit that it is for, where units have serials; null where any will do. Then the quantity is
        /// 1.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Serial { get; init; }

        /// <summary>Whether the promise lasts from the start, as if it had been confirmed.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool Firm { get; init; }

        /// <summary>Whether it is refused, without a trace, where it would be denied.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool OrRefuse { get; init; }
    }

    public sealed record Confirm(string Reservation) : StockCommand
    {
        /// <summary>Whether one that waits, because its promise broke, is left to wait instead of refused.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool OrWait { get; init; }
    }

    /// <summary>Makes a soft reservation last until so long from now; never shorter than it does.</summary>
    public sealed record Extend(string Reservation, Duration Ttl) : StockCommand;

    /// <summary>Lowers a reservation or a backorder to what remains; 0 ends it.</summary>
    public sealed record Reduce(string Reservation, int Remaining, string Cause) : StockCommand;

    /// <summary>Makes two promises of a hard one, in one step: nobody else gets its units.</summary>
    /// <param name="Remaining">Units that stay in it, picked ones included; at least 1.</param>
    /// <param name="Into">The reservation that the others are in from now on.</param>
    /// <param name="Quantity">Units of it, at least 1, none of which is picked.</param>
    public sealed record Divide(string Reservation, int Remaining, string Into, int Quantity) : StockCommand;

    /// <summary>Ends what is due: soft reservations, backorders, and lots whose last day is over.</summary>
    public sealed record ExpireDue : StockCommand;

    /// <summary>Takes a hard reservation's units from their lots for a route.</summary>
    /// <param name="Quantity">All that is still wanted of the promise: what is promised beyond is given up with it, as
    /// whoever lowers a promise may come later than whoever takes its units.</param>
    public sealed record Ship(string Reservation, int Quantity, string Route) : StockCommand;

    /// <summary>Takes units of a hard promise out of their lot, as the picker scanned them.</summary>
    /// <param name="Ref">The pick's reference: the same one again changes nothing.</param>
    /// <param name="Fulfilment">The fulfilment order that they are picked for.</param>
    public sealed record Pick(string Reservation, string Ref, string Fulfilment, string Lot, int Quantity)
        : StockCommand
    {
        /// <summary>The serials of the units; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }

        /// <summary>The bin that they were taken out of; null for whichever.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Bin { get; init; }
    }

    /// <summary>Puts picked units into their lot again, promised as they were.</summary>
    /// <param name="Ref">The movement's reference: the same one again changes nothing.</param>
    public sealed record PutBack(string Reservation, string Ref, string Lot, int Quantity) : StockCommand
    {
        /// <summary>The serials of the units; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <param name="Ref">The movement's reference: the same one again changes nothing.</param>
    public sealed record Return(string Ref, string Lot, int Quantity, Disposition Disposition, string Cause)
        : StockCommand
    {
        /// <summary>The serials of the units; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <param name="ExpectedOnHand">What the caller saw of the lot; null for any.</param>
    public sealed record Adjust(string Lot, int Delta, string Reason, int? ExpectedOnHand) : StockCommand;

    /// <summary>Says what somebody counted of a lot.</summary>
    /// <param name="Counted">Units that are there, at least 0.</param>
    /// <param name="Expected">Units that the counter was told are there: the count is refused when they are not
    /// any more, because what moved meanwhile may have been counted or not.</param>
    public sealed record Count(string Lot, int Counted, int Expected, string Reason) : StockCommand
    {
        /// <summary>The serials of the units; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <summary>Throws units of a lot away, whatever its status.</summary>
    /// <param name="Ref">The movement's reference: the same one again changes nothing.</param>
    public sealed record Scrap(string Ref, string Lot, int Quantity, string Reason) : StockCommand
    {
        /// <summary>The serials of the units; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <summary>Puts units that came back and were set aside into their lot again.</summary>
    /// <param name="Ref">The movement's reference: the same one again changes nothing.</param>
    /// <param name="Lot">The lot that they were of; they lie in <see cref="StockItem.ReturnedLot"/> of it.</param>
    public sealed record Restock(string Ref, string Lot, int Quantity, string Cause) : StockCommand
    {
        /// <summary>The serials of the units; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <summary>Sends units of a lot back to whom they were bought of, whatever its status.</summary>
    /// <param name="Ref">The movement's reference: the same one again changes nothing.</param>
    public sealed record SendBack(string Ref, string Lot, int Quantity, string Cause) : StockCommand
    {
        /// <summary>The serials of the units; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <summary>Gives units that nobody holds to a transfer, first expired first out.</summary>
    /// <param name="Line">The transfer's line; each is asked for once.</param>
    public sealed record TransferOut(string Transfer, int Line, int Quantity, string To) : StockCommand;

    /// <summary>Takes units of a transfer.</summary>
    /// <param name="Ref">The receipt's reference within the transfer: the same one again changes nothing.</param>
    public sealed record TransferIn(string Transfer, string Ref, MovedLot Units) : StockCommand;

    /// <summary>Moves units of a lot from bin to bin. The bin that they go to has taken room for them.</summary>
    /// <param name="Ref">The move's reference: the same one again changes nothing.</param>
    /// <param name="From">Null where they lie in no bin.</param>
    /// <param name="To">Null where they are taken out of a bin, as by a picker.</param>
    public sealed record MoveUnits(string Ref, string Lot, int Quantity, string? From, string? To) : StockCommand;

    public sealed record QuarantineLot(string Lot, string Cause) : StockCommand;

    /// <summary>Sets a lot aside for another reason than a quarantine.</summary>
    /// <param name="Status">On hold, damaged or recalled; a stricter status is never weakened.</param>
    public sealed record BlockLot(string Lot, LotStatus Status, string Cause) : StockCommand;

    public sealed record ReleaseLot(string Lot, string Cause) : StockCommand;

    public sealed record SetSafetyStock(int Quantity) : StockCommand;

    /// <param name="Quantity">Units available to promise at or below which stock is low; null for no alert.</param>
    public sealed record SetReorderPoint(int? Quantity) : StockCommand;

    /// <param name="Policy">Null for none: then a reservation waits when it asks to, without a limit of
    /// units.</param>
    public sealed record SetBackorderPolicy(BackorderPolicy? Policy) : StockCommand;

    /// <summary>Says what is to come from a source; said again, the later one holds.</summary>
    /// <param name="Ref">The source, such as a line of a purchase order.</param>
    /// <param name="Quantity">Units; 0 for none any more.</param>
    /// <param name="On">The day on which they are expected; null where nobody knows.</param>
    public sealed record ExpectSupply(string Ref, int Quantity, LocalDate? On) : StockCommand;

    /// <summary>Tells who waits when its units are expected, where that is another day than was told.</summary>
    public sealed record TellPegs : StockCommand;

    /// <summary>Says whether every unit has a serial; only while there are no units.</summary>
    public sealed record SetSerialTracking(bool Tracked) : StockCommand;
}
