using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.Checklists;
using Oms.Custody.Findings;
using Oms.Custody.Inspections;
using Oms.Custody.Seals;
using Oms.Custody.Temperature;

namespace Oms.Custody.CheckOuts;

/// <summary>What may be asked of a check-out. Each carries its own identity: asked again, it is already done.</summary>
public abstract record CheckOutCommand
{
    private CheckOutCommand()
    {
    }

    /// <summary>Who does it, and in which role.</summary>
    public Actor Actor { get; init; } = Actor.Gateway;

    /// <summary>The number of the record that this one stands in for; null for a first one.</summary>
    public long? Supersedes { get; init; }

    /// <summary>What proves it besides the record; null for nothing.</summary>
    public IReadOnlyList<EvidenceItem>? Evidence { get; init; }

    /// <summary>Begins the hand-over of a vehicle.</summary>
    public sealed record Arrive(
        string Depot, string Vehicle, string Driver, string? Route, string? Dock, long? OdometerMetres, Instant At)
        : CheckOutCommand
    {
        public Direction Direction { get; init; }

        /// <summary>The trailer's fleet number; null without one.</summary>
        public string? Trailer { get; init; }

        /// <summary>The checklist in force; null for the built-in one.</summary>
        public ChecklistTemplate? Checklist { get; init; }

        /// <summary>What the giving party holds and is to hand over besides vehicle and cargo; null for
        /// nothing.</summary>
        public IReadOnlyList<Item>? Issued { get; init; }

        /// <summary>Reports of the vehicle that the next driver is to acknowledge; null for none.</summary>
        public IReadOnlyList<PriorReport>? PriorReports { get; init; }
    }

    /// <summary>Opens a visit that ended again: a new one with every record of the old one that stands.</summary>
    /// <param name="Facts">What is known of the old one.</param>
    /// <param name="StandsFor">The old one.</param>
    public sealed record Reopen(CheckOutFacts Facts, Superseded StandsFor, Instant At) : CheckOutCommand;

    /// <summary>Tells what was on board when the route left.</summary>
    public sealed record AttachManifest(Manifest Manifest) : CheckOutCommand;

    /// <summary>Hands in the vehicle inspection; no defects exactly when the outcome says so.</summary>
    public sealed record InspectVehicle(
        InspectionOutcome Outcome, IReadOnlyList<VehicleDefect> Defects, string InspectedBy) : CheckOutCommand
    {
        /// <summary>The parts that were looked at; null where the report does not say.</summary>
        public IReadOnlyList<string>? Parts { get; init; }
    }

    /// <summary>The next driver has read the reports that the arrival names.</summary>
    public sealed record AcknowledgeInspection(bool Satisfied, string SignatureSha256) : CheckOutCommand;

    /// <summary>Certifies what became of a defect.</summary>
    /// <param name="Defect">Its number in the inspection, from 1.</param>
    public sealed record CertifyRepair(int Defect, RepairOutcome Outcome, string CertifiedBy, string Note)
        : CheckOutCommand;

    /// <summary>Adds a scanned unit; code, device and time name the scan.</summary>
    /// <remarks>A correction keeps code, device and time of the scan that it names.</remarks>
    public sealed record ScanCargo(
        string Sku, string? Lot, int Quantity, string Code, string Device, Instant At) : CheckOutCommand
    {
        /// <summary>Whether it is damaged.</summary>
        public bool Damaged { get; init; }
    }

    /// <summary>Adds a scanned label that names goods by itself; code, device and time name the scan.</summary>
    /// <param name="Quantity">How many things bear this label; 0 takes a scan back that <c>Supersedes</c>
    /// names.</param>
    /// <remarks>A correction keeps code, device and time of the scan that it names.</remarks>
    public sealed record ScanCode(string Code, int Quantity, string Device, Instant At) : CheckOutCommand
    {
        /// <summary>Whether what bears the label is damaged.</summary>
        public bool Damaged { get; init; }
    }

    /// <summary>Tells how many units of a SKU and lot a person counted by hand.</summary>
    /// <param name="Lot">Null where it is not known.</param>
    /// <param name="Quantity">All units, the damaged ones among them.</param>
    public sealed record CountCargo(
        string Sku, string? Lot, int Quantity, int Damaged, string CountedBy, Instant At) : CheckOutCommand;

    /// <summary>Sets one stop's proof of delivery against the manifest.</summary>
    public sealed record ReconcileDelivery(StopDelivery Delivery) : CheckOutCommand;

