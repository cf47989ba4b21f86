using System.Security.Cryptography;
using System.Text;
using Oms.Actors.Processes;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Returns;

namespace Oms.Central.Processes;

/// <summary>Carries returns between the order that counts them, the stock that takes them, and the store credit that is
/// given for them; opens returns of what drivers bring back.</summary>
internal sealed class ReturnsProcess : IProcessManager
{
    /// <summary>Who matches what drivers bring back.</summary>
    public const string By = "returns";

    public string Name => "returns";

    public bool Listens(string kind) => kind is OrderId.Kind or ReturnOrder.EntityKind or DeliveryRoute.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            OrderEvent.ReturnRequested e =>
                [happened.Return(e.Request.Id, new ReturnCommand.Open(
                    e.Request.Id, happened.Address.Id, e.Request, e.Lines))],
            OrderEvent.LineReturned e =>
            [
                // The credit first: what it is to pay for may follow from what the return is told.
                .. e is { Credit: { } credit, Account: { } account }
                    ? new[]
                    {
                        happened.Credit(account, credit.Currency.Code, new StoreCreditCommand.Grant(
                            account, credit, "return", By)),
                    }
                    : [],
                happened.Return(e.Return, new ReturnCommand.RecordBooked(e.Ref, e.Refund, e.Credit)),
            ],
            OrderEvent.ReturnCreditRefused e =>
                [happened.Return(e.Return, new ReturnCommand.RecordCreditRefused(e.Ref, e.Reason))],

            ReturnEvent.ReturnRefused e => Release(happened, e.Order, null, "refused"),
            ReturnEvent.ReturnCancelled e => Release(happened, e.Order, null, "cancelled"),
            ReturnEvent.ReturnGivenUp e => Release(happened, e.Order, e.Units, "given-up"),
            ReturnEvent.ReturnReceived { From: null } e =>
                [TakeIn(happened, e.Id, e.Ref, e.Sku, e.Location, e.Lot, e.Quantity, e.Serials)],
            ReturnEvent.BlindUnitsTaken e =>
            [
                .. e.Units.Select(units => TakeIn(
                    happened, e.Id, units.Ref, units.Sku, e.Location, units.Lot, units.Quantity, units.Serials)),
            ],
            ReturnEvent.UnitsInspected { Order: { } order, Line: { } line } e =>
            [
                happened.Order(order, new OrderCommand.BookReturn(
                    e.Id, e.Ref, line, e.Lot, e.Quantity, e.Serials, e.CreditPermille)),
            ],
            ReturnEvent.UnitsDisposed e => Dispose(happened, e),
            ReturnEvent.UnitsMatched e =>
            [
                happened.Return(e.Return, new ReturnCommand.Receive(
                    $"{e.Id}/{e.Receipt}/{happened.Record.Seq}", e.Line, e.Lot, e.Quantity, e.Condition, e.Serials,
                    e.Location)
                {
                    From = e.Id,
                }),
            ],
            RouteEvent.ManifestClosed e => BroughtBack(happened, e),
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        (happened.Event, rejected.Command) switch
        {
            // The id stands for a return of another order: its units are free again.
            (OrderEvent.ReturnRequested e, ReturnCommand.Open) =>
                Release(happened, happened.Address.Id, null, "id-taken", e.Request.Id),
            (OrderEvent.LineReturned e, StoreCreditCommand.Grant) =>
            [
                happened.Order(
                    happened.Address.Id, new OrderCommand.RefuseReturnCredit(e.Return, e.Ref, $"{reason}")),
            ],
            (ReturnEvent.ReturnReceived e, StockCommand.Return) =>
                Fault(happened, e.Ref, ReturnStep.Receipt, reason),
            (ReturnEvent.BlindUnitsTaken e, StockCommand.Return c) => Fault(
                happened, e.Units.Single(units => Movement(e.Id, units.Ref) == c.Ref).Ref, ReturnStep.Receipt, reason),
            (ReturnEvent.UnitsInspected e, _) => Fault(happened, e.Ref, ReturnStep.Booking, reason),
            (ReturnEvent.UnitsDisposed e, _) => Fault(happened, e.Ref, ReturnStep.Disposal, reason),
            (ReturnEvent.UnitsMatched e, _) =>
            [
                happened.Return(happened.Address.Id, new ReturnCommand.RecordMatchRefused(
                    e.Receipt, e.Return, e.Line, e.Quantity, e.Serials, $"{reason}")),
            ],
            _ => [],
        };

