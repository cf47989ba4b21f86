using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.Places;
using Oms.Json;

namespace Oms.Custody.CheckOuts;

/// <summary>The result of a vehicle inspection.</summary>
public enum InspectionOutcome
{
    NoDefect,
    DefectsFound,
}

/// <summary>What became of an asset at the hand-over. Stored by name; a member is never renamed.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AssetOutcome>))]
public enum AssetOutcome
{
    HandedOver,

    /// <summary>Handed over, but not fit for use.</summary>
    Damaged,

    /// <summary>Not there: it stays with the giving party.</summary>
    Missing,
}

/// <summary>An inspection report that the next driver is to read: its defects are certified, and nobody acknowledged
/// that yet (49 CFR 396.13).</summary>
/// <param name="Report">Its id in the vehicle's record.</param>
/// <param name="Parts">The parts with defects.</param>
public sealed record PriorReport(string Report, IReadOnlyList<string> Parts);

/// <param name="Part">One of the parts of 49 CFR 396.11(a)(1), such as <c>service-brakes</c>.</param>
/// <param name="Description">What is wrong.</param>
/// <param name="PhotoSha256">Lower-case hex of a photo's SHA-256; null without one.</param>
public sealed record VehicleDefect(string Part, string Description, string? PhotoSha256);

/// <summary>Units of one lot that came back with the driver: expected from the deliveries, and found by
/// scanning.</summary>
public sealed record CargoCount(string Sku, string Lot, int Expected, int Found);

/// <summary>What became of one stop.</summary>
/// <param name="Pod">The proof of delivery; null only when nothing was delivered there.</param>
public sealed record StopDelivery(
    int Stop, string Order, IReadOnlyList<DeliveredLine> Lines, ProofOfDelivery? Pod);

/// <summary>What became of one line: the four counts add up to the manifest's quantity.</summary>
/// <param name="Delivered">Taken by the consignee.</param>
/// <param name="Short">Missing at the stop: never loaded, lost or stolen.</param>
/// <param name="Refused">Offered and not taken; it comes back.</param>
/// <param name="Damaged">Not fit to be handed over; it comes back.</param>
/// <param name="Reason">Why a count other than delivered is above zero.</param>
public sealed record DeliveredLine(
    int Line, string Sku, string Lot, int Delivered, int Short, int Refused, int Damaged, string? Reason);

/// <param name="SignedBy">The consignee's name.</param>
/// <param name="SignedAt">When, by the driver's device.</param>
/// <param name="SignatureSha256">Lower-case hex of the signature image's SHA-256.</param>
public sealed record ProofOfDelivery(string SignedBy, Instant SignedAt, string SignatureSha256)
{
    /// <summary>Strokes of the pen in the signature, at least 1; null where the device does not tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Strokes { get; init; }

    /// <summary>Where the device was; null without a fix.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Position? Position { get; init; }

    /// <summary>The goods' temperature at the hand-over, milli-degrees Celsius, from -85,000 to 85,000; null where none
    /// was taken.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TemperatureMilliC { get; init; }
}

/// <summary>A stretch of time for which cargo was out of its band.</summary>
/// <param name="Device">The refrigeration unit.</param>
/// <param name="Zone">Its compartment, from 1.</param>
/// <param name="From">First reading out of band, device time.</param>
/// <param name="To">Last reading out of band; null while it goes on.</param>
/// <param name="ExtremeMilliC">The reading farthest from the band, milli-degrees Celsius.</param>
/// <param name="Band">The band that was left.</param>
/// <param name="EvidenceSha256">Digests of the sealed telemetry windows that hold the readings, lower-case hex.</param>
public sealed record TemperatureExcursion(
    string Device,
    int Zone,
    Instant From,
    Instant? To,
    int ExtremeMilliC,
    TemperatureBand Band,
    IReadOnlyList<string> EvidenceSha256);
