using System.Text;
using System.Text.Json;
using Oms.Actors.Processes;
using Oms.Central.Claims;
using Oms.Central.Custody;
using Oms.Central.Depots;
using Oms.Central.Fleet;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Entities;
using Oms.Transparency;

namespace Oms.Central.Processes;

/// <summary>Carries a depot's records to the log and the check-outs, and what these conclude to orders and
/// stock.</summary>
internal sealed class CustodyProcess : IProcessManager
{
    public string Name => "custody";

    public bool Listens(string kind) => kind is Depot.Kind or CheckOutCustody.Kind or DeliveryRoute.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            DepotEvent.RecordsAccepted e => Spread(happened, e),
            CustodyEvent.DefectsNoted e when EntityAddress.IsId(e.Vehicle) =>
            [
                happened.Vehicle(e.Vehicle, new FleetVehicleCommand.NoteDefects(
                    DepotReports.IdOf(happened.Address.Id, e.CustodySeq), happened.Address.Id, e.Parts)),
            ],
            CustodyEvent.DefectCertified e when EntityAddress.IsId(e.Vehicle) =>
                [happened.Vehicle(e.Vehicle, new FleetVehicleCommand.Certify(e.Report, e.Defect))],

            // What the superseded check-out told is not told twice.
            CustodyEvent.ExcursionNoted { IsCarried: true } => [],
            CustodyEvent.ExcursionNoted { Route: { } route } e when EntityAddress.IsId(route) =>
            [
                happened.Route(
                    route, new RouteCommand.RecordExcursion(happened.Address.Id, e.CustodySeq, e.Excursion)),
            ],
            CustodyEvent.BreachNoted { Route: { } route } e when EntityAddress.IsId(route) =>
            [
                happened.Route(
                    route, new RouteCommand.RecordBreach(happened.Address.Id, e.CustodySeq, e.BreachKind, e.Detail)),
            ],
            CustodyEvent.CustodyCompleted e =>
            [
                .. e.Route is null ? []
                    : EntityAddress.IsId(e.Route)
                        ? new[] { happened.Route(e.Route, new RouteCommand.Close(happened.Address.Id, e)) }
                        : [UnknownRoute(happened, e, "The route's id is not possible.")],
                .. (e.Kept ?? []).Select(kept => NotAccepted(happened, e, kept)),
            ],
            CustodyEvent.CustodyRefused e =>
                Trouble(happened, "refused-hand-over", e.Route, e.CustodySeq, $"{e.By}: {e.Reason}"),
            CustodyEvent.CustodyDisputed e =>
                Trouble(happened, "dispute", e.Route, e.CustodySeq, $"{e.By}: {e.Reason}"),
            CustodyEvent.CustodyBroken e =>
                Trouble(happened, "custody-broken", e.Route, e.CustodySeq, e.Reason),
            RouteEvent.ExcursionRecorded e => Contain(happened, e),
            RouteEvent.ManifestClosed e => Settle(happened, e),
            RouteEvent.BreachRecorded e => Flags(happened, e.Lines, e.Kind, e.CheckOut, e.Detail),
            RouteEvent.ManifestTroubled e => Flags(happened, e.Lines, e.Kind, e.CheckOut, e.Reason),
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        (happened.Event, rejected.Command) switch
        {
            // The first check-out closed the route, and orders are driven once; the difference is for people to settle.
            (CustodyEvent.CustodyCompleted { StandsFor: not null } e, RouteCommand.Close) =>
                [happened.Claim(Amended(happened, e))],
            (CustodyEvent.CustodyCompleted e, RouteCommand.Close) => [UnknownRoute(happened, e, $"{reason}")],
            (DepotEvent.RecordsAccepted e, CustodyCommand.Take or LogCommand.Append) =>
            [
                happened.Depot(happened.Address.Id, new DepotCommand.Report(
                    "records-not-followed", e.Device, $"{rejected.To}: {reason}")),
            ],
            (RouteEvent.ManifestClosed e, OrderCommand.RecordOutcome c) =>
            [
                happened.Claim(new ClaimTerms(
                    "outcome-mismatch",
                    e.CheckOut,
                    c.CustodySeq,
                    happened.Address.Id,
                    rejected.To.Id,
                    c.Line,
                    null,
                    c.Lot,
                    c.Delivered + c.Short + c.Refused + c.Damaged,
                    $"The order does not follow: {reason}")),
            ],
            _ => [],
        };

