using System.Text.Json.Serialization;
using Oms.Finance;

namespace Oms.Central.Returns;

/// <summary>What a return can be asked. <c>Expected</c> is the revision that the caller saw; null for any.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ReturnCommand.Open), "open")]
[JsonDerivedType(typeof(ReturnCommand.TakeBlind), "take_blind")]
[JsonDerivedType(typeof(ReturnCommand.TakeFromRoute), "take_from_route")]
[JsonDerivedType(typeof(ReturnCommand.Approve), "approve")]
[JsonDerivedType(typeof(ReturnCommand.Refuse), "refuse")]
[JsonDerivedType(typeof(ReturnCommand.Cancel), "cancel")]
[JsonDerivedType(typeof(ReturnCommand.Receive), "receive")]
[JsonDerivedType(typeof(ReturnCommand.Inspect), "inspect")]
[JsonDerivedType(typeof(ReturnCommand.Match), "match")]
[JsonDerivedType(typeof(ReturnCommand.GiveUp), "give_up")]
[JsonDerivedType(typeof(ReturnCommand.RecordBooked), "record_booked")]
[JsonDerivedType(typeof(ReturnCommand.RecordCreditRefused), "record_credit_refused")]
[JsonDerivedType(typeof(ReturnCommand.RecordFault), "record_fault")]
[JsonDerivedType(typeof(ReturnCommand.RecordMatchRefused), "record_match_refused")]
[JsonDerivedType(typeof(ReturnCommand.Recall), "recall")]
[JsonDerivedType(typeof(ReturnCommand.RequestLabel), "request_label")]
[JsonDerivedType(typeof(ReturnCommand.RecordLabel), "record_label")]
public abstract partial record ReturnCommand
{
    private ReturnCommand()
    {
    }

    /// <summary>Opens what an order holds units for.</summary>
    public sealed record Open(
        string Id, string Order, ReturnRequest Request, IReadOnlyList<ReturnableLine> Lines) : ReturnCommand;

    /// <summary>Takes units in that came without paper.</summary>
    /// <param name="From">The check-out that they came with; null for none.</param>
    public sealed record TakeBlind(
        string Id, string Location, IReadOnlyList<BlindUnits> Units, string? From, string By) : ReturnCommand;

    /// <summary>Takes down units of an order that a driver brought back because they were not delivered.</summary>
    public sealed record TakeFromRoute(
        string Id, string Order, string CheckOut, string Location, IReadOnlyList<RouteUnits> Units) : ReturnCommand;

    public sealed record Approve(string By, long? Expected) : ReturnCommand;

    public sealed record Refuse(string Reason, string By, long? Expected) : ReturnCommand;

    /// <summary>Nothing of it will come.</summary>
    public sealed record Cancel(string Reason, string By, long? Expected) : ReturnCommand;

    /// <param name="Ref">The receipt's reference: the same one again changes nothing.</param>
    /// <param name="Location">Where they are; null for where the return said.</param>
    public sealed record Receive(
        string Ref, int Line, string Lot, int Quantity, string Condition, IReadOnlyList<string>? Serials,
        string? Location) : ReturnCommand
    {
        /// <summary>The return that took the units in without paper, so that they are in stock already; null for
        /// none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? From { get; init; }
    }

    /// <summary>Decides what becomes of units of a receipt.</summary>
    /// <param name="Ref">The inspection's reference: the same one again changes nothing.</param>
    public sealed record Inspect(
        string Ref,
        string Receipt,
        int Quantity,
        UnitFate Fate,
        int CreditPermille,
        string Note,
        IReadOnlyList<string>? Serials,
        string By) : ReturnCommand;

    /// <summary>Gives units that came without paper to the return that they are of.</summary>
    public sealed record Match(
        string Receipt, string Return, int Line, int Quantity, IReadOnlyList<string>? Serials, string By)
        : ReturnCommand;

    /// <summary>Units that have not come will not come.</summary>
    public sealed record GiveUp(string Reason, string By, long? Expected) : ReturnCommand;

