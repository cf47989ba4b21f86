using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <summary>All units of one product at one location: lots, promises, and who waits.</summary>
/// <remarks>
/// Never more is promised than there is of approved lots (I1): an act that would break it turns the newest promises
/// into backorders in the same write. What is reserved is computed from the live reservations only (I3).
/// </remarks>
/// <param name="Movements">References of the latest receipts and returns, with what they stood for.</param>
/// <param name="Ended">The latest reservations that came to an end, and how.</param>
public sealed partial record StockItem(
    long Revision,
    LotTable Lots,
    LiveReservations Reservations,
    WaitingBackorders Backorders,
    int SafetyStock,
    StockLedger Ledger,
    Recent Movements,
    Recent Ended) : IEntity<StockItem, StockCommand, StockEvent, StockRejection>
{
    /// <summary>The kind in every stock item's address; the id is <c>sku@location</c>.</summary>
    public const string Kind = "stock-item";

    public const int QuantityMax = 1_000_000_000;

    /// <summary>How long a backorder that was filled stays promised unconfirmed.</summary>
    public static readonly Duration FilledTtl = Duration.FromMinutes(15);

    /// <summary>The longest that a soft reservation lasts without being extended.</summary>
    public static readonly Duration TtlMax = Duration.FromDays(30);

    /// <summary>The most days that a wish may look ahead: a hundred years.</summary>
    public const int DaysMax = 36_500;

    /// <summary>Lots that one item may have had; names of lots are kept for ever, with their status.</summary>
    public const int LotsMax = 10_000;

    /// <summary>Live reservations of one item; one more is denied.</summary>
    public const int ReservationsMax = 100_000;

    /// <summary>Reservations of one item that may wait; one more is denied.</summary>
    public const int BackordersMax = 10_000;

    /// <summary>The highest priority that may be asked for.</summary>
    public const int PriorityMax = 100;

    /// <summary>The priority of a promise that broke: before all that was asked for.</summary>
    public const int BrokenPromise = 1_000;

    private const string ExpiryReminder = "reservation-expiry";
    private const string LotReminder = "lot-expiry";
    private const string WaitReminder = "backorder-due";
    private const string PegReminder = "pegs-due";

    public static StockItem Initial { get; } = new(
        0,
        LotTable.Empty,
        LiveReservations.Empty,
        WaitingBackorders.Empty,
        0,
        StockLedger.Empty,
        Recent.Empty,
        Recent.Empty);

    /// <summary>Units available to promise at or below which stock is low; null where nobody wants to know.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ReorderPoint { get; init; }

    /// <summary>Whether low stock was told and has not ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLow { get; init; }

    /// <summary>What becomes of reservations for which too few units are there; null for what each asks for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BackorderPolicy? BackorderPolicy { get; init; }

    /// <summary>Whether every unit has a serial.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SerialTracked { get; init; }

    /// <summary>The serials that are there, each with its lot; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, string>? Serials { get; init; }

    /// <summary>What is to come, by the reference of its source; null where nothing is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, ExpectedSupply>? Supplies { get; init; }

    /// <summary>When it is looked at whether who waits is pegged to another day; null where nothing changed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Instant? TellPegsAt { get; init; }

    /// <summary>Units that are here: those of all lots, and those that are picked.</summary>
    [JsonIgnore]
    public int OnHand => (int)Lots.OnHand + PickedQuantity;

    /// <summary>Units of approved lots.</summary>
    [JsonIgnore]
    public int Sellable => (int)Lots.Sellable;

    [JsonIgnore]
    public int Reserved => (int)Reservations.Quantity;

    /// <summary>Units that are waited for.</summary>
    [JsonIgnore]
    public int Waiting => (int)Backorders.Quantity;

    /// <summary>Units available to promise; below zero when the safety stock is not there.</summary>
    [JsonIgnore]
    public int Available => Sellable - Reserved - SafetyStock;

    public static IReadOnlyList<Reminder<StockCommand>> Reminders(StockItem state)
    {
        var (first, day, wait) = (state.Reservations.FirstExpiry, state.Lots.FirstExpiry, state.Backorders.FirstEnd);
        if (state.BackorderPolicy is { Mode: BackorderMode.Preorder, Release: { } release }
            && !(wait < StartOf(release)))
        {
            wait = StartOf(release);
        }

        return first is null && day is null && wait is null && state.TellPegsAt is null
            ? []
            :
            [
                .. Due(ExpiryReminder, first),
                .. Due(LotReminder, day is { } last ? StartOf(last.PlusDays(1)) : null),
                .. Due(WaitReminder, wait),
                .. state.TellPegsAt is { } tell
                    ? new[] { new Reminder<StockCommand>(PegReminder, tell, new StockCommand.TellPegs()) }
                    : [],
            ];
    }

    private static IReadOnlyList<Reminder<StockCommand>> Due(string name, Instant? at) =>
        at is { } due ? [new Reminder<StockCommand>(name, due, new StockCommand.ExpireDue())] : [];

    /// <summary>When a day begins: at midnight in UTC, wherever the goods are.</summary>
    private static Instant StartOf(LocalDate day) => day.AtMidnight().InUtc().ToInstant();

    /// <summary>What has fallen due comes first: no decision sees a lot whose last day is over as good.</summary>
    public static Decision Decide(StockItem state, StockCommand command, Instant now)
    {
        var due = state.HasDue(now) ? Settle(state, [], now, tellsLow: false) : [];
        if (due.Count > 0)
        {
            state = due.Aggregate(state, Evolve);
        }

        var decision = Answer(state, command, now);
        if (decision is not Decision.Accepted { Events: { } events })
        {
            return decision;
        }

        return events.Count > 0
            ? due.Count == 0 && state.IsSettledAfter(events)
                ? decision
                : Decision.Accept([.. due, .. Settle(state, events, now)])
            : command is StockCommand.ExpireDue && due.Count > 0
                ? Decision.Accept([.. due, .. Settle(state, [], now)])
                : decision;
    }

    private static Decision Answer(StockItem state, StockCommand command, Instant now) =>
        command switch
        {
            StockCommand.Receive c => state.Receive(c),
            StockCommand.Reserve c => state.Reserve(c, now),
            StockCommand.Confirm c => state.Confirm(c, now),
            StockCommand.Extend c => state.Extend(c, now),
            StockCommand.Reduce c => state.Reduce(c),
            StockCommand.Divide c => state.Divide(c),
            StockCommand.ExpireDue => state.ExpireDue(now),
            StockCommand.Ship c => state.Ship(c),
            StockCommand.Pick c => state.Pick(c),
            StockCommand.PutBack c => state.PutBack(c),
            StockCommand.Return c => state.Return(c),
            StockCommand.Adjust c => state.Adjust(c),
            StockCommand.Count c => state.Count(c),
            StockCommand.Scrap c => state.Scrap(c),
            StockCommand.Restock c => state.Restock(c),
            StockCommand.SendBack c => state.SendBack(c),
            StockCommand.TransferOut c => state.TransferOut(c),
            StockCommand.TransferIn c => state.TransferIn(c),
            StockCommand.MoveUnits c => state.MoveUnits(c),
            StockCommand.QuarantineLot c => state.Quarantine(c),
            StockCommand.BlockLot c => state.Block(c),
            StockCommand.ReleaseLot c => state.ReleaseLot(c, now),
            StockCommand.SetSafetyStock c => c.Quantity is < 0 or > QuantityMax
                ? Decision.Reject(new StockRejection.QuantityInvalid($"It must be from 0 to {QuantityMax}."))
                : c.Quantity == state.SafetyStock
                    ? Decision.AlreadyDone
                    : Decision.Accept(new StockEvent.SafetyStockSet(c.Quantity)),
            StockCommand.SetReorderPoint c => c.Quantity is < 0 or > QuantityMax
                ? Decision.Reject(new StockRejection.QuantityInvalid($"It must be from 0 to {QuantityMax}."))
                : c.Quantity == state.ReorderPoint
                    ? Decision.AlreadyDone
                    : Decision.Accept(new StockEvent.ReorderPointSet(c.Quantity)),
            StockCommand.SetSerialTracking c => state.SetSerialTracking(c),
            StockCommand.ExpectSupply c => state.ExpectSupply(c),
            StockCommand.TellPegs => state.TellPegs(now),
            StockCommand.SetBackorderPolicy c => c.Policy?.Fault() is { } fault
                ? Decision.Reject(fault)
                : c.Policy == state.BackorderPolicy
                    ? Decision.AlreadyDone
                    : Decision.Accept(new StockEvent.BackorderPolicySet(c.Policy)),
            _ => throw new System.Diagnostics.UnreachableException($"No such command: {command}."),
        };

    /// <summary>Refuses units that would make more than can be counted.</summary>
    private Decision? TooMany(int quantity) =>
        OnHand + (long)quantity <= QuantityMax
            ? null
            : Decision.Reject(new StockRejection.QuantityInvalid(
                $"{OnHand} are there; no more than {QuantityMax} may be."));

    private static Decision? InvalidQuantity(int quantity) =>
        quantity is >= 1 and <= QuantityMax
            ? null
            : Decision.Reject(new StockRejection.QuantityInvalid($"It must be from 1 to {QuantityMax}."));
}
