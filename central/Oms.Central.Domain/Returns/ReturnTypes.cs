using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Finance;

namespace Oms.Central.Returns;

[JsonConverter(typeof(SnakeCaseEnumConverter<ReturnStatus>))]
public enum ReturnStatus
{
    /// <summary>No such return.</summary>
    Absent,

    /// <summary>Somebody has to approve it or to refuse it.</summary>
    Requested,

    /// <summary>Its units may come.</summary>
    Approved,
    Refused,
    Cancelled,
    PartiallyReceived,

    /// <summary>All units that are to come are there, and not all of them are inspected.</summary>
    Received,

    /// <summary>All units are inspected; the order has yet to say what is refunded for them.</summary>
    Inspected,
    Closed,

    /// <summary>Units came of which nobody knows yet what return they are of.</summary>
    Unmatched,
}

/// <summary>How the units of a return came.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ReturnKind>))]
public enum ReturnKind
{
    /// <summary>Somebody asked to give them back.</summary>
    Customer,

    /// <summary>They came without paper.</summary>
    Blind,

    /// <summary>A driver brought them back: they never were delivered, or nobody knows whose they are.</summary>
    Route,
}

/// <summary>Where what is refunded goes.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<RefundTarget>))]
public enum RefundTarget
{
    /// <summary>To the tenders that were captured, the last one first.</summary>
    Original,
    StoreCredit,
}

/// <summary>What becomes of units that came back.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<UnitFate>))]
public enum UnitFate
{
    /// <summary>Into their lot again.</summary>
    Restock,

    /// <summary>They stay set aside.</summary>
    Quarantine,
    Scrap,

    /// <summary>Back to whom they were bought of.</summary>
    ReturnToVendor,
}

/// <summary>What follows from a receipt or an inspection at another entity.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ReturnStep>))]
public enum ReturnStep
{
    /// <summary>The stock item takes the units of a receipt.</summary>
    Receipt,

    /// <summary>The order counts the units of an inspection.</summary>
    Booking,

    /// <summary>The stock item moves the units of an inspection.</summary>
    Disposal,
}

/// <summary>Units of an order's line.</summary>
public sealed record LineUnits(int Line, int Quantity);

/// <summary>Units that came without paper, all of one lot.</summary>
/// <param name="Ref">The receipt's reference within the return.</param>
/// <param name="Quantity">At least 1.</param>
/// <param name="Condition">What they look like, such as <c>unopened</c>.</param>
public sealed record BlindUnits(
    string Ref, string Sku, string Lot, int Quantity, string Condition, IReadOnlyList<string>? Serials = null);

/// <summary>Units of an order's line that a driver brought back.</summary>
/// <param name="Ref">The stop's, within the return.</param>
/// <param name="IsRestocked">Whether the hand-over has put them into their lot again, or set them aside.</param>
/// <param name="Reason">Such as <c>refused</c> or <c>damaged</c>.</param>
public sealed record RouteUnits(
    string Ref, int Line, string Sku, string Lot, int Quantity, bool IsRestocked, string Reason);

/// <summary>What holds for the returns of a channel's orders.</summary>
/// <param name="WindowDays">Days from the proof of delivery within which units may be given back, 0 to 3 650.</param>
/// <param name="AutoApproveMinor">Returns that are worth so many minor units at most, within the window by proof, need
/// no approval; null for none.</param>
/// <param name="GoodsPermille">How much of the price of goods and of its tax is refunded, 0 to 1 000.</param>
/// <param name="RefundsShipping">Whether the units' part of shipping is refunded.</param>
/// <param name="ReservesAtApproval">Whether what replaces units of an exchange is asked for when it is approved, or
/// when the units are there.</param>
public sealed record ReturnPolicy(
    int WindowDays = 30,
    long? AutoApproveMinor = null,
    int GoodsPermille = 1_000,
    bool RefundsShipping = false,
    bool ReservesAtApproval = false)
{
    /// <summary>All of it.</summary>
    public const int WholePermille = 1_000;

    private const int DaysMax = 3_650;

    /// <summary>Whether components of a whole kit come back only as whole kits; where they do not, each comes back for
    /// its share of the kit's price.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KitsWhole { get; init; }

    /// <summary>What holds where a channel says nothing.</summary>
    public static ReturnPolicy Standard { get; } = new();

    /// <summary>The first member that is out of its range, as a JSON Pointer within the policy; null when all are
    /// good.</summary>
    public (string Field, string Reason)? Fault() =>
        WindowDays is < 0 or > DaysMax ? ("/window_days", $"It must be from 0 to {DaysMax}.")
        : AutoApproveMinor is < 0 or > Payments.PaymentTerms.MinorMax
            ? ("/auto_approve_minor", $"It must be from 0 to {Payments.PaymentTerms.MinorMax}.")
        : GoodsPermille is < 0 or > WholePermille ? ("/goods_permille", $"It must be from 0 to {WholePermille}.")
        : null;
}

/// <summary>Units of an order's line that somebody wants to give back.</summary>
/// <param name="Quantity">At least 1.</param>
/// <param name="Reason">A code such as <c>damaged</c> or <c>not-wanted</c>.</param>
/// <param name="Serials">The units; null for any of the line.</param>
public sealed record ReturnWish(int Line, int Quantity, string Reason, IReadOnlyList<string>? Serials = null);

