using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Central.Products;

namespace Oms.Central.Fulfilments;

/// <summary>What a fulfilment order can be asked. <c>Expected</c> is the revision that the caller saw; null for
/// any.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(FulfilmentCommand.Open), "open")]
[JsonDerivedType(typeof(FulfilmentCommand.Hold), "hold")]
[JsonDerivedType(typeof(FulfilmentCommand.Release), "release")]
[JsonDerivedType(typeof(FulfilmentCommand.Schedule), "schedule")]
[JsonDerivedType(typeof(FulfilmentCommand.Wake), "wake")]
[JsonDerivedType(typeof(FulfilmentCommand.Cancel), "cancel")]
[JsonDerivedType(typeof(FulfilmentCommand.JoinWave), "join_wave")]
[JsonDerivedType(typeof(FulfilmentCommand.LeaveWave), "leave_wave")]
[JsonDerivedType(typeof(FulfilmentCommand.RecordPicked), "record_picked")]
[JsonDerivedType(typeof(FulfilmentCommand.ShortPick), "short_pick")]
[JsonDerivedType(typeof(FulfilmentCommand.OpenPackage), "open_package")]
[JsonDerivedType(typeof(FulfilmentCommand.Pack), "pack")]
[JsonDerivedType(typeof(FulfilmentCommand.ClosePackage), "close_package")]
[JsonDerivedType(typeof(FulfilmentCommand.VoidPackage), "void_package")]
[JsonDerivedType(typeof(FulfilmentCommand.Reopen), "reopen")]
[JsonDerivedType(typeof(FulfilmentCommand.RecordReopened), "record_reopened")]
[JsonDerivedType(typeof(FulfilmentCommand.RecordNotReopened), "record_not_reopened")]
[JsonDerivedType(typeof(FulfilmentCommand.Stop), "stop")]
[JsonDerivedType(typeof(FulfilmentCommand.Withdraw), "withdraw")]
[JsonDerivedType(typeof(FulfilmentCommand.Split), "split")]
[JsonDerivedType(typeof(FulfilmentCommand.Move), "move")]
[JsonDerivedType(typeof(FulfilmentCommand.MergeInto), "merge_into")]
[JsonDerivedType(typeof(FulfilmentCommand.Add), "add")]
[JsonDerivedType(typeof(FulfilmentCommand.RequestLabel), "request_label")]
[JsonDerivedType(typeof(FulfilmentCommand.VoidLabel), "void_label")]
[JsonDerivedType(typeof(FulfilmentCommand.RecordLabel), "record_label")]
[JsonDerivedType(typeof(FulfilmentCommand.RecordDispatched), "record_dispatched")]
[JsonDerivedType(typeof(FulfilmentCommand.RecordHandedOver), "record_handed_over")]
[JsonDerivedType(typeof(FulfilmentCommand.IssuePickUpCode), "issue_pick_up_code")]
[JsonDerivedType(typeof(FulfilmentCommand.Collect), "collect")]
[JsonDerivedType(typeof(FulfilmentCommand.RecordNotCollected), "record_not_collected")]
public abstract partial record FulfilmentCommand
{
    private FulfilmentCommand()
    {
    }

    public sealed record Open(FulfilmentWork Work) : FulfilmentCommand;

    /// <summary>Stops pickers and packers.</summary>
    public sealed record Hold(string Reason, string By, long? Expected) : FulfilmentCommand, IExpectsRevision;

    public sealed record Release(long? Expected) : FulfilmentCommand, IExpectsRevision;

    /// <summary>Puts off what is not begun.</summary>
    public sealed record Schedule(Instant Until, long? Expected) : FulfilmentCommand, IExpectsRevision;

    /// <summary>The time to which it was put off has come.</summary>
    public sealed record Wake : FulfilmentCommand;

    /// <summary>Gives all of it back to the order: this location will not send it.</summary>
    public sealed record Cancel(string Reason, string By, long? Expected) : FulfilmentCommand, IExpectsRevision;

    public sealed record JoinWave(string Wave) : FulfilmentCommand;

    public sealed record LeaveWave(string Wave) : FulfilmentCommand;

