using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Custody.Hazmat;
using Oms.Custody.Inspections;
using Oms.Custody.Places;
using Oms.Custody.Seals;

namespace Oms.Edge.Gateway.Api;

/// <summary>What every step may say beside its own members.</summary>
internal abstract record StepBody
{
    /// <summary>The number of the record that this one stands in for.</summary>
    public long? Supersedes { get; init; }

    public IReadOnlyList<EvidenceItem>? Evidence { get; init; }
}

internal sealed record ArrivalBody(string Vehicle, string Driver)
{
    public Direction Direction { get; init; }

    public string? Trailer { get; init; }

    public string? VehicleClass { get; init; }

    public string? CargoClass { get; init; }

    public string? Customer { get; init; }

    public string? Route { get; init; }

    public string? Dock { get; init; }

    public long? OdometerMetres { get; init; }

    public Instant? At { get; init; }
}

internal sealed record InspectionBody(InspectionOutcome Outcome, string InspectedBy) : StepBody
{
    public IReadOnlyList<string>? Parts { get; init; }

    public IReadOnlyList<VehicleDefect>? Defects { get; init; }
}

/// <summary>A scan: of a unit that is named by its SKU, or of a code that tells what it is.</summary>
internal sealed record ScanBody(string Code) : StepBody
{
    public string? Sku { get; init; }

    public string? Lot { get; init; }

    public int? Quantity { get; init; }

    public bool Damaged { get; init; }

    public Instant? At { get; init; }

    /// <param name="device">What took it.</param>
    /// <param name="at">When, where it does not say.</param>
    public CheckOutCommand ToCommand(string device, Instant at) =>
        Sku is { } sku
            ? new CheckOutCommand.ScanCargo(sku, Lot, Quantity ?? 1, Code, device, At ?? at) { Damaged = Damaged }
        : Lot is null
            ? new CheckOutCommand.ScanCode(Code, Quantity ?? 1, device, At ?? at) { Damaged = Damaged }
        : throw ProblemException.Malformed("lot", "It goes with a sku: a code tells its own lot.");
}

/// <summary>Units that a person counted by hand.</summary>
internal sealed record CountBody(string Sku, int Quantity, string CountedBy) : StepBody
{
    public string? Lot { get; init; }

    /// <summary>The damaged ones among them.</summary>
    public int Damaged { get; init; }

    public Instant? At { get; init; }
}

internal sealed record VerificationBody(string VerifiedBy) : StepBody
{
    public IReadOnlyList<RulingBody>? Rulings { get; init; }

    public CheckOutCommand ToCommand() => new CheckOutCommand.VerifyCargo(VerifiedBy)
    {
        Rulings = Rulings is { Count: > 0 }
            ? [.. Rulings.Select(one => new CountRuling(
                one.Sku, one.Lot, one.Quantity, one.Damaged, VerifiedBy, one.Reason))]
            : null,
    };
}

/// <summary>What counts on a line on which scans and manual count differ.</summary>
internal sealed record RulingBody(string Sku, string Lot, int Quantity, string Reason)
{
    /// <summary>The damaged ones among them.</summary>
    public int Damaged { get; init; }
}

internal sealed record KeysBody(string KeyTag, string ReceivedBy) : StepBody;

internal sealed record SignOffBody(Role Role, string Signer, string SignatureSha256) : StepBody
{
    public int? Strokes { get; init; }
}

internal sealed record ClosingBody(string Reason, string By) : StepBody;

internal sealed record ReopeningBody(string Reason, string By);

internal sealed record AcknowledgementBody(bool Satisfied, string AcknowledgedBy, string SignatureSha256) : StepBody;

internal sealed record RepairBody(int Defect, RepairOutcome Outcome, string CertifiedBy, string Note) : StepBody;

internal sealed record PreCoolBody(int Zone, int MilliC) : StepBody
{
    public Instant? At { get; init; }
}

internal sealed record AssetBody(ItemKind Kind, string Id, AssetOutcome Outcome, string ReceivedBy) : StepBody;

internal sealed record OdometerBody(long Metres) : StepBody
{
    public long? EngineSeconds { get; init; }

    /// <summary>What another source says, such as the ELD.</summary>
    public long? OtherMetres { get; init; }

    public Instant? At { get; init; }
}

internal sealed record WeightBody(string Part, long Grams, long LimitGrams, string Scale) : StepBody
{
    /// <summary>What the empty vehicle weighs.</summary>
    public long? TareGrams { get; init; }
}

internal sealed record SealBody(string Door, SealAction Action) : StepBody
{
    public string? Number { get; init; }

    public SealCondition? Condition { get; init; }

    public SealClass? Class { get; init; }

    public string? Reason { get; init; }

    public Instant? At { get; init; }
}

