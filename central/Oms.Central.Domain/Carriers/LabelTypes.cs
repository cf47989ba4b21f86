using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Finance;

namespace Oms.Central.Carriers;

/// <summary>Which way a parcel goes.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<LabelPurpose>))]
public enum LabelPurpose
{
    /// <summary>A package of a fulfilment order, to the customer.</summary>
    Outbound,

    /// <summary>Units of a return, from the customer.</summary>
    Return,
}

/// <summary>How far a label is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<LabelStage>))]
public enum LabelStage
{
    /// <summary>The carrier is to make it; nobody knows yet whether it has.</summary>
    Asked,

    /// <summary>It is there, and is the only one of the parcel.</summary>
    Printed,

    /// <summary>The carrier makes none.</summary>
    Declined,

    /// <summary>The carrier is to take it back.</summary>
    VoidAsked,
    Voided,

    /// <summary>The carrier does not take it back: it stays the parcel's.</summary>
    Kept,
}

/// <summary>What a label is asked for.</summary>
/// <param name="Number">The parcel's how manieth label it is, from 1.</param>
/// <param name="Owner">The fulfilment order, or the return.</param>
/// <param name="Order">The order whose customer it goes to, or comes from.</param>
/// <param name="Location">The location of ours that it leaves from, or goes to.</param>
/// <param name="Version">That of the carrier's terms.</param>
/// <param name="Cost">By the carrier's rates.</param>
/// <param name="Decision">Why this service.</param>
public sealed record LabelAsk(
    int Number,
    LabelPurpose Purpose,
    string Owner,
    string Order,
    string Location,
    string Carrier,
    int Version,
    string Service,
    CarrierKind By,
    long Grams,
    Money Cost,
    LocalDate PickupOn,
    LocalDate ArrivesOn,
    CarrierDecision Decision);

/// <summary>A label that was asked for.</summary>
/// <param name="Calls">How often the carrier was called about it, for the label and for taking it back.</param>
/// <param name="DueAt">When the carrier is to be called next; null where nothing is due.</param>
/// <param name="CalledBy">Who calls it; null where nobody has.</param>
/// <param name="Tracking">The carrier's number of the parcel; null before there is one.</param>
/// <param name="Cost">What the carrier charges; null before it says so.</param>
/// <param name="Reason">Why it is not known, declined or kept; null where that needs no reason.</param>
/// <param name="IsUnwanted">Whether it is to be taken back as soon as it is there.</param>
public sealed record ParcelLabel(
    LabelAsk Ask,
    LabelStage Stage,
    int Calls,
    Instant? DueAt,
    string? CalledBy,
    string? Tracking,
    Money? Cost,
    string? Reason,
    bool IsUnwanted)
{
    /// <summary>The close-out that it is in; null where it is in none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CloseOut { get; init; }

    /// <summary>Whether it is there, so that the carrier carries the parcel.</summary>
    [JsonIgnore]
    public bool IsLive => Stage is LabelStage.Printed or LabelStage.Kept;

    /// <summary>Whether its parcel leaves with the carrier and is in no close-out yet.</summary>
    [JsonIgnore]
    public bool WaitsForCloseOut => IsLive && Ask.Purpose == LabelPurpose.Outbound && CloseOut is null;

    /// <summary>It is to be taken back, and the carrier was told that it is handed its parcel.</summary>
    internal LabelEvent.LabelKept KeptIn(string closeOut) => new(Ask.Owner, Ask.Number, ShippingLabel.InCloseOut)
    {
        Purpose = Ask.Purpose,
        CloseOut = closeOut,
    };

    /// <summary>Whether the carrier may have it, so that there can be no other.</summary>
    [JsonIgnore]
    public bool MayExist => Stage is not (LabelStage.Declined or LabelStage.Voided);
}
