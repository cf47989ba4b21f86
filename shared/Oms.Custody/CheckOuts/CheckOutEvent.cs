using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.Checklists;
using Oms.Custody.Findings;
using Oms.Custody.Inspections;
using Oms.Custody.Seals;
using Oms.Custody.Temperature;

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

    /// <summary>Who did it, and in which role; null for a device or the gateway by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Actor? Actor { get; init; }

    /// <summary>The number of the record of this visit that it stands in for; null for a first one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Supersedes { get; init; }

    /// <summary>Its number in the visit that this one supersedes; null for a record of this visit's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CarriedFrom { get; init; }

    /// <summary>What proves it besides the record; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EvidenceItem>? Evidence { get; init; }

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
        : CheckOutEvent
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public Direction Direction { get; init; }

        /// <summary>The trailer's fleet number; null without one.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Trailer { get; init; }

        /// <summary>The checklist that the visit is held to, whatever comes after; null for the built-in
        /// one.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public ChecklistTemplate? Checklist { get; init; }

        /// <summary>What the giving party is to hand over besides vehicle and cargo; null for nothing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Item>? Issued { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<PriorReport>? PriorReports { get; init; }

        /// <summary>The visit that this one stands in for; null for one of its own.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Superseded? StandsFor { get; init; }
    }

    /// <summary>What the centre said was on board when the route left.</summary>
    public sealed record ManifestAttached(Manifest Manifest) : CheckOutEvent;

    /// <summary>The vehicle was inspected (DVIR: 49 CFR 396.11).</summary>
    public sealed record VehicleInspected(
        InspectionOutcome Outcome, IReadOnlyList<VehicleDefect> Defects, string InspectedBy) : CheckOutEvent
    {
        /// <summary>The parts that were looked at; null where the report does not say.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Parts { get; init; }

        /// <summary>The vehicle that the report is of (49 CFR 396.11(a)(2)); null in records from before it was
        /// told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Vehicle { get; init; }
    }

    /// <summary>The next driver read the reports and the certification of repairs (49 CFR 396.13).</summary>
    /// <param name="Satisfied">Whether the vehicle is in safe operating condition to the driver's mind.</param>
    /// <param name="Reports">Their ids in the vehicle's record.</param>
    public sealed record InspectionAcknowledged(
        string Vehicle, bool Satisfied, string SignatureSha256, IReadOnlyList<string> Reports) : CheckOutEvent;

    /// <summary>A defect was repaired, or needs no repair (49 CFR 396.11(a)(3)).</summary>
    /// <param name="Inspection">The number of the inspection's record.</param>
    /// <param name="Defect">The defect's number in it, from 1.</param>
    public sealed record RepairCertified(
        string Vehicle, long Inspection, int Defect, RepairOutcome Outcome, string CertifiedBy, string Note)
        : CheckOutEvent;

    /// <summary>A unit that came back was scanned.</summary>
    /// <param name="Sku">The stock keeping unit.</param>
    /// <param name="Lot">The lot; null where the label has none.</param>
    /// <param name="Quantity">How many units this scan stands for, at least 1.</param>
    /// <param name="Code">The code as it was read.</param>
    /// <param name="Device">The scanner.</param>
    /// <param name="At">Device time of the scan.</param>
    public sealed record CargoScanned(
        string Sku, string? Lot, int Quantity, string Code, string Device, Instant At) : CheckOutEvent
    {
        /// <summary>Whether the person who scanned says that it is damaged.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool Damaged { get; init; }
    }

    /// <summary>A label was scanned that names goods by itself: the code as it was read, and what was understood of it
    /// with the manifest that was known then. The count reads the code anew.</summary>
    /// <param name="Code">The code as it was read.</param>
    /// <param name="Quantity">How many things bear this label; 0 when the scan was taken back.</param>
    /// <param name="Device">The scanner.</param>
    /// <param name="At">Device time of the scan.</param>
    /// <param name="Units">What it adds to the count; empty where it was not understood, or was here before.</param>
    /// <param name="Findings">What does not fit, with the codes of <see cref="TallyFindings"/>.</param>
    public sealed record CodeScanned(
        string Code,
        int Quantity,
        string Device,
        Instant At,
        IReadOnlyList<LogisticContent> Units,
        IReadOnlyList<Finding> Findings) : CheckOutEvent
    {
        /// <summary>Whether the person who scanned says that what bears the label is damaged.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool Damaged { get; init; }

        /// <summary>What the label says; null where it is none of GS1's.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public ReadLabel? Label { get; init; }
    }

    /// <summary>A person counted the units of one SKU and lot by hand.</summary>
    /// <param name="Lot">The lot; null where it was not told.</param>
    /// <param name="Quantity">All units, the damaged ones among them; at least 0.</param>
    /// <param name="Damaged">The damaged ones, from 0 to <paramref name="Quantity"/>.</param>
    public sealed record CargoCounted(
        string Sku, string? Lot, int Quantity, int Damaged, string CountedBy, Instant At) : CheckOutEvent;

    /// <summary>The count was closed: of what came back, or at a check-in of what was loaded.</summary>
    /// <remarks>What stands beside the counts is there where the manifest has a catalogue, a label was scanned, a
    /// person counted, or said of a scan that it is damaged. A record that would be too large tells only the lines that
    /// are remarkable.</remarks>
    public sealed record CargoVerified(IReadOnlyList<CargoCount> Counts, string VerifiedBy) : CheckOutEvent
    {
        /// <summary>Scans and manual counts, each beside the other; null in the form without them.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<TallyLine>? Lines { get; init; }

        /// <summary>How many findings there are.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Found { get; init; }

        /// <summary>The first of them, the gravest before the others; codes of <see cref="TallyFindings"/>.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Finding>? Findings { get; init; }

        /// <summary>What a person ruled where scans and manual count differ; null for nothing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<CountRuling>? Rulings { get; init; }

        /// <summary>The manifest against deliveries and returns; null at a check-in or without a manifest.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DeliveryReconciliation? Reconciliation { get; init; }
    }

    /// <summary>One stop's proof of delivery was set against the manifest.</summary>
    public sealed record DeliveryReconciled(StopDelivery Delivery) : CheckOutEvent
    {
        /// <summary>What the proof leaves to ask, with the codes of <see cref="DeliveryProofCheck"/>; null where the
        /// manifest has no catalogue to hold it against.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Finding>? Findings { get; init; }
    }

    /// <summary>The driver's ELD output file was taken in; the chain holds its digest.</summary>
    /// <param name="Sha256">Lower-case hex of the file's SHA-256.</param>
    /// <param name="Name">The file's name.</param>
    /// <param name="SizeBytes">The file's size.</param>
    public sealed record EldFileAttached(string Sha256, string Name, long SizeBytes) : CheckOutEvent
    {
        /// <summary>What its checks came to; null where nothing checked it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public EldFileCheck? Check { get; init; }
    }

    /// <summary>Somebody looked at, applied or broke the seal of a door.</summary>
    /// <param name="Unit">The trailer, or the vehicle where there is none.</param>
    /// <param name="Expected">The number that the manifest says; null where it says none.</param>
    public sealed record SealHandled(
        string Unit,
        string Door,
        SealAction Action,
        string? Number,
        SealCondition? Condition,
        SealClass? Class,
        string? Expected,
        string? Reason,
        Instant At) : CheckOutEvent;

    /// <summary>Whether the load was kept as it should be.</summary>
    /// <param name="Load">What was carried: the route.</param>
    /// <param name="Version">The verdict's own version, from 1.</param>
    /// <param name="Rules">The rules that found something.</param>
    /// <param name="TermsDigest">Over what was asked and by which thresholds: SHA-256, lower-case hex.</param>
    /// <param name="EvidenceDigest">Over the samples, in order; they are in the sealed windows, no file of their
    /// own.</param>
    public sealed record TemperatureJudged(
        string Load,
        string Device,
        int Zone,
        Instant From,
        Instant To,
        TemperatureBand Band,
        int Version,
        TemperatureOutcome Outcome,
        TemperatureFacts Facts,
        IReadOnlyList<TemperatureRule> Rules,
        string TermsDigest,
        string EvidenceDigest) : CheckOutEvent;

    /// <summary>Papers, placards, segregation and driver of hazardous materials were checked.</summary>
    /// <param name="Materials">Their identification numbers, in the order of the paper.</param>
    /// <param name="Placards">Those that must be displayed.</param>
    /// <param name="Found">How many findings there are.</param>
    /// <param name="Findings">The first of them.</param>
    public sealed record HazmatChecked(
        string PaperSha256,
        IReadOnlyList<string> Materials,
        IReadOnlyList<string> Placards,
        int Found,
        IReadOnlyList<Finding> Findings) : CheckOutEvent;

    /// <summary>The vehicle's keys came back.</summary>
    public sealed record KeysReturned(string KeyTag, string ReceivedBy) : CheckOutEvent;

    /// <summary>A key, a fuel card or a device was handed over, or could not be.</summary>
    public sealed record AssetHanded(ItemKind Kind, string Id, AssetOutcome Outcome, string ReceivedBy)
        : CheckOutEvent
    {
        /// <summary>What the audit of a fuel card's purchases found; empty where it found nothing, null where nothing
        /// was audited.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Finding>? Findings { get; init; }
    }

    /// <summary>How cold a compartment was before it was loaded (21 CFR 1.908(e)(3)).</summary>
    /// <param name="TargetMilliC">The warmest that the cargo may be, from the manifest.</param>
    public sealed record PreCoolChecked(int Zone, int MilliC, int TargetMilliC, Instant At) : CheckOutEvent;

    /// <summary>The odometer was read at the gate.</summary>
    /// <param name="PreviousMetres">The newest reading before this visit; null when none is known.</param>
    /// <param name="OtherMetres">What another source says, such as the ELD; null for none.</param>
    /// <param name="ToleranceMetres">How far the two may be apart, by the checklist.</param>
    public sealed record OdometerRead(
        string Vehicle,
        long Metres,
        long? EngineSeconds,
        long? PreviousMetres,
        long? OtherMetres,
        long ToleranceMetres,
        Instant At) : CheckOutEvent;

    /// <param name="LimitGrams">What is allowed there.</param>
    public sealed record WeightRecorded(string Part, long Grams, long LimitGrams, string Scale) : CheckOutEvent
    {
        /// <summary>What the empty vehicle weighs, grams; null where nobody told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? TareGrams { get; init; }

        /// <summary>What it should weigh by the catalogue, grams; null where that cannot be told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? ExpectedGrams { get; init; }

        /// <summary>That it weighs something else; null where it does not, or cannot be told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Finding? Finding { get; init; }
    }

    /// <summary>The receiving party does not take something over. A signature given before is void.</summary>
    /// <param name="Quantity">So many units; 0 when an exception was taken back.</param>
    /// <param name="Step">The step at which it was found.</param>
    public sealed record ExceptionNoted(Item Item, int Quantity, string Step, string Reason) : CheckOutEvent;

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
    public sealed record SignedOff(Role Role, string Signer, string SignatureSha256) : CheckOutEvent;

    /// <summary>Both parties have signed: everything but what is excepted is the receiving party's.</summary>
    /// <param name="Custodian">Who has the vehicle now.</param>
    public sealed record Completed(string Custodian) : CheckOutEvent
    {
        /// <summary>What stays with the giving party; null for nothing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<ItemQuantity>? Kept { get; init; }
    }

    /// <summary>The receiving party did not take over; the giving one stays custodian.</summary>
    public sealed record Refused(string Reason, string RefusedBy) : CheckOutEvent;

    /// <summary>The parties do not agree; nothing changes hands until a check-out that supersedes this one.</summary>
    public sealed record Disputed(string Reason, string DisputedBy) : CheckOutEvent;
}