/// <summary>Papers and packages of hazardous materials, as they are entered.</summary>
internal sealed record HazmatBody(
    string CheckedBy,
    string PaperSha256,
    IReadOnlyList<PaperEntryBody> Entries,
    IReadOnlyList<HazmatPackages> Materials,
    bool WithinReach) : StepBody
{
    public IReadOnlyList<PaperPage>? Pages { get; init; }

    public string? EmergencyPhone { get; init; }

    public string? EmergencyContact { get; init; }

    public string? Certification { get; init; }

    public string? SignedBy { get; init; }

    public string? WasteManifest { get; init; }

    public bool WithoutCertification { get; init; }

    public LoadSeparation Separation { get; init; }

    public IReadOnlyList<string>? Displayed { get; init; }

    public LocalDate? EndorsedUntil { get; init; }

    public LocalDate? TrainedOn { get; init; }

    public HazmatDeclaration ToDeclaration() => new(
        new ShippingPaper(
            [.. Entries.Select(entry => new PaperEntry(entry.Text, entry.HmColumn, entry.Contrasting))],
            Pages ?? [],
            EmergencyPhone,
            EmergencyContact,
            Certification,
            SignedBy,
            WasteManifest)
        {
            IsWithoutCertification = WithoutCertification,
        },
        Materials,
        Separation,
        EndorsedUntil,
        TrainedOn,
        Displayed ?? [],
        WithinReach);
}

internal sealed record PaperEntryBody(string Text)
{
    public string? HmColumn { get; init; }

    public bool Contrasting { get; init; }
}

internal sealed record EmptyBody;

/// <summary>A dock is kept for a vehicle.</summary>
internal sealed record SlotBody(string Slot, string Dock, string Vehicle, Instant From, Instant To);

/// <summary>A vehicle came in at the gate.</summary>
internal sealed record EntryBody(string Vehicle, string Driver)
{
    public Instant? At { get; init; }
}

/// <summary>It is a vehicle's turn.</summary>
internal sealed record CallBody(string Vehicle, string Dock);

/// <summary>A vehicle went out at the gate.</summary>
internal sealed record DepartureBody(string Vehicle);

/// <summary>A purchase on a fuel card, as the card's issuer reports it.</summary>
internal sealed record FuelPurchaseBody(
    string Id, string Card, Instant At, int Millilitres, long PriceMilliMinor, long TotalMinor)
{
    public Position? Place { get; init; }

    public long? OdometerMetres { get; init; }
}

/// <summary>What a vehicle can take and burn.</summary>
internal sealed record FuelDataBody(
    int TankMillilitres, [property: JsonPropertyName("least_millilitres_per_100_km")] int Least,
    [property: JsonPropertyName("most_millilitres_per_100_km")] int Most);

internal sealed record ExceptionBody(ItemBody Item, int Quantity, string Step, string Reason, string By) : StepBody;

internal sealed record ItemBody(ItemKind Kind, string Id)
{
    public string? Lot { get; init; }
}

/// <summary>A certification in the workshop, outside of a visit.</summary>
internal sealed record CertificationBody(
    string Report, int Defect, RepairOutcome Outcome, string CertifiedBy, string Note);

internal sealed record DeliveryBody(int Stop, string Order, IReadOnlyList<DeliveredLineBody> Lines) : StepBody
{
    public ProofOfDelivery? Pod { get; init; }

    public StopDelivery ToDelivery() => new(
        Stop,
        Order,
        [.. Lines.Select(line => new DeliveredLine(
            line.Line, line.Sku, line.Lot, line.Delivered, line.Short, line.Refused, line.Damaged, line.Reason))],
        Pod);
}

internal sealed record DeliveredLineBody(
    int Line, string Sku, string Lot, int Delivered, int Short, int Refused, int Damaged)
{
    public string? Reason { get; init; }
}

/// <summary>As the centre's manifest, with the members that may be absent.</summary>
internal sealed record ManifestBody(
    string Route, int Version, string Depot, string Vehicle, string Driver, IReadOnlyList<ManifestStopBody> Stops)
    : StepBody
{
    public string? VehicleClass { get; init; }

    public string? CargoClass { get; init; }

    public string? Customer { get; init; }

    public IReadOnlyList<ManifestSeal>? Seals { get; init; }

    public IReadOnlyList<ChecklistTemplate>? Checklists { get; init; }

    public string? Reefer { get; init; }

    public Instant? Departed { get; init; }

    public ManifestCatalogue? Catalogue { get; init; }

    public Manifest ToManifest() => new(
        Route, Version, Depot, Vehicle, Driver, Reefer,
        [.. Stops.Select(stop => new ManifestStop(
            stop.Stop, stop.Order, stop.Consignee,
            [.. stop.Lines.Select(line =>
                new ManifestLine(line.Line, line.Sku, line.Lot, line.Quantity, line.Band))])
        {
            Ordered = stop.Ordered,
        })],
        Departed)
    {
        VehicleClass = VehicleClass,
        CargoClass = CargoClass,
        Customer = Customer,
        Seals = Seals,
        Checklists = Checklists,
        Catalogue = Catalogue,
    };
}

internal sealed record ManifestStopBody(
    int Stop, string Order, string Consignee, IReadOnlyList<ManifestLineBody> Lines)
{
    public IReadOnlyList<OrderedQuantity>? Ordered { get; init; }
}

internal sealed record ManifestLineBody(int Line, string Sku, string Lot, int Quantity)
{
    public TemperatureBand? Band { get; init; }
}
