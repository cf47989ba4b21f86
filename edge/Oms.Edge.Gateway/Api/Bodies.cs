using NodaTime;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Custody.Inspections;

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

internal sealed record ScanBody(string Sku, string Code) : StepBody
{
    public string? Lot { get; init; }

    public int? Quantity { get; init; }

    public Instant? At { get; init; }
}

internal sealed record VerificationBody(string VerifiedBy) : StepBody;

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

internal sealed record WeightBody(string Part, long Grams, long LimitGrams, string Scale) : StepBody;

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

    public IReadOnlyList<ChecklistTemplate>? Checklists { get; init; }

    public string? Reefer { get; init; }

    public Instant? Departed { get; init; }

    public Manifest ToManifest() => new(
        Route, Version, Depot, Vehicle, Driver, Reefer,
        [.. Stops.Select(stop => new ManifestStop(
            stop.Stop, stop.Order, stop.Consignee,
            [.. stop.Lines.Select(line =>
                new ManifestLine(line.Line, line.Sku, line.Lot, line.Quantity, line.Band))]))],
        Departed)
    {
        VehicleClass = VehicleClass,
        CargoClass = CargoClass,
        Customer = Customer,
        Checklists = Checklists,
    };
}

internal sealed record ManifestStopBody(
    int Stop, string Order, string Consignee, IReadOnlyList<ManifestLineBody> Lines);

internal sealed record ManifestLineBody(int Line, string Sku, string Lot, int Quantity)
{
    public TemperatureBand? Band { get; init; }
}
