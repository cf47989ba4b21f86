using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Orders;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Purchasing.PurchaseEvent, Oms.Central.Purchasing.PurchaseRejection>;

namespace Oms.Central.Purchasing;

/// <content>Goods that the supplier sends to the customer of an order.</content>
/// <remarks>
/// They are never ours to keep, so no stock item hears of them: what was shipped counts as received, and what did not
/// arrive is not owed. Units that are to come only get fewer: what the supplier declined, or the order gave up, the
/// order has already found another way for.
/// </remarks>
public sealed partial record PurchaseOrder
{
    /// <summary>Lines of one shipment, or of one report about it.</summary>
    public const int ShippedLinesMax = PurchaseTerms.LinesMax;

    /// <summary>No route's id has a space.</summary>
    private const string DropShipPrefix = "drop-ship ";

    private const int Sha256Chars = 64;

    private static readonly ImmutableList<SupplierShipment> NoShipments = [];

    /// <summary>What was sent to the customer; null for a purchase order that we receive.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableList<SupplierShipment>? Shipments { get; init; }

    /// <summary>The id of the purchase order that an order raised.</summary>
    public static string IdOf(DropShipFor of) =>
        EntityAddress.Join(of.Order, of.Group.ToString(CultureInfo.InvariantCulture));

    /// <summary>What the order knows a shipment by, as it knows others by their routes.</summary>
    public static string RouteOf(string id, string shipment) => $"{DropShipPrefix}{id}/{shipment}";

    /// <summary>Whether units left on no route of ours.</summary>
    public static bool IsDropShip(string route) => route.StartsWith(DropShipPrefix, StringComparison.Ordinal);

    /// <summary>Units of a line that are ordered and were not given up.</summary>
    private static int WantedOf(PurchaseLine line) => line.Promised - line.GivenUp;

    private Decision? AnswerDropShip(PurchaseCommand command, Instant now) =>
        (Status, command) switch
        {
            (PurchaseStatus.Absent, PurchaseCommand.DropShip c) => c.Terms.Fault() is { } fault
                ? Decision.Reject(fault)
                : Decision.Accept(
                [
                    new PurchaseEvent.PurchaseDrafted(c.Id, c.Terms), new PurchaseEvent.PurchaseSent(now),
                ]),
            (_, PurchaseCommand.DropShip c) => c.Terms.IsSameAs(Terms!)
                ? Decision.AlreadyDone
                : Decision.Reject(new PurchaseRejection.IdTaken()),
            (PurchaseStatus.Absent, _) => null,
            (_, PurchaseCommand.Stop or PurchaseCommand.Ship or PurchaseCommand.Report)
                when Terms!.DropShip is null =>
                    Decision.Reject(Illegal($"It is delivered to {Terms.Location}: receive it there.")),
            (_, PurchaseCommand.Receive or PurchaseCommand.RegisterNotice) when Terms!.DropShip is not null =>
                Decision.Reject(Illegal("The supplier sends it to the customer: tell what it shipped.")),
            (_, PurchaseCommand.Stop c) => Stop(c),
            (_, PurchaseCommand.Ship c) => Ship(c),
            (_, PurchaseCommand.Report c) => Report(c, now),
            _ => null,
        };

    private Decision Ship(PurchaseCommand.Ship c)
    {
        if ((Shipments ?? NoShipments).Find(each => each.Ref == c.Ref) is { } known)
        {
            return known.Parcel == c.Parcel && known.Units.Select(units => (units.Line, units.Lot, units.Quantity))
                .SequenceEqual(c.Units.Select(units => (units.Line, units.Lot, units.Quantity)))
                ? Decision.AlreadyDone
                : Decision.Reject(new PurchaseRejection.ReferenceReused(c.Ref));
        }

        if (NotShippable() is { } why)
        {
            return Decision.Reject(Illegal(why));
        }

        if (c.Units.Count is < 1 or > ShippedLinesMax)
        {
            return Decision.Reject(new PurchaseRejection.Invalid(
                "/units", $"A shipment has 1 to {ShippedLinesMax} lots."));
        }

        foreach (var (index, units) in c.Units.Index())
        {
            if (Line(units.Line) is not { } line)
            {
                return Decision.Reject(new PurchaseRejection.NoSuchLine(units.Line));
            }

            if (units.Quantity is < 1 or > PurchaseTerms.QuantityMax || !OrderTerms.IsName(units.Lot))
            {
                return Decision.Reject(new PurchaseRejection.Invalid(
                    $"/units/{index}", $"A lot of 1 to 64 characters, 1 to {PurchaseTerms.QuantityMax} units."));
            }

            if (c.Units.Take(index).Any(other => (other.Line, other.Lot) == (units.Line, units.Lot)))
            {
                return Decision.Reject(new PurchaseRejection.Invalid(
                    $"/units/{index}", "The lot of the line is named twice."));
            }

            var asked = c.Units.Where(other => other.Line == units.Line).Sum(other => (long)other.Quantity);
            if (asked > line.Open)
            {
                return Decision.Reject(new PurchaseRejection.QuantityExceeded(units.Line, asked, line.Open));
            }
        }

        return Shipments?.Count >= PapersMax
            ? Decision.Reject(new PurchaseRejection.TooMany(PapersMax))
            : Decision.Accept(new PurchaseEvent.UnitsShipped(
                Terms!.DropShip!,
                c.Ref,
                c.On,
                c.Parcel,
                [
                    .. from units in c.Units
                       let line = Line(units.Line)!
                       select new SuppliedUnits(
                           line.Number, ForOf(line), line.Sku, units.Lot, units.Quantity, line.UnitCost),
                ]));
    }