    /// <summary>The stock item has given units out of a lot for it.</summary>
    /// <param name="Ref">The pick's reference: the same one again changes nothing.</param>
    public sealed record RecordPicked(string Ref, string Reservation, string Lot, int Quantity) : FulfilmentCommand
    {
        /// <summary>Their serials; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <summary>Says that units are not to be found.</summary>
    public sealed record ShortPick(int Line, int Quantity, string Reason, string By) : FulfilmentCommand;

    public sealed record OpenPackage(string Sscc) : FulfilmentCommand;

    /// <summary>Puts picked units into a package, as the packer scanned them.</summary>
    public sealed record Pack(string Sscc, string Sku, string Lot, int Quantity) : FulfilmentCommand
    {
        /// <summary>Their serials; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <param name="Grams">Its weight; null where nobody has weighed it.</param>
    public sealed record ClosePackage(string Sscc, long? Grams) : FulfilmentCommand
    {
        /// <summary>What it should weigh; null where that is not known.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public WeightCheck? Check { get; init; }

        /// <summary>That it is right whatever it weighs; null where nobody says so.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public WeightOverride? Override { get; init; }

        /// <summary>Its sides; null where nobody measured them.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public UnitSize? Size { get; init; }
    }

    /// <summary>Takes all units out of a package again.</summary>
    public sealed record VoidPackage(string Sscc, string Reason) : FulfilmentCommand;

    /// <summary>Asks that what is packed may be packed anew; the order knows whether it is being loaded.</summary>
    public sealed record Reopen(string Reason, string By) : FulfilmentCommand;

    /// <summary>The order's answer: it may.</summary>
    public sealed record RecordReopened : FulfilmentCommand;

    /// <summary>The order's answer: it may not.</summary>
    public sealed record RecordNotReopened(string Why) : FulfilmentCommand;

    /// <summary>The order gives units up, all that it names or none.</summary>
    /// <param name="Whole">Whether the whole order is to be cancelled.</param>
    public sealed record Stop(IReadOnlyList<WorkUnits> Units, string Reason, bool Whole) : FulfilmentCommand;

    /// <summary>Units are not promised any more.</summary>
    public sealed record Withdraw(IReadOnlyList<WorkUnits> Units) : FulfilmentCommand;

    /// <summary>The stock item has sent all that was picked for a reservation.</summary>
    public sealed record RecordDispatched(string Reservation, int Quantity, string Route) : FulfilmentCommand;

    /// <summary>A hand-over told what became of a route's units.</summary>
    public sealed record RecordHandedOver(string Route, string CheckOut) : FulfilmentCommand;

    /// <summary>Gives who is to pick it up a code; the one before counts no more.</summary>
    /// <param name="Hash">A digest of the code.</param>
    public sealed record IssuePickUpCode(string Hash, Instant ExpiresAt) : FulfilmentCommand;

    /// <summary>Hands it out, if the code is right.</summary>
    /// <param name="Hash">A digest of what was given as the code.</param>
    public sealed record Collect(string Hash, string By) : FulfilmentCommand;

    /// <summary>The stock item does not let units leave.</summary>
    public sealed record RecordNotCollected(string Reservation, string Why) : FulfilmentCommand;
}

/// <summary>What happened to a fulfilment order. Stored for ever (<see cref="FulfilmentEvents"/>).</summary>
public abstract partial record FulfilmentEvent
{
    private FulfilmentEvent()
    {
    }

    public sealed record FulfilmentOpened(FulfilmentWork Work, Instant At) : FulfilmentEvent;

    public sealed record FulfilmentHeld(string Reason, string By) : FulfilmentEvent;

    public sealed record FulfilmentReleased : FulfilmentEvent;

    public sealed record FulfilmentScheduled(Instant Until) : FulfilmentEvent;

    public sealed record FulfilmentWoke : FulfilmentEvent;