    /// <summary>The order counted the units of an inspection.</summary>
    public sealed record RecordBooked(string Ref, Money? Refund, Money? Credit) : ReturnCommand;

    /// <summary>Store credit was not granted; the money goes back to the tenders.</summary>
    public sealed record RecordCreditRefused(string Ref, string Reason) : ReturnCommand;

    /// <summary>Somebody did not follow a receipt or an inspection.</summary>
    /// <param name="Step">What was not followed.</param>
    public sealed record RecordFault(string Ref, ReturnStep Step, string Reason) : ReturnCommand;

    /// <summary>The other return did not take the units.</summary>
    public sealed record RecordMatchRefused(
        string Receipt, string Return, int Line, int Quantity, IReadOnlyList<string>? Serials, string Reason)
        : ReturnCommand;

    /// <summary>Asks only whether the same command, by its id, was carried out before; always refused
    /// otherwise.</summary>
    public sealed record Recall : ReturnCommand;
}

/// <summary>What happened to a return. Stored for ever (<see cref="ReturnEvents"/>).</summary>
public abstract partial record ReturnEvent
{
    private ReturnEvent()
    {
    }

    public sealed record ReturnOpened(
        string Id, string Order, ReturnRequest Request, IReadOnlyList<ReturnableLine> Lines, NodaTime.Instant At)
        : ReturnEvent;

    /// <summary>Units came without paper.</summary>
    /// <param name="From">The check-out that they came with; null for none.</param>
    public sealed record BlindUnitsTaken(
        string Id, string Location, IReadOnlyList<BlindUnits> Units, string? From, string By, NodaTime.Instant At)
        : ReturnEvent;

    /// <summary>A driver brought back what was not delivered; the hand-over has booked it already.</summary>
    public sealed record RouteUnitsTaken(
        string Id, string Order, string CheckOut, string Location, IReadOnlyList<RouteUnits> Units, NodaTime.Instant At)
        : ReturnEvent;

    /// <param name="By">Who approved it; <c>policy</c> where nobody had to.</param>
    public sealed record ReturnApproved(string By, NodaTime.Instant At) : ReturnEvent
    {
        /// <summary>The exchange that it is of; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Exchange { get; init; }
    }

    public sealed record ReturnRefused(string Order, string Reason, string By, NodaTime.Instant At) : ReturnEvent
    {
        /// <summary>The exchange that it is of; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Exchange { get; init; }
    }

    public sealed record ReturnCancelled(string Order, string Reason, string By, NodaTime.Instant At) : ReturnEvent
    {
        /// <summary>The exchange that it is of; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Exchange { get; init; }
    }

    /// <summary>Units came, and are set aside.</summary>
    public sealed record ReturnReceived(
        string Id,
        string Ref,
        int Line,
        string Sku,
        string Lot,
        int Quantity,
        string Location,
        string Condition,
        IReadOnlyList<string>? Serials,
        NodaTime.Instant At) : ReturnEvent
    {
        /// <summary>The return that took the units in without paper, so that they are in stock already; null for
        /// none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? From { get; init; }
    }

    /// <summary>It is decided what becomes of units.</summary>
    /// <param name="Order">The order that counts them; null for none.</param>
    /// <param name="Line">Its line; null for none.</param>
    public sealed record UnitsInspected(
        string Id,
        string Ref,
        string Receipt,
        string? Order,
        int? Line,
        string Lot,
        int Quantity,
        UnitFate Fate,
        int CreditPermille,
        string Note,
        IReadOnlyList<string>? Serials,
        string By,
        NodaTime.Instant At) : ReturnEvent;

    /// <summary>The order has counted the units of an inspection.</summary>
    public sealed record InspectionBooked(string Ref, Money? Refund, Money? Credit) : ReturnEvent;

    /// <summary>Units go where the inspection said.</summary>
    public sealed record UnitsDisposed(
        string Id,
        string Ref,
        string Sku,
        string Lot,
        int Quantity,
        string Location,
        UnitFate Fate,
        string Note,
        IReadOnlyList<string>? Serials) : ReturnEvent;