/// <summary>What an order is asked so that units of it may come back.</summary>
/// <param name="Id">The return's id.</param>
/// <param name="Location">Where they are to come.</param>
/// <param name="Account">Whose store credit; for <see cref="RefundTarget.StoreCredit"/> only.</param>
/// <param name="By">Who asks.</param>
public sealed record ReturnRequest(
    string Id,
    IReadOnlyList<ReturnWish> Lines,
    string Location,
    RefundTarget RefundTo,
    string? Account,
    ReturnPolicy Policy,
    string By)
{
    /// <summary>Lines of one return.</summary>
    public const int LinesMax = 500;

    /// <summary>Why it is to be let in although its time is over; null where it is not. Somebody has to approve
    /// it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Exception { get; init; }

    /// <summary>The most that becomes store credit, minor units, as what replaces the units costs no more; the rest
    /// goes back to the tenders. Null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CreditMax { get; init; }

    /// <summary>The exchange that it is of; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Exchange { get; init; }

    /// <summary>The first member that is out of its range, as a JSON Pointer within the request; null when all are
    /// good.</summary>
    public (string Field, string Reason)? Fault()
    {
        if (Lines.Count is < 1 or > LinesMax)
        {
            return ("/lines", $"A return has 1 to {LinesMax} lines.");
        }

        if (!StockItemId.IsLocation(Location))
        {
            return ("/location", StockItemId.LocationRule);
        }

        if ((RefundTo == RefundTarget.StoreCredit) != (Account is not null)
            || (Account is not null && !Payments.StoreCredit.IsAccount(Account)))
        {
            return ("/account", "A name of 1 to 64 characters is given where store_credit is refunded, only.");
        }

        for (var i = 0; i < Lines.Count; i++)
        {
            if (Lines.Take(i).Any(other => other.Line == Lines[i].Line))
            {
                return ($"/lines/{i}/line", "The line is named twice.");
            }

            if (!OrderTerms.IsName(Lines[i].Reason))
            {
                return ($"/lines/{i}/reason", ReturnOrder.NameRule);
            }

            if (Lines[i].Serials is { } serials
                && (serials.Count != Lines[i].Quantity || serials.Distinct().Count() != serials.Count))
            {
                return ($"/lines/{i}/serials", "They name each unit once.");
            }
        }

        return Exception is null || OrderTerms.IsName(Exception) ? null : ("/exception", ReturnOrder.NameRule);
    }
}

/// <summary>Units that an order lets come back.</summary>
/// <param name="Lots">The lots that were delivered of the line, with their units that are not back.</param>
/// <param name="Serials">The serials that it may be; null where its units have none.</param>
/// <param name="Worth">What is refunded for them at most; null in an order without prices.</param>
/// <param name="IsProven">Whether all that was delivered of the line has a proof of delivery.</param>
public sealed record ReturnableLine(
    int Line,
    string Sku,
    int Quantity,
    string Reason,
    IReadOnlyList<LotQuantity> Lots,
    IReadOnlyList<string>? Serials,
    Money? Worth,
    bool IsProven);

/// <summary>Units of one line of a return.</summary>
/// <param name="Line">The order's line.</param>
/// <param name="Approved">Units that may come.</param>
/// <param name="GivenUp">Units of them that will not come any more.</param>
/// <param name="Lots">The lots that they may be of, with so many units at most.</param>
/// <param name="Serials">The serials that they may be; null where they have none.</param>
public sealed record ReturnLine(
    int Line,
    string Sku,
    string Reason,
    int Approved,
    int Received,
    int GivenUp,
    IReadOnlyList<LotQuantity> Lots,
    IReadOnlyList<string>? Serials)
{
    /// <summary>What is refunded for them at most; null in an order without prices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Worth { get; init; }

    /// <summary>Units that are still to come.</summary>
    [JsonIgnore]
    public int Open => Approved - Received - GivenUp;
}

/// <summary>Units that came, all of one lot.</summary>
/// <param name="Ref">The receipt's reference within the return.</param>
/// <param name="Line">The order's line; null where nobody knows it.</param>
/// <param name="Location">Where they are.</param>
/// <param name="Condition">What they look like, such as <c>unopened</c>.</param>
/// <param name="Serials">The units; null where they have none.</param>
/// <param name="Inspected">Units of it of which it is decided what becomes of them.</param>
/// <param name="Matched">Units of it that another return took over.</param>
/// <param name="Fault">Why the stock item did not take them; null where it did.</param>
public sealed record ReturnReceipt(
    string Ref,
    int? Line,
    string Sku,
    string Lot,
    int Quantity,
    string Location,
    string Condition,
    IReadOnlyList<string>? Serials,
    int Inspected,
    int Matched,
    string? Fault)
{
    /// <summary>The units of it that another return took over; null where they have no serials.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? MatchedSerials { get; init; }

    /// <summary>Units of it of which nothing is decided; 0 where they are not in stock.</summary>
    [JsonIgnore]
    public int Open => Fault is null ? Quantity - Inspected - Matched : 0;
}

/// <summary>What was decided about units of a receipt.</summary>
/// <param name="CreditPermille">How much of what the policy refunds is refunded, 0 to 1 000.</param>
/// <param name="Refund">What the order says is refunded; null until it says so, and where it knows no money.</param>
/// <param name="Credit">What of it became store credit.</param>
/// <param name="IsBooked">Whether the order has counted them; such of no order are at once.</param>
/// <param name="Fault">Why the order, or the stock item, did not follow; null where both did. The units are set aside
/// then.</param>
public sealed record UnitInspection(
    string Ref,
    string Receipt,
    int Quantity,
    UnitFate Fate,
    int CreditPermille,
    string Note,
    IReadOnlyList<string>? Serials,
    Money? Refund,
    Money? Credit,
    bool IsBooked,
    string? Fault,
    string By,
    Instant At);
