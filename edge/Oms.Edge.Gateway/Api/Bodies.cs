using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Gateway.Api;

internal sealed record ArrivalBody(string Vehicle, string Driver)
{
    public string? Route { get; init; }

    public string? Dock { get; init; }

    public long? OdometerMetres { get; init; }

    public Instant? At { get; init; }
}

internal sealed record InspectionBody(InspectionOutcome Outcome, string InspectedBy)
{
    public IReadOnlyList<VehicleDefect>? Defects { get; init; }
}

internal sealed record ScanBody(string Sku, string Code)
{
    public string? Lot { get; init; }

    public int? Quantity { get; init; }

    public Instant? At { get; init; }
}

internal sealed record VerificationBody(string VerifiedBy);

internal sealed record KeysBody(string KeyTag, string ReceivedBy);

internal sealed record SignOffBody(SignOffRole Role, string Signer, string SignatureSha256);

internal sealed record ClosingBody(string Reason, string By);

internal sealed record DeliveryBody(int Stop, string Order, IReadOnlyList<DeliveredLineBody> Lines)
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
{
    public string? Reefer { get; init; }

    public Instant? Departed { get; init; }

    public Manifest ToManifest() => new(
        Route, Version, Depot, Vehicle, Driver, Reefer,
        [.. Stops.Select(stop => new ManifestStop(
            stop.Stop, stop.Order, stop.Consignee,
            [.. stop.Lines.Select(line =>
                new ManifestLine(line.Line, line.Sku, line.Lot, line.Quantity, line.Band))]))],
        Departed);
}

internal sealed record ManifestStopBody(
    int Stop, string Order, string Consignee, IReadOnlyList<ManifestLineBody> Lines);

internal sealed record ManifestLineBody(int Line, string Sku, string Lot, int Quantity)
{
    public TemperatureBand? Band { get; init; }
}
