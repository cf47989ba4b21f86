using System.Text.Json.Serialization;

namespace Oms.Central.Bins;

/// <summary>What a bin can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(BinCommand.SetLimits), "set_limits")]
[JsonDerivedType(typeof(BinCommand.Remove), "remove")]
[JsonDerivedType(typeof(BinCommand.Expect), "expect")]
[JsonDerivedType(typeof(BinCommand.RecordPlaced), "record_placed")]
[JsonDerivedType(typeof(BinCommand.GiveUp), "give_up")]
[JsonDerivedType(typeof(BinCommand.TakeOut), "take_out")]
public abstract record BinCommand
{
    private BinCommand()
    {
    }

    /// <summary>Says that the bin is there, and what fits. What lies in it stays, even if that is more.</summary>
    public sealed record SetLimits(BinLimits Limits) : BinCommand;

    /// <summary>Says that nothing more may be put there; what lies in it can still be taken out.</summary>
    public sealed record Remove : BinCommand;

    /// <summary>Takes room for units.</summary>
    /// <param name="Ref">The move's reference: the same one again changes nothing.</param>
    public sealed record Expect(string Ref, BinArrival Arrival) : BinCommand;

    /// <summary>The stock item's answer: the units are there.</summary>
    public sealed record RecordPlaced(string Ref) : BinCommand;

    /// <summary>The stock item's answer: there are no such units.</summary>
    public sealed record GiveUp(string Ref, string Reason) : BinCommand;

    /// <summary>Gives back the room of units that have left.</summary>
    public sealed record TakeOut(string Sku, string Lot, int Quantity) : BinCommand;
}

/// <summary>What happened to a bin. Stored for ever (<see cref="BinEvents"/>).</summary>
public abstract record BinEvent
{
    private BinEvent()
    {
    }

    public sealed record LimitsSet(BinLimits Limits) : BinEvent;

    public sealed record BinGone : BinEvent;

    public sealed record UnitsExpected(string Ref, BinArrival Arrival) : BinEvent;

    public sealed record UnitsPlaced(string Ref) : BinEvent;

    public sealed record UnitsGivenUp(string Ref, string Reason) : BinEvent;

    public sealed record UnitsTakenOut(string Sku, string Lot, int Quantity) : BinEvent;
}

/// <summary>Why a bin may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(BinRejection.NoSuchBin), "no_such_bin")]
[JsonDerivedType(typeof(BinRejection.BinFull), "bin_full")]
[JsonDerivedType(typeof(BinRejection.TooMany), "too_many")]
[JsonDerivedType(typeof(BinRejection.NotThere), "not_there")]
[JsonDerivedType(typeof(BinRejection.ReferenceReused), "reference_reused")]
[JsonDerivedType(typeof(BinRejection.Invalid), "invalid")]
public abstract record BinRejection
{
    private BinRejection()
    {
    }

    public sealed record NoSuchBin : BinRejection;

    /// <summary>More would be there than fits.</summary>
    /// <param name="What"><c>units</c>, <c>grams</c> or <c>millilitres</c>.</param>
    /// <param name="Max">What fits.</param>
    /// <param name="With">What would be there.</param>
    public sealed record BinFull(string What, long Max, long With) : BinRejection;

    /// <param name="What"><c>lots</c> or <c>moves</c>.</param>
    public sealed record TooMany(string What, int Max) : BinRejection;

    public sealed record NotThere(string Sku, string Lot, int Quantity) : BinRejection;

    /// <summary>The reference stands for another move.</summary>
    public sealed record ReferenceReused(string Ref) : BinRejection;

    /// <param name="Field">A JSON Pointer (RFC 6901) into the body.</param>
    public sealed record Invalid(string Field, string Reason) : BinRejection;
}