    private static ProcessStep[] Release(
        RecordedEvent happened, string order, IReadOnlyList<LineUnits>? units, string why, string? id = null) =>
        [happened.Order(order, new OrderCommand.ReleaseReturn(id ?? happened.Address.Id, units, why))];

    private static ProcessStep[] Fault(RecordedEvent happened, string reference, ReturnStep step, object reason) =>
        [happened.Return(happened.Address.Id, new ReturnCommand.RecordFault(reference, step, $"{reason}"))];

    /// <summary>What comes is set aside until it is inspected.</summary>
    private static ProcessStep TakeIn(
        RecordedEvent happened, string id, string reference, string sku, string location, string lot, int quantity,
        IReadOnlyList<string>? serials) =>
        happened.Stock(sku, location, new StockCommand.Return(
            Movement(id, reference), lot, quantity, Disposition.Quarantine, $"return {id}")
        {
            Serials = serials,
        });

    private static ProcessStep[] Dispose(RecordedEvent happened, ReturnEvent.UnitsDisposed e)
    {
        var (reference, aside) = ($"{Movement(e.Id, e.Ref)}/{e.Fate}", StockItem.ReturnedLot(e.Lot));
        StockCommand? command = e.Fate switch
        {
            UnitFate.Restock => new StockCommand.Restock(reference, e.Lot, e.Quantity, $"return {e.Id}")
            {
                Serials = e.Serials,
            },
            UnitFate.Scrap => new StockCommand.Scrap(reference, aside, e.Quantity, $"return {e.Id}")
            {
                Serials = e.Serials,
            },
            UnitFate.ReturnToVendor => new StockCommand.SendBack(reference, aside, e.Quantity, $"return {e.Id}")
            {
                Serials = e.Serials,
            },
            _ => null,
        };
        return command is null ? [] : [happened.Stock(e.Sku, e.Location, command)];
    }

    /// <summary>Of what was not delivered the order is known, and the hand-over has booked it; what was not on board,
    /// or is more than the stops left, is taken in without paper.</summary>
    private static ProcessStep[] BroughtBack(RecordedEvent happened, RouteEvent.ManifestClosed e) =>
    [
        .. from line in e.Lines
           where line.RefusedBack + line.DamagedBack > 0
           group line by line.Order into order
           select happened.Return(IdOf(e.CheckOut, order.Key), new ReturnCommand.TakeFromRoute(
               IdOf(e.CheckOut, order.Key), order.Key, e.CheckOut, e.ReturnTo, [.. order.SelectMany(Units)])),
        .. from found in e.Discrepancies
           where found is { Kind: "count-discrepancy", Order: null, Sku: not null, Lot: not null }
               && found.Found > found.Expected
           let id = IdOf(e.CheckOut, $"{found.Sku}\0{found.Lot}")
           from step in new[]
           {
               happened.Return(id, new ReturnCommand.TakeBlind(
                   id, e.ReturnTo,
                   [new BlindUnits("1", found.Sku!, found.Lot!, found.Found - found.Expected, "not-on-board")],
                   e.CheckOut, By)),
           }
           select step,
    ];

    private static IEnumerable<RouteUnits> Units(LineResult line)
    {
        var stop = $"{line.Stop}/{line.Line}/{line.Lot}";
        if (line.RefusedBack > 0)
        {
            yield return new RouteUnits(
                $"{stop}/refused", line.Line, line.Sku, line.Lot, line.RefusedBack, !line.Excursion, "refused");
        }

        if (line.DamagedBack > 0)
        {
            yield return new RouteUnits(
                $"{stop}/damaged", line.Line, line.Sku, line.Lot, line.DamagedBack, false, "damaged");
        }
    }

    private static string Movement(string id, string reference) => $"return/{id}/{reference}";

    private static string IdOf(string checkOut, string about)
    {
        const int IdBytes = 12;
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{checkOut}\0{about}"));
        return $"route-{Convert.ToHexStringLower(digest.AsSpan(0, IdBytes))}";
    }
}