    /// <summary>The location will not send what is left of it.</summary>
    /// <param name="Units">What the order gets back.</param>
    /// <param name="Back">What was picked, and is put back.</param>
    public sealed record FulfilmentCancelled(
        string Order,
        int Group,
        string Location,
        IReadOnlyList<WorkUnits> Units,
        IReadOnlyList<UnitsPutBack> Back,
        string Reason,
        string By) : FulfilmentEvent;

    public sealed record WaveJoined(string Wave) : FulfilmentEvent;

    public sealed record WaveLeft(string Wave) : FulfilmentEvent;

    public sealed record UnitsPicked(string Ref, string Reservation, string Lot, int Quantity) : FulfilmentEvent
    {
        /// <summary>Their serials; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <summary>Units were not found.</summary>
    /// <param name="Left">Units of the reservation that it goes on with.</param>
    public sealed record UnitsShort(
        string Order, int Group, int Line, string Reservation, int Quantity, int Left, string Reason, string By)
        : FulfilmentEvent;

    public sealed record PackageOpened(string Sscc) : FulfilmentEvent;

    public sealed record UnitsPacked(string Sscc, IReadOnlyList<PackedUnits> Units) : FulfilmentEvent;

    public sealed record PackageClosed(string Sscc, long? Grams) : FulfilmentEvent
    {
        /// <summary>What it should weigh, grams; null where that was not known.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? Expected { get; init; }

        /// <summary>That it is right although its weight is not; null where it is.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public WeightOverride? Override { get; init; }

        /// <summary>Its sides; null where nobody measured them.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public UnitSize? Size { get; init; }
    }

    public sealed record PackageVoided(string Sscc, string Reason) : FulfilmentEvent;

    /// <summary>Everything is in closed packages: it may leave.</summary>
    public sealed record AllPacked(string Order, int Group, IReadOnlyList<PackedLine> Lines) : FulfilmentEvent;

    public sealed record ReopeningRequested(string Order, int Group, string Reason, string By) : FulfilmentEvent;

    /// <summary>It may be packed anew, and does not leave meanwhile.</summary>
    public sealed record FulfilmentReopened : FulfilmentEvent;

    public sealed record ReopeningRefused(string Why) : FulfilmentEvent;

    /// <summary>The order got back what it asked for.</summary>
    /// <param name="Back">What was picked, and is put back.</param>
    public sealed record UnitsStopped(
        string Order,
        int Group,
        string Location,
        IReadOnlyList<WorkUnits> Units,
        IReadOnlyList<UnitsPutBack> Back,
        string Reason,
        bool Whole) : FulfilmentEvent;

    /// <summary>Units were not promised any more.</summary>
    public sealed record UnitsWithdrawn(IReadOnlyList<WorkUnits> Units) : FulfilmentEvent;

    public sealed record UnitsDispatched(string Reservation, int Quantity, string Route) : FulfilmentEvent;

    public sealed record RouteHandedOver(string Route, string CheckOut) : FulfilmentEvent;

    public sealed record PickUpCodeIssued(string Hash, Instant ExpiresAt) : FulfilmentEvent;

    /// <summary>Somebody gave a wrong code.</summary>
    /// <param name="Left">Attempts that are left.</param>
    public sealed record PickUpFailed(int Left) : FulfilmentEvent;

    /// <summary>Somebody gave the right code: all that is packed is theirs.</summary>
    public sealed record UnitsCollected(string Location, IReadOnlyList<CollectedUnits> Lines, string By)
        : FulfilmentEvent;

