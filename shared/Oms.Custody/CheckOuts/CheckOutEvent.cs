using NodaTime;

namespace Oms.Custody.CheckOuts;

/// <summary>What happened in one driver check-out: the hand-over of a vehicle and its cargo at the end of a
/// route.</summary>
/// <remarks>
/// Each is the body of a signed custody leaf and drives orders at the centre. Stored: a name or a member once released
/// never changes (see <see cref="CheckOutEvents"/>).
/// </remarks>
public abstract record CheckOutEvent
{
    private CheckOutEvent()
    {
    }

    /// <summary>A vehicle came in; its custody begins with the driver as custodian.</summary>
    /// <param name="Depot">The depot that takes over.</param>
    /// <param name="Vehicle">The power unit's fleet number.</param>
    /// <param name="Driver">The driver's id.</param>
    /// <param name="Route">The route that ends here; null for a visit without one.</param>
    /// <param name="Dock">The dock door it stands at; null until one is known.</param>
    /// <param name="OdometerMetres">The odometer at the gate; null when it was not read.</param>
    /// <param name="At">Device time of the arrival.</param>
    public sealed record Arrived(
        string Depot, string Vehicle, string Driver, string? Route, string? Dock, long? OdometerMetres, Instant At)
        : CheckOutEvent;

    /// <summary>What the centre said was on board when the route left.</summary>
    public sealed record ManifestAttached(Manifest Manifest) : CheckOutEvent;

    /// <summary>The vehicle was inspected (DVIR: 49 CFR 396.11).</summary>
    public sealed record VehicleInspected(
        InspectionOutcome Outcome, IReadOnlyList<VehicleDefect> Defects, string InspectedBy) : CheckOutEvent;

    /// <summary>A unit that came back was scanned.</summary>
    /// <param name="Sku">The stock keeping unit.</param>
    /// <param name="Lot">The lot; null where the label has none.</param>
    /// <param name="Quantity">How many units this scan stands for, at least 1.</param>
    /// <param name="Code">The code as it was read.</param>
    /// <param name="Device">The scanner.</param>
    /// <param name="At">Device time of the scan.</param>
    public sealed record CargoScanned(
        string Sku, string? Lot, int Quantity, string Code, string Device, Instant At) : CheckOutEvent;

    /// <summary>The count of what came back was closed.</summary>
    public sealed record CargoVerified(IReadOnlyList<CargoCount> Counts, string VerifiedBy) : CheckOutEvent;

    /// <summary>One stop's proof of delivery was set against the manifest.</summary>
    public sealed record DeliveryReconciled(StopDelivery Delivery) : CheckOutEvent;

    /// <summary>The driver's ELD output file was taken in; the chain holds its digest.</summary>
    /// <param name="Sha256">Lower-case hex of the file's SHA-256.</param>
    /// <param name="Name">The file's name.</param>
    /// <param name="SizeBytes">The file's size.</param>
    public sealed record EldFileAttached(string Sha256, string Name, long SizeBytes) : CheckOutEvent;

    /// <summary>The vehicle's keys came back.</summary>
    public sealed record KeysReturned(string KeyTag, string ReceivedBy) : CheckOutEvent;

    /// <summary>The cargo was out of its temperature band while this custody lasted.</summary>
    /// <remarks>
    /// Device, zone and start name an excursion. One that goes on is recorded without an end, and once more when it
    /// ended; the later record replaces the earlier one. A signature given before is void: its signer did not see this.
    /// </remarks>
    public sealed record TemperatureExcursionRecorded(TemperatureExcursion Excursion) : CheckOutEvent;

    /// <summary>One of the two parties signed the hand-over.</summary>
    /// <param name="Role">Driver or supervisor.</param>
    /// <param name="Signer">Who signed.</param>
    /// <param name="SignatureSha256">Lower-case hex of the signature image's or badge token's SHA-256.</param>
    public sealed record SignedOff(SignOffRole Role, string Signer, string SignatureSha256) : CheckOutEvent;

    /// <summary>Both parties have signed: vehicle and cargo are the depot's.</summary>
    public sealed record Completed(string Custodian) : CheckOutEvent;

    /// <summary>The depot did not take over; the driver stays custodian.</summary>
    public sealed record Refused(string Reason, string RefusedBy) : CheckOutEvent;

    /// <summary>The parties do not agree; the driver stays custodian until a superseding check-out.</summary>
    public sealed record Disputed(string Reason, string DisputedBy) : CheckOutEvent;
}
