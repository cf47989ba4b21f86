using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Http;

namespace Oms.Central.Purchasing;

/// <summary>What suppliers tell of goods that they send straight to customers.</summary>
internal static class DropShipEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        PurchaseEndpoints.Command(
            routes, node, writes, "shipments", 201, "Take down what a supplier sent to the customer of an order",
            CentralJson.Default.ShipmentBody,
            Names,
            (body, _, _) => new PurchaseCommand.Ship(
                body.Ref,
                body.On ?? Today(node),
                body.Carrier is null ? null : new Parcel(body.Carrier, body.TrackingNumber!),
                [.. body.Units.Select(units => new AnnouncedUnits(units.Line, units.Lot ?? body.Ref, units.Quantity))]),
            ifMatch: false,
            Fault);
        PurchaseEndpoints.Command(
            routes, node, writes, "shipments/{ref}/reports", 201,
            "Take down what became of a shipment at the customer's",
            CentralJson.Default.ShipmentReportBody,
            body => [("/ref", body.Ref)],
            (body, context, _) =>
            {
                var shipment = $"{context.Request.RouteValues["ref"]}";
                return new PurchaseCommand.Report(shipment, new DeliveryReport(
                    body.Ref,
                    body.At ?? node.Clock.GetCurrentInstant(),
                    body.ProofSha256,
                    [
                        .. body.Units.Select(units => new ArrivedUnits(
                            units.Line, units.Lot ?? shipment, units.Delivered, units.Short, units.Refused,
                            units.Damaged, units.Reason)),
                    ]))
                {
                    Undated = body.At is null,
                };
            },
            ifMatch: false,
            body => body.Units.Any(units => units is null) ? Problems.Invalid("/units", "It must be of units.") : null);
    }

    private static IReadOnlyList<(string Field, string Name)> Names(ShipmentBody body) =>
    [
        ("/ref", body.Ref),
        .. body.Carrier is { } carrier ? [("/carrier", carrier)] : Array.Empty<(string, string)>(),
        .. body.TrackingNumber is { } number ? [("/tracking_number", number)] : Array.Empty<(string, string)>(),
    ];

    private static Answer? Fault(ShipmentBody body) =>
        body.Units.Any(units => units is null) ? Problems.Invalid("/units", "It must be of units.")
        : (body.Carrier is null) != (body.TrackingNumber is null)
            ? Problems.Invalid(
                body.Carrier is null ? "/carrier" : "/tracking_number",
                "Carrier and tracking number are given together, or neither is.")
        : null;

    private static LocalDate Today(CentralNode node) => node.Clock.GetCurrentInstant().InUtc().Date;
}

/// <param name="Ref">The supplier's number of the shipment.</param>
/// <param name="On">The day on which it left; null for today, in UTC.</param>
internal sealed record ShipmentBody(
    string Ref,
    IReadOnlyList<ShippedUnitsBody> Units,
    string? Carrier = null,
    string? TrackingNumber = null,
    LocalDate? On = null);

/// <param name="Line">The line of the purchase order.</param>
/// <param name="Lot">Null where the supplier tells none: the shipment stands for it.</param>
internal sealed record ShippedUnitsBody(int Line, int Quantity, string? Lot = null);

/// <param name="Ref">The report's number: the same one again changes nothing.</param>
/// <param name="At">When the units came to the customer; null for now.</param>
/// <param name="ProofSha256">SHA-256 of the carrier's proof of delivery, lower-case hex; null where there is
/// none.</param>
internal sealed record ShipmentReportBody(
    string Ref, IReadOnlyList<ReportedUnitsBody> Units, Instant? At = null, string? ProofSha256 = null);

/// <param name="Line">The line of the purchase order.</param>
/// <param name="Lot">As it was shipped.</param>
internal sealed record ReportedUnitsBody(
    int Line,
    int Delivered = 0,
    int Short = 0,
    int Refused = 0,
    int Damaged = 0,
    string? Lot = null,
    string? Reason = null);

/// <summary>A shipment as the API shows it.</summary>
internal sealed record ShipmentView(
    string Ref,
    LocalDate On,
    Parcel? Parcel,
    IReadOnlyList<SentUnits> Units,
    IReadOnlyList<DeliveryReport> Reports)
{
    public static ShipmentView Of(SupplierShipment shipment) =>
        new(shipment.Ref, shipment.On, shipment.Parcel, shipment.Units, shipment.Reports);
}