    /// <summary>Closes the count; the counts are computed, the person confirms them.</summary>
    public sealed record VerifyCargo(string VerifiedBy) : CheckOutCommand
    {
        /// <summary>One for each line on which scans and manual count differ; null for none.</summary>
        public IReadOnlyList<CountRuling>? Rulings { get; init; }
    }

    /// <summary>Tells how cold a compartment is before it is loaded.</summary>
    public sealed record CheckPreCool(int Zone, int MilliC, Instant At) : CheckOutCommand;

    public sealed record AttachEldFile(string Sha256, string Name, long SizeBytes) : CheckOutCommand
    {
        /// <summary>What its checks came to; null where nothing checked it.</summary>
        public EldFileCheck? Check { get; init; }
    }

    /// <summary>Looks at, applies or breaks the seal of a door.</summary>
    /// <param name="Number">The number on the seal; null where a seal is missing.</param>
    /// <param name="Condition">What is seen of it; only when it is looked at.</param>
    /// <param name="Class">Its class; only when it is applied.</param>
    /// <param name="Reason">Why it is broken; only then.</param>
    public sealed record HandleSeal(
        string Door,
        SealAction Action,
        string? Number,
        SealCondition? Condition,
        SealClass? Class,
        string? Reason,
        Instant At) : CheckOutCommand;

    /// <summary>Judges whether the load was kept as it should be; again, when late readings came.</summary>
    public sealed record JudgeTemperature(TemperatureVerdict Verdict) : CheckOutCommand;

    /// <summary>Checks papers, placards, segregation and driver of hazardous materials.</summary>
    /// <param name="PaperSha256">Of the paper's picture or file, lower-case hex.</param>
    /// <param name="Today">The day at the depot.</param>
    public sealed record CheckHazmat(HazmatDeclaration Declaration, string PaperSha256, LocalDate Today)
        : CheckOutCommand;

    public sealed record ReturnKeys(string KeyTag, string ReceivedBy) : CheckOutCommand;

    /// <summary>Hands a key, a fuel card or a device over.</summary>
    public sealed record HandAsset(ItemKind Kind, string Id, AssetOutcome Outcome, string ReceivedBy)
        : CheckOutCommand
    {
        /// <summary>How many findings a record keeps.</summary>
        public const int FindingsMax = 50;

        /// <summary>Of a fuel card: what the audit of its purchases found, at most <see cref="FindingsMax"/>; null
        /// where nothing was audited.</summary>
        public IReadOnlyList<Finding>? Findings { get; init; }
    }

    /// <param name="EngineSeconds">Running time of the engine; null when not read.</param>
    /// <param name="PreviousMetres">The newest reading before this visit; null when none is known.</param>
    /// <param name="OtherMetres">What another source says now, such as the ELD; null for none.</param>
    public sealed record ReadOdometer(
        long Metres, long? EngineSeconds, long? PreviousMetres, long? OtherMetres, Instant At) : CheckOutCommand;

    /// <param name="Part"><c>gross</c>, <c>cargo</c>, or an axle or axle group such as <c>axle-1</c>.</param>
    /// <param name="LimitGrams">What is allowed there.</param>
    /// <param name="Scale">The scale, or the ticket's number.</param>
    public sealed record RecordWeight(string Part, long Grams, long LimitGrams, string Scale) : CheckOutCommand
    {
        /// <summary>What the empty vehicle weighs; null where it is not known.</summary>
        public long? TareGrams { get; init; }
    }

    /// <summary>Adds an excursion, or the end of one that was going on; device, zone and start name it.</summary>
    public sealed record RecordExcursion(TemperatureExcursion Excursion) : CheckOutCommand;

    /// <summary>The receiving party does not take something over; it stays with the giving one.</summary>
    /// <param name="Quantity">So many units; 0 takes an exception back that <c>Supersedes</c> names.</param>
    /// <param name="Step">The step at which it was found.</param>
    public sealed record ExceptItem(Item Item, int Quantity, string Step, string Reason) : CheckOutCommand;

    /// <param name="SignatureSha256">Lower-case hex of the signature image's or badge token's SHA-256.</param>
    public sealed record SignOff(Role Role, string Signer, string SignatureSha256) : CheckOutCommand
    {
        /// <summary>Strokes of a drawn signature; null for a badge.</summary>
        public int? Strokes { get; init; }
    }

    /// <summary>The receiving party does not take over.</summary>
    public sealed record Refuse(string Reason, string By) : CheckOutCommand;

    /// <summary>The parties do not agree.</summary>
    public sealed record Dispute(string Reason, string By) : CheckOutCommand;
}
