using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Costing.CostEvent, Oms.Central.Costing.CostRejection>;

namespace Oms.Central.Costing;

/// <summary>What all units of one sku that the company owns are worth, wherever they are.</summary>
/// <remarks>
/// It is told of units that come in and go out, in any order: those that go out before they came in are owed, at the
/// last known cost, until they do. By either method the value is what was received, less what was issued, plus the
/// variances; it is 0 when no unit is there or owed.
/// </remarks>
/// <param name="Currency">Of all amounts, that of the first event; null before it.</param>
/// <param name="Flagged">Events that were flagged.</param>
/// <param name="Latest">The latest references, the oldest first; the command id covers older repeats.</param>
public sealed record CostBook(
    long Revision, string? Currency, FifoCost Fifo, AverageCost Average, long Flagged, ImmutableList<string> Latest)
    : IEntity<CostBook, CostCommand, CostEvent, CostRejection>
{
    /// <summary>The kind in every cost book's address; the id is the sku, percent-escaped.</summary>
    public const string Kind = "cost-book";

    /// <summary>The highest cost of one unit, minor units.</summary>
    public const long UnitCostMax = 1_000_000_000_000;

    private const int LatestMax = 256;

    public static CostBook Initial { get; } = new(0, null, FifoCost.Empty, AverageCost.Empty, 0, []);

    /// <summary>Units that are there; below zero while units are owed.</summary>
    [JsonIgnore]
    public long Quantity => Average.Held - Average.Owed.Quantity;

    public static Decision Decide(CostBook state, CostCommand command, Instant now) =>
        command switch
        {
            CostCommand.Receive { Quantity: < 1 or > StockItem.QuantityMax }
                or CostCommand.Issue { Quantity: < 1 or > StockItem.QuantityMax } =>
                Decision.Reject(new CostRejection.QuantityInvalid(1, StockItem.QuantityMax)),
            CostCommand.Receive { UnitCost.Minor: < 0 or > UnitCostMax } =>
                Decision.Reject(new CostRejection.CostInvalid(0, UnitCostMax)),
            CostCommand.Receive c => state.Latest.Contains(c.Ref)
                ? Decision.AlreadyDone
                : Decision.Accept(state.Received(c)),
            CostCommand.Issue c => state.Latest.Contains(c.Ref)
                ? Decision.AlreadyDone
                : Decision.Accept(state.Issued(c)),
            _ => throw new UnreachableException($"No such command: {command.GetType().Name}."),
        };

    public static CostBook Evolve(CostBook state, CostEvent happened) =>
        happened switch
        {
            CostEvent.CostReceived e => state.With(
                e.Ref,
                e.Currency,
                state.Fifo.Receive(e.Quantity, e.Fifo, e.UnitCost).After,
                state.Average.Receive(e.Quantity, e.Average, e.UnitCost).After,
                e.Flag),
            CostEvent.CostIssued e => state.With(
                e.Ref,
                e.Currency,
                state.Fifo.Issue(e.Quantity, e.Fifo),
                state.Average.Issue(e.Quantity, e.Average),
                e.Flag),
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };

    private CostEvent.CostReceived Received(CostCommand.Receive c)
    {
        var currency = Currency ?? c.Currency;
        var foreign = c.UnitCost is { } given && given.Currency.Code != currency;
        var unit = foreign ? null : c.UnitCost?.Minor;
        var (fifo, average) = (Fifo.WorthOf(c.Quantity, unit), Average.WorthOf(c.Quantity, unit));
        return new CostEvent.CostReceived(
            c.Ref,
            c.Quantity,
            fifo,
            average,
            Fifo.Receive(c.Quantity, fifo, unit).Variance,
            Average.Receive(c.Quantity, average, unit).Variance,
            c.From,
            currency)
        {
            UnitCost = unit,
            Flag = foreign ? CostDoubt.ForeignCurrency
                : unit is null && Fifo.Last is null ? CostDoubt.NoCost
                : (Int128)c.Quantity * (unit ?? Fifo.Last!.Value) > fifo ? CostDoubt.TooLarge
                : null,
        };
    }

    private CostEvent.CostIssued Issued(CostCommand.Issue c)
    {
        var (fifo, average) = (Fifo.WorthOfIssued(c.Quantity), Average.WorthOfIssued(c.Quantity));
        var ahead = c.Quantity > Fifo.Held;
        return new CostEvent.CostIssued(c.Ref, c.Quantity, fifo, average, c.To, Currency ?? c.Currency)
        {
            Flag = ahead && Fifo.Last is null ? CostDoubt.NoCost
                : ahead && fifo - Fifo.HeldValue < (Int128)(c.Quantity - Fifo.Held) * Fifo.Last!.Value
                    ? CostDoubt.TooLarge
                : null,
        };
    }

    private CostBook With(string reference, string currency, FifoCost fifo, AverageCost average, CostDoubt? flag) =>
        new(
            Revision + 1,
            Currency ?? currency,
            fifo,
            average,
            flag is null ? Flagged : Flagged + 1,
            (Latest.Count < LatestMax ? Latest : Latest.RemoveAt(0)).Add(reference));
}