    private static ProcessStep[] Spread(RecordedEvent happened, DepotEvent.RecordsAccepted e)
    {
        var steps = new List<ProcessStep>
        {
            happened.Log(new LogCommand.Append(
                EntityAddress.Join(happened.Address.Id, e.Device, e.Incarnation),
                e.From,
                [.. e.Records.Select(EntryOf)])),
        };
        foreach (var custody in e.Custodies.GroupBy(place => place.CustodyId))
        {
            steps.Add(happened.Custody(custody.Key, new CustodyCommand.Take(
                happened.Address.Id,
                e.Device,
                e.Incarnation,
                [.. custody.Select(place => InputOf(e, place))])));
        }

        steps.AddRange(
            from record in e.Records
            let certified = DepotReports.Certification(record)
            where certified is not null
            select happened.Custody(
                certified.Value.CheckOut,
                new CustodyCommand.NoteCertified(certified.Value.Report, certified.Value.Defect)));
        return [.. steps];
    }

    private static ProcessStep NotAccepted(
        RecordedEvent happened, CustodyEvent.CustodyCompleted e, ItemQuantity kept) => happened.Claim(new ClaimTerms(
            "not-accepted",
            happened.Address.Id,
            e.CustodySeq,
            e.Route,
            null,
            null,
            kept.Item.Kind is ItemKind.Units ? kept.Item.Id : $"{kept.Item.Kind}:{kept.Item.Id}",
            kept.Item.Lot,
            kept.Quantity,
            "The depot did not take it over; it is with the driver."));

    private static ClaimTerms Amended(RecordedEvent happened, CustodyEvent.CustodyCompleted e) => new(
        "amended-hand-over",
        happened.Address.Id,
        e.CustodySeq,
        e.Route,
        null,
        null,
        null,
        null,
        0,
        $"It stands in for check-out {e.StandsFor}, by which the route was closed.");

    /// <summary>What the log holds for a record: leaf and signature, never the body.</summary>
    private static JsonElement EntryOf(AcceptedRecord record) =>
        JsonElement.Parse(LogEntry.Encode(new SignedRecord(
            CustodyLog.BytesOf(record.Leaf), Convert.FromBase64String(record.Sig), null)));

    private static CustodyInput InputOf(DepotEvent.RecordsAccepted e, CustodyPlace place)
    {
        var record = e.Records[place.Index];
        return CustodyLeaf.TryDecode(CustodyLog.BytesOf(record.Leaf), out var leaf, out var fault)
            ? new CustodyInput(
                leaf.Seq,
                leaf.CustodySeq,
                record.Hash,
                leaf.Kind,
                leaf.EventVersion,
                leaf.Wall,
                Encoding.UTF8.GetBytes(record.Body.ValueKind == JsonValueKind.Undefined ? "null"
                    : record.Body.GetRawText()))
            : throw new InvalidDataException($"A record that was accepted holds no leaf: {fault}");
    }

    private static ProcessStep[] Trouble(
        RecordedEvent happened, string kind, string? route, long custodySeq, string reason)
    {
        var claim = happened.Claim(new ClaimTerms(
            kind, happened.Address.Id, custodySeq, route, null, null, null, null, 0, reason));
        return route is not null && EntityAddress.IsId(route)
            ? [claim, happened.Route(route, new RouteCommand.RecordTrouble(happened.Address.Id, kind, reason))]
            : [claim];
    }