    /// <summary>Units could not be handed out after all.</summary>
    public sealed record CollectionRefused(string Reservation, string Why) : FulfilmentEvent;
}

/// <summary>Why a fulfilment order may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(FulfilmentRejection.NoSuchFulfilmentOrder), "no_such_fulfilment_order")]
[JsonDerivedType(typeof(FulfilmentRejection.IdTaken), "id_taken")]
[JsonDerivedType(typeof(FulfilmentRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(FulfilmentRejection.Invalid), "invalid")]
[JsonDerivedType(typeof(FulfilmentRejection.IllegalTransition), "illegal_transition")]
[JsonDerivedType(typeof(FulfilmentRejection.QuantityExceeded), "quantity_exceeded")]
[JsonDerivedType(typeof(FulfilmentRejection.NoSuchLine), "no_such_line")]
[JsonDerivedType(typeof(FulfilmentRejection.NoSuchPackage), "no_such_package")]
[JsonDerivedType(typeof(FulfilmentRejection.NotPicked), "not_picked")]
[JsonDerivedType(typeof(FulfilmentRejection.PackageNotOpen), "package_not_open")]
[JsonDerivedType(typeof(FulfilmentRejection.PackageNotClosed), "package_not_closed")]
[JsonDerivedType(typeof(FulfilmentRejection.UnitsPacked), "units_packed")]
[JsonDerivedType(typeof(FulfilmentRejection.UnitsPicked), "units_picked")]
[JsonDerivedType(typeof(FulfilmentRejection.WeightMismatch), "weight_mismatch")]
[JsonDerivedType(typeof(FulfilmentRejection.LabelInProgress), "label_in_progress")]
[JsonDerivedType(typeof(FulfilmentRejection.LabelExists), "label_exists")]
[JsonDerivedType(typeof(FulfilmentRejection.InWave), "in_wave")]
[JsonDerivedType(typeof(FulfilmentRejection.TooMany), "too_many")]
[JsonDerivedType(typeof(FulfilmentRejection.PickUpCodeOver), "pick_up_code_over")]
public abstract record FulfilmentRejection
{
    private FulfilmentRejection()
    {
    }

    public sealed record NoSuchFulfilmentOrder : FulfilmentRejection;

    /// <summary>The id stands for other work.</summary>
    public sealed record IdTaken : FulfilmentRejection;

    public sealed record StaleRevision(long Expected, long Current) : FulfilmentRejection;

    /// <param name="Field">A JSON Pointer (RFC 6901) into the body.</param>
    public sealed record Invalid(string Field, string Reason) : FulfilmentRejection;

    public sealed record IllegalTransition(FulfilmentStatus Status, string Reason) : FulfilmentRejection;

    public sealed record QuantityExceeded(int Asked, int Possible) : FulfilmentRejection;

    public sealed record NoSuchLine(int Line) : FulfilmentRejection;

    public sealed record NoSuchPackage(string Sscc) : FulfilmentRejection;

    /// <summary>What was scanned is not what was picked, or is in a package already.</summary>
    /// <param name="Serial">The unit; null where it is about units without serials.</param>
    /// <param name="Possible">Units of the lot that are picked and in no package.</param>
    public sealed record NotPicked(string Sku, string Lot, string? Serial, int Possible) : FulfilmentRejection;

    public sealed record PackageNotOpen(string Sscc, PackageStatus Status) : FulfilmentRejection;

    public sealed record PackageNotClosed(string Sscc, PackageStatus Status) : FulfilmentRejection;

    /// <summary>Units are in packages; they are given up only once they are taken out.</summary>
    public sealed record UnitsPacked(int Line, int Packed) : FulfilmentRejection;

    /// <summary>Units are picked, or packed: only what is open goes elsewhere.</summary>
    public sealed record UnitsPicked(int Picked) : FulfilmentRejection;

    /// <summary>It weighs more or less than its units and the package do.</summary>
    public sealed record WeightMismatch(string Sscc, long Grams, long Expected, long Tolerance) : FulfilmentRejection;

    /// <summary>A carrier is being asked about a package's label; wait for the answer.</summary>
    public sealed record LabelInProgress(string Sscc) : FulfilmentRejection;

    /// <summary>The package has a label of another service; void it first.</summary>
    public sealed record LabelExists(string Sscc, string Carrier, string Service) : FulfilmentRejection;

    /// <summary>Another wave has it.</summary>
    public sealed record InWave(string Wave) : FulfilmentRejection;

    /// <summary>The code does not count any more; issue another.</summary>
    /// <param name="TooOften">Whether too many wrong ones were tried; else its time is over.</param>
    public sealed record PickUpCodeOver(bool TooOften) : FulfilmentRejection;

    /// <param name="What">Such as <c>packages</c>.</param>
    public sealed record TooMany(string What, int Max) : FulfilmentRejection;
}