    public sealed record ReturnCreditRefused(string Ref, string Reason) : ReturnEvent;

    public sealed record StepFailed(string Ref, ReturnStep Step, string Reason) : ReturnEvent;

    /// <summary>Units that came without paper are given to the return that they are of.</summary>
    public sealed record UnitsMatched(
        string Id,
        string Receipt,
        string Return,
        int Line,
        string Sku,
        string Lot,
        int Quantity,
        string Location,
        string Condition,
        IReadOnlyList<string>? Serials,
        string By) : ReturnEvent;

    /// <summary>The other return did not take them: nobody knows again whose they are.</summary>
    public sealed record MatchRefused(
        string Receipt, string Return, int Line, int Quantity, IReadOnlyList<string>? Serials, string Reason)
        : ReturnEvent;

    /// <summary>Units will not come any more.</summary>
    public sealed record ReturnGivenUp(string Order, IReadOnlyList<LineUnits> Units, string Reason, string By)
        : ReturnEvent;

    /// <summary>All that came is inspected, and the order has counted it.</summary>
    /// <param name="Units">Units that came and were counted.</param>
    /// <param name="Credit">What became store credit; null for nothing.</param>
    public sealed record ReturnClosed(int Units, Money? Credit) : ReturnEvent
    {
        /// <summary>The exchange that it is of; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Exchange { get; init; }
    }
}

/// <summary>Why a return may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ReturnRejection.NoSuchReturn), "no_such_return")]
[JsonDerivedType(typeof(ReturnRejection.NoSuchLine), "no_such_line")]
[JsonDerivedType(typeof(ReturnRejection.NoSuchReceipt), "no_such_receipt")]
[JsonDerivedType(typeof(ReturnRejection.IdTaken), "id_taken")]
[JsonDerivedType(typeof(ReturnRejection.ReferenceReused), "reference_reused")]
[JsonDerivedType(typeof(ReturnRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(ReturnRejection.IllegalTransition), "illegal_transition")]
[JsonDerivedType(typeof(ReturnRejection.QuantityExceeded), "quantity_exceeded")]
[JsonDerivedType(typeof(ReturnRejection.NotOfLine), "not_of_line")]
[JsonDerivedType(typeof(ReturnRejection.Invalid), "invalid")]
[JsonDerivedType(typeof(ReturnRejection.TooMany), "too_many")]
[JsonDerivedType(typeof(ReturnRejection.LabelExists), "label_exists")]
public abstract record ReturnRejection
{
    private ReturnRejection()
    {
    }

    public sealed record NoSuchReturn : ReturnRejection;

    public sealed record NoSuchLine(int Line) : ReturnRejection;

    public sealed record NoSuchReceipt(string Receipt) : ReturnRejection;

    /// <summary>The id stands for another return.</summary>
    public sealed record IdTaken : ReturnRejection;

    /// <summary>The reference stands for something else.</summary>
    public sealed record ReferenceReused(string Ref) : ReturnRejection;

    public sealed record StaleRevision(long Expected, long Current) : ReturnRejection;

    public sealed record IllegalTransition(ReturnStatus Status, string Reason) : ReturnRejection;

    /// <summary>More units than are left.</summary>
    public sealed record QuantityExceeded(int Asked, int Possible) : ReturnRejection;

    /// <summary>The lot or the serial was not shipped for the line, or is another's.</summary>
    /// <param name="Name">The lot, or the serial.</param>
    public sealed record NotOfLine(int Line, string Name) : ReturnRejection;

    /// <param name="Field">A JSON Pointer within the request.</param>
    public sealed record Invalid(string Field, string Reason) : ReturnRejection;

    public sealed record TooMany(int Max) : ReturnRejection;

    /// <summary>It has a label of another service.</summary>
    public sealed record LabelExists(string Carrier, string Service) : ReturnRejection;
}