    private static ProcessStep UnknownRoute(RecordedEvent happened, CustodyEvent.CustodyCompleted e, string why) =>
        happened.Claim(new ClaimTerms(
            "unknown-route", happened.Address.Id, e.CustodySeq, e.Route, null, null, null, null, 0, why));

    /// <summary>Every lot whose band was left is set aside wherever it may be promised from.</summary>
    private static ProcessStep[] Contain(RecordedEvent happened, RouteEvent.ExcursionRecorded e) =>
    [
        .. from line in e.Lines
           from location in new[] { line.ShipFrom, e.ReturnTo }
           group line by (line.Sku, line.Lot, location) into lot
           select happened.Stock(lot.Key.Sku, lot.Key.location, new StockCommand.QuarantineLot(
               lot.Key.Lot, $"excursion in check-out {e.CheckOut}")),
        .. Flags(happened, e.Lines, "excursion", e.CheckOut, e.Detail),
    ];

    /// <summary>Tells every order once of each of its lines, with all lots of it.</summary>
    private static ProcessStep[] Flags(
        RecordedEvent happened, IReadOnlyList<ExposedLine> lines, string kind, string checkOut, string detail) =>
    [
        .. from line in lines
           group line.Lot by (line.Order, line.Line) into lots
           select happened.Order(
               lots.Key.Order,
               new OrderCommand.Flag(lots.Key.Line, kind, checkOut, detail)
               {
                   Route = happened.Address.Id,
                   Lots = [.. lots.Distinct()],
               }),
    ];

    private static ProcessStep[] Settle(RecordedEvent happened, RouteEvent.ManifestClosed e)
    {
        var route = happened.Address.Id;
        var steps = new List<ProcessStep>();
        foreach (var line in e.Lines)
        {
            steps.Add(happened.Order(line.Order, new OrderCommand.RecordOutcome(
                e.CheckOut,
                route,
                line.Stop,
                line.Line,
                line.Lot,
                line.CustodySeq,
                line.Delivered,
                line.Short,
                line.Refused,
                line.Damaged,
                line.Reason,
                line.Pod)));
            var movement = $"{e.CheckOut}/{line.Stop}/{line.Order}/{line.Line}/{line.Lot}";
            if (line.RefusedBack > 0)
            {
                steps.Add(happened.Stock(line.Sku, e.ReturnTo, new StockCommand.Return(
                    $"{movement}/refused",
                    line.Lot,
                    line.RefusedBack,
                    line.Excursion ? Disposition.Quarantine : Disposition.Restock,
                    line.Excursion ? $"refused; excursion in check-out {e.CheckOut}" : "refused")));
            }

            if (line.DamagedBack > 0)
            {
                steps.Add(happened.Stock(line.Sku, e.ReturnTo, new StockCommand.Return(
                    $"{movement}/damaged", line.Lot, line.DamagedBack, Disposition.Quarantine, "damaged")));
            }

            if (line.Damaged > 0)
            {
                steps.Add(happened.Claim(ClaimOf("damage", line.Damaged, line)));
            }

            // A reconciliation knows better than the stop what is missing.
            if ((line.Missing ?? line.Short) is > 0 and var missing)
            {
                steps.Add(happened.Claim(ClaimOf("shortage", missing, line)));
            }
        }

        steps.AddRange(e.Discrepancies.Select(d => happened.Claim(new ClaimTerms(
            d.Kind, e.CheckOut, 0, route, d.Order, d.Line, d.Sku, d.Lot, d.Found - d.Expected, d.Detail))));
        return happened.Together(steps);

        ClaimTerms ClaimOf(string kind, int quantity, LineResult line) => new(
            kind,
            e.CheckOut,
            line.CustodySeq,
            route,
            line.Order,
            line.Line,
            line.Sku,
            line.Lot,
            quantity,
            line.Reason ?? "No reason was given.");
    }
}
