using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Returns.ReturnEvent, Oms.Central.Returns.ReturnRejection>;

namespace Oms.Central.Returns;

/// <summary>A return: units that are to come back, that came, and what became of them.</summary>
/// <remarks>
/// Received are at most the units that are approved, and each received unit is inspected once, so what became of the
/// units always adds up to what came. How many units may come back, and what is refunded for them, is the order's to
/// say (<see cref="OrderEvent.LineReturned"/>): units are moved in stock only when it has counted them.
/// </remarks>
/// <param name="Order">The order; null while nobody knows it.</param>
/// <param name="Request">What was asked for; null where units came without being asked for.</param>
/// <param name="From">The check-out that they came with; null for none.</param>
public sealed partial record ReturnOrder(
    long Revision,
    string Id,
    ReturnStatus Status,
    ReturnKind Kind,
    string? Order,
    ReturnRequest? Request,
    string? From,
    Instant OpenedAt,
    ImmutableList<ReturnLine> Lines,
    ImmutableList<ReturnReceipt> Receipts,
    ImmutableList<UnitInspection> Inspections,
    string? DecidedBy,
    string? Reason) : IEntity<ReturnOrder, ReturnCommand, ReturnEvent, ReturnRejection>
{
    /// <summary>The kind in every return's address.</summary>
    public const string EntityKind = "return";

    /// <summary>Receipts of one return; inspections likewise.</summary>
    public const int PapersMax = 1_000;

    internal const string NameRule = "It must have 1 to 64 characters, none a control character.";

    /// <summary>Who approves where nobody has to.</summary>
    private const string ByPolicy = "policy";

    public static ReturnOrder Initial { get; } = new(
        0, string.Empty, ReturnStatus.Absent, ReturnKind.Customer, null, null, null, Instant.MinValue, [], [], [], null,
        null);

    /// <summary>What is refunded so far, minor units of the order's currency.</summary>
    [JsonIgnore]
    public long Refunded => Inspections.Sum(each => each.Refund?.Minor ?? 0);

    private bool IsOver => Status is ReturnStatus.Refused or ReturnStatus.Cancelled or ReturnStatus.Closed;

    public static Decision Decide(ReturnOrder state, ReturnCommand command, Instant now)
    {
        var decision = Answer(state, command, now);
        return decision is Decision.Accepted { Events: { Count: > 0 } events }
            && events.Aggregate(state, Evolve) is { IsDone: true, IsOver: false } done
            ? Decision.Accept([.. events, done.Closing()])
            : decision;
    }

    private ReturnEvent.ReturnClosed Closing()
    {
        var booked = Inspections.FindAll(each => each.IsBooked);
        return new ReturnEvent.ReturnClosed(
            booked.Sum(each => each.Quantity),
            booked.Select(each => each.Credit).Aggregate(
                (Finance.Money?)null, (sum, each) => each is null ? sum : sum?.Plus(each) ?? each))
        {
            Exchange = Request?.Exchange,
        };
    }

    private static Decision Answer(ReturnOrder state, ReturnCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (ReturnStatus.Absent, ReturnCommand.Open c) => Opened(c, now),
            (_, ReturnCommand.Open c) => state.Order == c.Order && state.Request?.Id == c.Id
                ? Decision.AlreadyDone
                : Decision.Reject(new ReturnRejection.IdTaken()),
            (ReturnStatus.Absent, ReturnCommand.TakeBlind c) => Fault(c) is { } fault
                ? Decision.Reject(fault)
                : Decision.Accept(new ReturnEvent.BlindUnitsTaken(c.Id, c.Location, c.Units, c.From, c.By, now)),
            (_, ReturnCommand.TakeBlind c) => state.Request is null && state.IsSameAs(c)
                ? Decision.AlreadyDone
                : Decision.Reject(new ReturnRejection.IdTaken()),
            (ReturnStatus.Absent, ReturnCommand.TakeFromRoute c) => Decision.Accept(
                new ReturnEvent.RouteUnitsTaken(c.Id, c.Order, c.CheckOut, c.Location, c.Units, now)),
            (_, ReturnCommand.TakeFromRoute) => Decision.AlreadyDone,
            (ReturnStatus.Absent, _) => Decision.Reject(new ReturnRejection.NoSuchReturn()),
            _ when Expected(command) is { } expected && expected != state.Revision =>
                Decision.Reject(new ReturnRejection.StaleRevision(expected, state.Revision)),

            (ReturnStatus.Requested, ReturnCommand.Approve c) =>
                Decision.Accept(new ReturnEvent.ReturnApproved(c.By, now) { Exchange = state.Request!.Exchange }),
            (ReturnStatus.Approved, ReturnCommand.Approve) => Decision.AlreadyDone,
            (ReturnStatus.Requested, ReturnCommand.Refuse c) =>
                Decision.Accept(new ReturnEvent.ReturnRefused(state.Order!, c.Reason, c.By, now)
                {
                    Exchange = state.Request!.Exchange,
                }),
            (ReturnStatus.Refused, ReturnCommand.Refuse) => Decision.AlreadyDone,
            (ReturnStatus.Requested or ReturnStatus.Approved, ReturnCommand.Cancel c) =>
                Decision.Accept(
                [
                    new ReturnEvent.ReturnCancelled(state.Order!, c.Reason, c.By, now)
                    {
                        Exchange = state.Request!.Exchange,
                    },
                    .. state.WithoutLabel(),
                ]),
            (ReturnStatus.Cancelled, ReturnCommand.Cancel) => Decision.AlreadyDone,

            (_, ReturnCommand.RequestLabel c) => state.RequestLabel(c),
            (_, ReturnCommand.RecordLabel c) => state.RecordLabel(c),
            (_, ReturnCommand.Receive c) => state.Receive(c, now),
            (_, ReturnCommand.Inspect c) => state.Inspect(c, now),
            (_, ReturnCommand.Match c) => state.Match(c),
            (_, ReturnCommand.GiveUp c) => state.GiveUp(c),

            (_, ReturnCommand.RecordBooked c) => state.RecordBooked(c),
            (_, ReturnCommand.RecordCreditRefused c) => state.Inspection(c.Ref) is not { Credit: not null }
                ? Decision.AlreadyDone
                : Decision.Accept(new ReturnEvent.ReturnCreditRefused(c.Ref, c.Reason)),
            (_, ReturnCommand.RecordFault c) => state.RecordFault(c),
            (_, ReturnCommand.RecordMatchRefused c) => Decision.Accept(
                new ReturnEvent.MatchRefused(
                    c.Receipt, c.Return, c.Line, c.Quantity, c.Serials, c.Reason)),

            _ => Decision.Reject(state.Illegal($"It cannot be asked to {command.GetType().Name} now.")),
        };

    /// <summary>Within the limit and proven to be in time, nobody has to approve it.</summary>
    private static Decision Opened(ReturnCommand.Open c, Instant now)
    {
        var opened = new ReturnEvent.ReturnOpened(c.Id, c.Order, c.Request, c.Lines, now);
        return c.Request.Exception is null
            && c.Lines.All(line => line.IsProven)
            && c.Lines.Sum(line => line.Worth?.Minor ?? 0) <= c.Request.Policy.AutoApproveMinor
            ? Decision.Accept(
                [opened, new ReturnEvent.ReturnApproved(ByPolicy, now) { Exchange = c.Request.Exchange }])
            : Decision.Accept(opened);
    }

    private static ReturnRejection.Invalid? Fault(ReturnCommand.TakeBlind c)
    {
        if (!StockItemId.IsLocation(c.Location))
        {
            return new("/location", StockItemId.LocationRule);
        }

        if (c.Units.Count is < 1 or > PapersMax)
        {
            return new("/units", $"1 to {PapersMax} receipts.");
        }

        for (var i = 0; i < c.Units.Count; i++)
        {
            var units = c.Units[i];
            if (!OrderTerms.IsName(units.Ref) || c.Units.Take(i).Any(other => other.Ref == units.Ref))
            {
                return new($"/units/{i}/ref", $"{NameRule} Each is named once.");
            }

            if (!StockItemId.IsSku(units.Sku))
            {
                return new($"/units/{i}/sku", StockItemId.SkuRule);
            }

            if (FaultOf(units.Lot, units.Quantity, units.Condition, units.Serials) is var (field, reason))
            {
                return new($"/units/{i}{field}", reason);
            }
        }

        return null;
    }

    private static (string Field, string Reason)? FaultOf(
        string lot, int quantity, string condition, IReadOnlyList<string>? serials) =>
        !OrderTerms.IsName(lot) ? ("/lot", NameRule)
        : !OrderTerms.IsName(condition) ? ("/condition", NameRule)
        : quantity is < 1 or > Orders.Order.QuantityMax
            ? ("/quantity", $"It must be from 1 to {Orders.Order.QuantityMax}.")
        : serials is not null && (serials.Count != quantity || serials.Distinct().Count() != quantity)
            ? ("/serials", "They name each unit once.")
        : null;

    private bool IsSameAs(ReturnCommand.TakeBlind c) =>
        From == c.From && Receipts.Count == c.Units.Count && c.Units.Zip(Receipts).All(pair =>
            (pair.First.Ref, pair.First.Sku, pair.First.Lot, pair.First.Quantity, pair.First.Condition, c.Location)
                == (pair.Second.Ref, pair.Second.Sku, pair.Second.Lot, pair.Second.Quantity, pair.Second.Condition,
                    pair.Second.Location)
            && Same(pair.First.Serials, pair.Second.Serials));

    private static bool Same(IReadOnlyList<string>? one, IReadOnlyList<string>? other) =>
        one is null ? other is null : other is not null && one.SequenceEqual(other);

    private static long? Expected(ReturnCommand command) =>
        command switch
        {
            ReturnCommand.Approve c => c.Expected,
            ReturnCommand.Refuse c => c.Expected,
            ReturnCommand.Cancel c => c.Expected,
            ReturnCommand.GiveUp c => c.Expected,
            _ => null,
        };

    private ReturnReceipt? Receipt(string reference) => Receipts.Find(each => each.Ref == reference);

    private UnitInspection? Inspection(string reference) => Inspections.Find(each => each.Ref == reference);

    private ReturnRejection.IllegalTransition Illegal(string reason) => new(Status, reason);
}
