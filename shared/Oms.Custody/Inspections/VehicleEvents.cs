using System.Text.Json;

namespace Oms.Custody.Inspections;

/// <summary>The released names of vehicle events, and the way from a stored body to the event.</summary>
public static class VehicleEvents
{
    /// <summary>The kind of entity that these events are of; its id is the unit's fleet number.</summary>
    public const string Kind = "vehicle";

    public const string ReportSubmitted = "vehicle.report-submitted";
    public const string WorkOrderOpened = "vehicle.work-order-opened";
    public const string DefectCertified = "vehicle.defect-certified";
    public const string WorkOrderClosed = "vehicle.work-order-closed";
    public const string ReviewAcknowledged = "vehicle.review-acknowledged";
    public const string MetersRead = "vehicle.meters-read";
    public const string MetersReplaced = "vehicle.meters-replaced";

    /// <summary>The released name of an event; its schema version is 1 for all of them.</summary>
    public static string NameOf(VehicleEvent happened) =>
        happened switch
        {
            VehicleEvent.ReportSubmitted => ReportSubmitted,
            VehicleEvent.WorkOrderOpened => WorkOrderOpened,
            VehicleEvent.DefectCertified => DefectCertified,
            VehicleEvent.WorkOrderClosed => WorkOrderClosed,
            VehicleEvent.ReviewAcknowledged => ReviewAcknowledged,
            VehicleEvent.MetersRead => MetersRead,
            VehicleEvent.MetersReplaced => MetersReplaced,
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "It has no released name."),
        };

    /// <summary>Writes an event's body, UTF-8 JSON.</summary>
    public static byte[] Write(VehicleEvent happened) =>
        JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), VehicleJson.Default);

    /// <summary>Reads an event's body.</summary>
    /// <returns>The event; null when the name or the version is not one of these.</returns>
    /// <exception cref="JsonException">The body is not of the event's form.</exception>
    public static VehicleEvent? Read(string name, int version, ReadOnlySpan<byte> body) =>
        (name, version) switch
        {
            (ReportSubmitted, 1) => JsonSerializer.Deserialize(body, VehicleJson.Default.ReportSubmitted),
            (WorkOrderOpened, 1) => JsonSerializer.Deserialize(body, VehicleJson.Default.WorkOrderOpened),
            (DefectCertified, 1) => JsonSerializer.Deserialize(body, VehicleJson.Default.DefectCertified),
            (WorkOrderClosed, 1) => JsonSerializer.Deserialize(body, VehicleJson.Default.WorkOrderClosed),
            (ReviewAcknowledged, 1) => JsonSerializer.Deserialize(body, VehicleJson.Default.ReviewAcknowledged),
            (MetersRead, 1) => JsonSerializer.Deserialize(body, VehicleJson.Default.MetersRead),
            (MetersReplaced, 1) => JsonSerializer.Deserialize(body, VehicleJson.Default.MetersReplaced),
            _ => null,
        };
}