    /// <summary>Why nothing can be shipped; null where it can, or all was.</summary>
    private string? NotShippable() =>
        Status switch
        {
            PurchaseStatus.Sent => "No price is agreed yet: take down first what the supplier acknowledges.",
            PurchaseStatus.Cancelled => "It was cancelled: what the supplier sent all the same is its own.",
            PurchaseStatus.Rejected => "The supplier delivers nothing of it.",
            PurchaseStatus.Draft => "It was not sent.",
            _ => null,
        };

    private Decision Report(PurchaseCommand.Report c, Instant now)
    {
        var told = c.Undated ? c.Delivery with { At = now } : c.Delivery;
        if ((Shipments ?? NoShipments).Find(each => each.Ref == c.Shipment) is not { } shipment)
        {
            return Decision.Reject(new PurchaseRejection.NoSuchShipment(c.Shipment));
        }

        if (shipment.Reports.Find(each => each.Ref == told.Ref) is { } known)
        {
            return known.ProofSha256 == told.ProofSha256 && known.Units.SequenceEqual(told.Units)
                ? Decision.AlreadyDone
                : Decision.Reject(new PurchaseRejection.ReferenceReused(told.Ref));
        }

        if (ReportFault(shipment, told, now) is { } fault)
        {
            return Decision.Reject(fault);
        }

        var day = told.At.InUtc().Date;
        return shipment.Reports.Count >= PapersMax
            ? Decision.Reject(new PurchaseRejection.TooMany(PapersMax))
            : Decision.Accept(new PurchaseEvent.ShipmentReported(
                Terms!.DropShip!,
                c.Shipment,
                shipment.Reports.Count + 1,
                told.Ref,
                told.At,
                told.ProofSha256,
                [
                    .. from units in told.Units
                       let line = Line(units.Line)!
                       let sent = shipment.Units.Find(each => (each.Line, each.Lot) == (units.Line, units.Lot))!
                       select new ReportedUnits(ForOf(line), line.Sku, units, sent.UnitCost)
                       {
                           Late = day > line.ExpectedOn,
                       },
                ]));
    }

    private static PurchaseRejection? ReportFault(SupplierShipment shipment, DeliveryReport told, Instant now)
    {
        if (told.At > now)
        {
            return new PurchaseRejection.Invalid("/at", "It is in the future.");
        }

        if (told.ProofSha256 is { } hash && (hash.Length != Sha256Chars || !hash.All(char.IsAsciiHexDigitLower)))
        {
            return new PurchaseRejection.Invalid("/proof_sha256", "It must be a SHA-256 in 64 lower-case hex digits.");
        }

        if (told.Units.Count is < 1 or > ShippedLinesMax)
        {
            return new PurchaseRejection.Invalid("/units", $"A report is about 1 to {ShippedLinesMax} lots.");
        }

        foreach (var (index, units) in told.Units.Index())
        {
            int[] counts = [units.Delivered, units.Short, units.Refused, units.Damaged];
            if (counts.Any(count => count is < 0 or > PurchaseTerms.QuantityMax) || counts.All(count => count == 0))
            {
                return new PurchaseRejection.Invalid(
                    $"/units/{index}", $"Counts from 0 to {PurchaseTerms.QuantityMax}, not all of them 0.");
            }

            if (units.Reason is { } reason && !OrderTerms.IsName(reason))
            {
                return new PurchaseRejection.Invalid(
                    $"/units/{index}/reason", "It must have 1 to 64 characters, none a control character.");
            }

            if (shipment.Units.Find(each => (each.Line, each.Lot) == (units.Line, units.Lot)) is not { } sent)
            {
                return new PurchaseRejection.Invalid(
                    $"/units/{index}", $"No unit of lot {units.Lot} was shipped for line {units.Line}.");
            }

            if (told.Units.Take(index).Any(other => (other.Line, other.Lot) == (units.Line, units.Lot)))
            {
                return new PurchaseRejection.Invalid($"/units/{index}", "The lot of the line is named twice.");
            }

            if (counts.Sum(count => (long)count) > sent.Open)
            {
                return new PurchaseRejection.QuantityExceeded(
                    units.Line, counts.Sum(count => (long)count), sent.Open);
            }
        }

        return null;
    }

