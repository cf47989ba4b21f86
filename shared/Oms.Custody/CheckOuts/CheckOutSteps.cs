using NodaTime;
using NodaTime.Text;

namespace Oms.Custody.CheckOuts;

/// <summary>The names of the steps, as rejections, checklists and the local API write them.</summary>
public static class CheckOutSteps
{
    public const string Arrival = "arrival";
    public const string Manifest = "manifest";
    public const string Inspection = "inspection";

    /// <summary>The next driver read the last inspection report (49 CFR 396.13).</summary>
    public const string Acknowledgement = "acknowledgement";

    /// <summary>A defect was repaired, or found to need no repair (49 CFR 396.11(a)(3)).</summary>
    public const string Repair = "repair";
    public const string Scan = "scan";

    /// <summary>A person's count of one SKU and lot.</summary>
    public const string Count = "count";
    public const string Deliveries = "deliveries";
    public const string Cargo = "cargo";
    public const string PreCool = "pre-cool";
    public const string EldFile = "eld-file";
    public const string Seals = "seals";
    public const string Temperature = "temperature";
    public const string Hazmat = "hazmat";
    public const string Keys = "keys";
    public const string FuelCard = "fuel-card";
    public const string Devices = "devices";
    public const string Odometer = "odometer";
    public const string Weights = "weights";
    public const string Excursion = "excursion";

    /// <summary>The receiving party does not take everything over.</summary>
    public const string Exception = "exception";
    public const string SignOff = "sign-off";
    public const string Refusal = "refusal";
    public const string Dispute = "dispute";

    /// <summary>A visit that ended is opened again, as a new one that supersedes it.</summary>
    public const string Reopening = "reopening";

    /// <summary>The step that a command is of.</summary>
    public static string Of(CheckOutCommand command) =>
        command switch
        {
            CheckOutCommand.Arrive => Arrival,
            CheckOutCommand.Reopen => Reopening,
            CheckOutCommand.AttachManifest => Manifest,
            CheckOutCommand.InspectVehicle => Inspection,
            CheckOutCommand.AcknowledgeInspection => Acknowledgement,
            CheckOutCommand.CertifyRepair => Repair,
            CheckOutCommand.ScanCargo or CheckOutCommand.ScanCode => Scan,
            CheckOutCommand.CountCargo => Count,
            CheckOutCommand.ReconcileDelivery => Deliveries,
            CheckOutCommand.VerifyCargo => Cargo,
            CheckOutCommand.CheckPreCool => PreCool,
            CheckOutCommand.AttachEldFile => EldFile,
            CheckOutCommand.HandleSeal => Seals,
            CheckOutCommand.JudgeTemperature => Temperature,
            CheckOutCommand.CheckHazmat => Hazmat,
            CheckOutCommand.ReturnKeys => Keys,
            CheckOutCommand.HandAsset c => OfAsset(c.Kind),
            CheckOutCommand.ReadOdometer => Odometer,
            CheckOutCommand.RecordWeight => Weights,
            CheckOutCommand.RecordExcursion => Excursion,
            CheckOutCommand.ExceptItem => Exception,
            CheckOutCommand.SignOff => SignOff,
            CheckOutCommand.Refuse => Refusal,
            CheckOutCommand.Dispute => Dispute,
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "It is of no step."),
        };

    /// <summary>The step at which an asset of a kind is handed over.</summary>
    public static string OfAsset(ItemKind kind) =>
        kind switch
        {
            ItemKind.Key => Keys,
            ItemKind.FuelCard => FuelCard,
            _ => Devices,
        };

    /// <summary>The step that an event is the record of; null for arrival, signatures, and the end.</summary>
    public static string? OfEvent(CheckOutEvent happened) => KeyOf(happened) is { } key ? OfKey(key) : null;

    /// <summary>The step of a key that <see cref="KeyOf"/> gave.</summary>
    public static string OfKey(string key) => key.IndexOf('/', StringComparison.Ordinal) is > 0 and var end
        ? key[..end]
        : key;

    /// <summary>What of a step a key is, for people to read: the stop, the tag, the door and the seal's number, the
    /// scanned code; null where a step has one record.</summary>
    public static string? PartOf(string key)
    {
        var step = OfKey(key);
        return step.Length == key.Length ? null
            : step == Scan ? key[(key.LastIndexOf('\n') + 1)..]
            : key[(step.Length + 1)..].Replace('\n', ' ');
    }

    /// <summary>What names a step's record within a visit: another record under the same key is the same step, done
    /// again.</summary>
    /// <returns>Null for what is no step: arrival, signatures, and the end.</returns>
    internal static string? KeyOf(CheckOutEvent happened) =>
        happened switch
        {
            CheckOutEvent.ManifestAttached => Manifest,
            CheckOutEvent.VehicleInspected => Inspection,
            CheckOutEvent.InspectionAcknowledged => Acknowledgement,
            CheckOutEvent.RepairCertified e => $"{Repair}/{e.Inspection}.{e.Defect}",
            CheckOutEvent.CargoScanned e => ScanKey(e.Device, e.At, e.Code),
            CheckOutEvent.CodeScanned e => ScanKey(e.Device, e.At, e.Code),
            CheckOutEvent.CargoCounted e => $"{Count}/{e.Sku}\n{e.Lot}",
            CheckOutEvent.DeliveryReconciled e => $"{Deliveries}/{e.Delivery.Stop}",
            CheckOutEvent.CargoVerified => Cargo,
            CheckOutEvent.PreCoolChecked e => $"{PreCool}/{e.Zone}",
            CheckOutEvent.EldFileAttached => EldFile,
            CheckOutEvent.SealHandled e => $"{Seals}/{e.Door}/{e.Action}\n{e.Number}",
            CheckOutEvent.TemperatureJudged e => $"{Temperature}/{e.Device}/{e.Zone}",
            CheckOutEvent.HazmatChecked => Hazmat,
            CheckOutEvent.KeysReturned => Keys,
            CheckOutEvent.AssetHanded e => $"{OfAsset(e.Kind)}/{e.Id}",
            CheckOutEvent.OdometerRead => Odometer,
            CheckOutEvent.WeightRecorded e => $"{Weights}/{e.Part}",
            CheckOutEvent.TemperatureExcursionRecorded { Excursion: var e } =>
                $"{Excursion}/{e.Device}\n{e.Zone}\n{InstantPattern.ExtendedIso.Format(e.From)}",
            CheckOutEvent.ExceptionNoted { Item: var item } => $"{Exception}/{item.Kind}/{item.Id}\n{item.Lot}",
            _ => null,
        };

    internal static string ScanKey(string device, Instant at, string code) =>
        $"{Scan}/{device}\n{InstantPattern.ExtendedIso.Format(at)}\n{code}";
}
