using NodaTime;

namespace Oms.Custody.CheckOuts;

/// <summary>What may be asked of a check-out. Each carries its own identity: asked again, it is already done.</summary>
public abstract record CheckOutCommand
{
    private CheckOutCommand()
    {
    }

    /// <summary>Begins the check-out of a vehicle that came in.</summary>
    public sealed record Arrive(
        string Depot, string Vehicle, string Driver, string? Route, string? Dock, long? OdometerMetres, Instant At)
        : CheckOutCommand;

    /// <summary>Tells what was on board when the route left.</summary>
    public sealed record AttachManifest(Manifest Manifest) : CheckOutCommand;

    /// <summary>Hands in the vehicle inspection; no defects exactly when the outcome says so.</summary>
    public sealed record InspectVehicle(
        InspectionOutcome Outcome, IReadOnlyList<VehicleDefect> Defects, string InspectedBy) : CheckOutCommand;

    /// <summary>Adds a scanned unit; code, device and time name the scan.</summary>
    public sealed record ScanCargo(
        string Sku, string? Lot, int Quantity, string Code, string Device, Instant At) : CheckOutCommand;

    /// <summary>Sets one stop's proof of delivery against the manifest.</summary>
    public sealed record ReconcileDelivery(StopDelivery Delivery) : CheckOutCommand;

    /// <summary>Closes the count of what came back; the counts are computed, the person confirms them.</summary>
    public sealed record VerifyCargo(string VerifiedBy) : CheckOutCommand;

    public sealed record AttachEldFile(string Sha256, string Name, long SizeBytes) : CheckOutCommand;

    public sealed record ReturnKeys(string KeyTag, string ReceivedBy) : CheckOutCommand;

    /// <summary>Adds an excursion, or the end of one that was going on; device, zone and start name it.</summary>
    public sealed record RecordExcursion(TemperatureExcursion Excursion) : CheckOutCommand;

    public sealed record SignOff(SignOffRole Role, string Signer, string SignatureSha256) : CheckOutCommand;

    /// <summary>The depot does not take over.</summary>
    public sealed record Refuse(string Reason, string By) : CheckOutCommand;

    /// <summary>The parties do not agree.</summary>
    public sealed record Dispute(string Reason, string By) : CheckOutCommand;
}
