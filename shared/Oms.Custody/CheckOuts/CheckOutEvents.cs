using System.Text.Json;

namespace Oms.Custody.CheckOuts;

/// <summary>The released names of check-out events, and the way from a stored body to the event.</summary>
public static class CheckOutEvents
{
    /// <summary>The kind of entity that these events are of, at the edge.</summary>
    public const string Kind = "check-out";

    public const string Arrived = "check-out.arrived";
    public const string ManifestAttached = "check-out.manifest-attached";
    public const string VehicleInspected = "check-out.vehicle-inspected";
    public const string CargoScanned = "check-out.cargo-scanned";
    public const string CodeScanned = "check-out.code-scanned";
    public const string CargoCounted = "check-out.cargo-counted";
    public const string CargoVerified = "check-out.cargo-verified";
    public const string DeliveryReconciled = "check-out.delivery-reconciled";
    public const string EldFileAttached = "check-out.eld-file-attached";
    public const string KeysReturned = "check-out.keys-returned";
    public const string TemperatureExcursionRecorded = "check-out.temperature-excursion-recorded";
    public const string InspectionAcknowledged = "check-out.inspection-acknowledged";
    public const string RepairCertified = "check-out.repair-certified";
    public const string PreCoolChecked = "check-out.pre-cool-checked";
    public const string AssetHanded = "check-out.asset-handed";
    public const string OdometerRead = "check-out.odometer-read";
    public const string WeightRecorded = "check-out.weight-recorded";
    public const string ExceptionNoted = "check-out.exception-noted";
    public const string SealHandled = "check-out.seal-handled";
    public const string TemperatureJudged = "check-out.temperature-judged";
    public const string HazmatChecked = "check-out.hazmat-checked";
    public const string SignedOff = "check-out.signed-off";
    public const string Completed = "check-out.completed";
    public const string Refused = "check-out.refused";
    public const string Disputed = "check-out.disputed";

    /// <summary>The released name of an event; its schema version is 1 for all of them.</summary>
    public static string NameOf(CheckOutEvent happened) =>
        happened switch
        {
            CheckOutEvent.Arrived => Arrived,
            CheckOutEvent.ManifestAttached => ManifestAttached,
            CheckOutEvent.VehicleInspected => VehicleInspected,
            CheckOutEvent.CargoScanned => CargoScanned,
            CheckOutEvent.CodeScanned => CodeScanned,
            CheckOutEvent.CargoCounted => CargoCounted,
            CheckOutEvent.CargoVerified => CargoVerified,
            CheckOutEvent.DeliveryReconciled => DeliveryReconciled,
            CheckOutEvent.EldFileAttached => EldFileAttached,
            CheckOutEvent.KeysReturned => KeysReturned,
            CheckOutEvent.TemperatureExcursionRecorded => TemperatureExcursionRecorded,
            CheckOutEvent.InspectionAcknowledged => InspectionAcknowledged,
            CheckOutEvent.RepairCertified => RepairCertified,
            CheckOutEvent.PreCoolChecked => PreCoolChecked,
            CheckOutEvent.AssetHanded => AssetHanded,
            CheckOutEvent.OdometerRead => OdometerRead,
            CheckOutEvent.WeightRecorded => WeightRecorded,
            CheckOutEvent.ExceptionNoted => ExceptionNoted,
            CheckOutEvent.SealHandled => SealHandled,
            CheckOutEvent.TemperatureJudged => TemperatureJudged,
            CheckOutEvent.HazmatChecked => HazmatChecked,
            CheckOutEvent.SignedOff => SignedOff,
            CheckOutEvent.Completed => Completed,
            CheckOutEvent.Refused => Refused,
            CheckOutEvent.Disputed => Disputed,
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "It has no released name."),
        };

    /// <summary>Writes an event's body, UTF-8 JSON.</summary>
    public static byte[] Write(CheckOutEvent happened) =>
        JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), CheckOutJson.Default);

    /// <summary>Reads an event's body.</summary>
    /// <returns>The event; null when the name or the version is not one of these.</returns>
    /// <exception cref="JsonException">The body is not of the event's form.</exception>
    public static CheckOutEvent? Read(string name, int version, ReadOnlySpan<byte> body) =>
        (name, version) switch
        {
            (Arrived, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.Arrived),
            (ManifestAttached, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.ManifestAttached),
            (VehicleInspected, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.VehicleInspected),
            (CargoScanned, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.CargoScanned),
            (CodeScanned, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.CodeScanned),
            (CargoCounted, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.CargoCounted),
            (CargoVerified, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.CargoVerified),
            (DeliveryReconciled, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.DeliveryReconciled),
            (EldFileAttached, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.EldFileAttached),
            (KeysReturned, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.KeysReturned),
            (TemperatureExcursionRecorded, 1) =>
                JsonSerializer.Deserialize(body, CheckOutJson.Default.TemperatureExcursionRecorded),
            (InspectionAcknowledged, 1) =>
                JsonSerializer.Deserialize(body, CheckOutJson.Default.InspectionAcknowledged),
            (RepairCertified, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.RepairCertified),
            (PreCoolChecked, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.PreCoolChecked),
            (AssetHanded, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.AssetHanded),
            (OdometerRead, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.OdometerRead),
            (WeightRecorded, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.WeightRecorded),
            (ExceptionNoted, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.ExceptionNoted),
            (SealHandled, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.SealHandled),
            (TemperatureJudged, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.TemperatureJudged),
            (HazmatChecked, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.HazmatChecked),
            (SignedOff, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.SignedOff),
            (Completed, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.Completed),
            (Refused, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.Refused),
            (Disputed, 1) => JsonSerializer.Deserialize(body, CheckOutJson.Default.Disputed),
            _ => null,
        };
}
