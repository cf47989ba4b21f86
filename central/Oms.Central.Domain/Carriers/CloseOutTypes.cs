using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Oms.Central.Json;
using Oms.Entities;

namespace Oms.Central.Carriers;

/// <summary>How far a close-out is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CloseOutStage>))]
public enum CloseOutStage
{
    /// <summary>Labels are asked whether they are in it.</summary>
    Gathering,

    /// <summary>What is in it is known; the carrier is to be told of it.</summary>
    Sealed,

    /// <summary>The carrier knows what it is handed.</summary>
    Accepted,

    /// <summary>The carrier does not want it; its parcels wait for the next.</summary>
    Declined,

    /// <summary>No label was left for it.</summary>
    Empty,
}

/// <summary>What became of a parcel that a close-out wanted.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ParcelFate>))]
public enum ParcelFate
{
    /// <summary>Its label has not answered yet.</summary>
    Asked,
    Included,
    LeftOut,
}

/// <summary>Whose close-out it is.</summary>
/// <param name="Day">The day in the location's time zone.</param>
/// <param name="Number">The day's how manieth it is, from 1.</param>
/// <param name="By">Who is told of it.</param>
/// <param name="Request">The command that began it.</param>
public sealed record CloseOutTerms(
    string Carrier, string Location, LocalDate Day, int Number, CarrierKind By, string Request)
{
    /// <summary>Close-outs of one carrier at one location on one day.</summary>
    public const int NumberMax = 200;

    /// <summary>The id of one: <c>{carrier}@{location}@{day}@{number}</c>.</summary>
    public static string Id(string carrier, string location, LocalDate day, int number) => EntityAddress.Join(
        carrier, location, LocalDatePattern.Iso.Format(day), number.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A parcel's label, among those that it has had.</summary>
/// <param name="Number">The parcel's how manieth label it is, from 1.</param>
public sealed record ParcelNumber(string Sscc, int Number);

/// <summary>A parcel that a close-out wants.</summary>
/// <param name="Number">The parcel's how manieth label it is, from 1.</param>
/// <param name="Order">The order that it is of.</param>
/// <param name="Tracking">The carrier's number of it.</param>
/// <param name="Reason">Why it was left out; null where it was not.</param>
/// <param name="Exception">Why it will not be found among what the carrier is handed; null where nothing is
/// known.</param>
public sealed record CloseOutParcel(
    string Sscc,
    int Number,
    string Order,
    string Service,
    string Tracking,
    long Grams,
    ParcelFate Fate = ParcelFate.Asked,
    string? Reason = null,
    string? Exception = null);