    /// <summary>Gives up what the order does not want any more: all that it asks for, or nothing.</summary>
    /// <remarks>What was declined meanwhile is given up already; what was shipped is not given up.</remarks>
    private Decision Stop(PurchaseCommand.Stop c)
    {
        var units = new List<WorkUnits>();
        foreach (var asked in c.Units)
        {
            if (Lines.Find(each => each.For?.Reservation == asked.Reservation) is not { } line)
            {
                return Decision.Reject(new PurchaseRejection.NoSuchLine(asked.Line));
            }

            var open = OpenOf(line);
            if (line.Received > 0 && open < asked.Quantity)
            {
                return Decision.Reject(new PurchaseRejection.QuantityExceeded(line.Number, asked.Quantity, open));
            }

            units.Add(asked with { Left = int.Max(0, open - asked.Quantity) });
        }

        var stopped = new PurchaseEvent.UnitsStopped(Terms!.DropShip!, units, c.Reason, c.Whole);
        var after = Evolve(this, stopped);
        return after.IsOpen && after.Lines.TrueForAll(line => line is { Open: 0, Received: 0 })
            ? Decision.Accept([stopped, new PurchaseEvent.PurchaseCancelled(c.Reason)])
            : Decision.Accept(stopped);
    }

    /// <summary>What the order is told of what else happened: units that will not be sent, and days.</summary>
    private IEnumerable<PurchaseEvent> Tell(PurchaseOrder before, PurchaseCommand command)
    {
        if (Terms?.DropShip is not { } of || Reason(command) is not { } reason)
        {
            yield break;
        }

        WorkUnits[] declined =
        [
            .. from line in Lines
               let was = before.Lines[line.Number - 1]
               where OpenOf(line) < before.OpenOf(was)
               select new WorkUnits(
                   ForOf(line).Line, ForOf(line).Reservation, before.OpenOf(was) - OpenOf(line), OpenOf(line)),
        ];
        if (declined.Length > 0)
        {
            yield return new PurchaseEvent.UnitsDeclined(of, declined, reason);
        }

        PromisedDay[] days =
        [
            .. from line in Lines
               where OpenOf(line) > 0 && line.ExpectedOn is not null
                   && line.ExpectedOn != before.Lines[line.Number - 1].ExpectedOn
               select new PromisedDay(ForOf(line).Line, ForOf(line).Reservation, line.ExpectedOn!.Value),
        ];
        if (days.Length > 0)
        {
            yield return new PurchaseEvent.PromiseTold(of, days);
        }
    }

    private static string? Reason(PurchaseCommand command) =>
        command switch
        {
            PurchaseCommand.Acknowledge => "not-acknowledged",
            PurchaseCommand.RejectAll c => c.Reason,
            PurchaseCommand.GiveUp c => c.Reason,
            PurchaseCommand.Cancel c => c.Reason,
            _ => null,
        };

    /// <summary>Units of a line that are still to be sent; none of an order that ended.</summary>
    private int OpenOf(PurchaseLine line) => IsOpen ? line.Open : 0;

    private static DropShipLine ForOf(PurchaseLine line) => line.For!;

    private PurchaseOrder OnShipped(PurchaseEvent.UnitsShipped e) =>
        e.Units.Aggregate(this, (order, units) => order.Set(units.Line, line => line with
        {
            Received = line.Received + units.Quantity,
        })) with
        {
            Status = PurchaseStatus.PartiallyReceived,
            Shipments = (Shipments ?? NoShipments).Add(new SupplierShipment(
                e.Ref,
                e.On,
                e.Parcel,
                [
                    .. e.Units.Select(units => new SentUnits(
                        units.Line, units.Lot, units.Quantity, units.Quantity, units.UnitCost)),
                ],
                [])),
        };

    private PurchaseOrder OnReported(PurchaseEvent.ShipmentReported e)
    {
        var at = Shipments!.FindIndex(each => each.Ref == e.Shipment);
        var shipment = Shipments[at];
        var next = e.Units.Aggregate(this, (order, units) => order.Set(units.Units.Line, line => line with
        {
            Damaged = line.Damaged + units.Units.NotArrived,
            Late = line.Late + (units.Late ? units.Units.Delivered : 0),
        }));
        return next with
        {
            Shipments = Shipments.SetItem(at, shipment with
            {
                Units =
                [
                    .. from sent in shipment.Units
                       let told = e.Units.Where(each => (each.Units.Line, each.Units.Lot) == (sent.Line, sent.Lot))
                           .Sum(each => each.Units.Delivered + each.Units.NotArrived)
                       select sent with { Open = sent.Open - told },
                ],
                Reports = shipment.Reports.Add(new DeliveryReport(
                    e.Ref, e.At, e.ProofSha256, [.. e.Units.Select(units => units.Units)])),
            }),
        };
    }

    private PurchaseOrder OnStopped(PurchaseEvent.UnitsStopped e) =>
        e.Units.Aggregate(this, (order, units) =>
            order.Lines.Find(each => each.For?.Reservation == units.Reservation) is { } line && line.Open > units.Left
                ? order.Set(line.Number, each => each with { GivenUp = each.GivenUp + each.Open - units.Left })
                : order);
}
