using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Capacity;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Processes;
using Oms.Central.Purchasing;
using Oms.Central.Returns;
using Oms.Central.Transfers;
using Oms.Entities;

namespace Oms.Central.Tests.Histories;

/// <summary>Stock items, orders, payments, transfers, returns, fulfilment orders, days of locations and purchase
/// orders, bound together by the product's own process managers, whose steps are interleaved with what people ask for;
/// and an oracle beside each.</summary>
internal sealed class HistoryWorld
{
    private const int Shards = 4;
    private const int StepsMax = 200_000;

    private readonly Dictionary<string, StockOracle> _stock = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OrderOracle> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PaymentOracle> _payments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TransferOracle> _transfers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CreditOracle> _credits = new(StringComparer.Ordinal);
    private readonly List<string> _due = [];
    private readonly Dictionary<string, ReturnOracle> _returns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FulfilmentOracle> _fulfilments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CapacityOracle> _capacities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PurchaseOracle> _purchases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly List<ProcessFeed> _feeds = [];
    private readonly Ring<string> _ended = new(500);
    private readonly List<string> _retiring = [];
    private readonly Dictionary<string, long> _totals = new(StringComparer.Ordinal);
    private long _missing;

    public HistoryWorld()
    {
        Stock = new(this, StockItem.Kind, BookStock);
        Orders = new(this, OrderId.Kind, BookOrder);
        Payments = new(this, Payment.Kind, BookPayment);
        Credits = new(this, StoreCredit.Kind, (id, events, after) => Of(_credits, id, new(id)).Book(events, after));
        Transfers = new(this, Transfer.Kind, (id, events, after) => Of(_transfers, id, new(id)).Book(events, after));
        Returns = new(this, ReturnOrder.EntityKind, BookReturn);
        Fulfilments = new(
            this, FulfilmentOrder.Kind, (id, events, after) => Of(_fulfilments, id, new(id)).Book(events, after));
        Capacities = new(
            this, CapacityBook.Kind, (id, events, after) => Of(_capacities, id, new(id)).Book(events, after));
        Purchases = new(this, PurchaseOrder.Kind, BookPurchase);
        IProcessManager[] managers =
        [
            new AllocationProcess(), new DispatchProcess(), new CustodyProcess(), new TransferProcess(),
            new MoneyProcess(),
            new ReturnsProcess(), new FulfilmentProcess(), new CapacityProcess(), new PurchasingProcess(),
        ];
        _feeds.AddRange(
            from manager in managers from shard in Enumerable.Range(0, Shards) select new ProcessFeed(manager, Give));
    }

    public Instant Now { get; set; } = Instant.FromUtc(2026, 1, 5, 8, 0);

    public Entities<StockItem, StockCommand, StockEvent, StockRejection> Stock { get; }

    public Entities<Order, OrderCommand, OrderEvent, OrderRejection> Orders { get; }

    public Entities<Payment, PaymentCommand, PaymentEvent, PaymentRejection> Payments { get; }

    public Entities<StoreCredit, StoreCreditCommand, StoreCreditEvent, StoreCreditRejection> Credits { get; }

    public Entities<Transfer, TransferCommand, TransferEvent, TransferRejection> Transfers { get; }

    public Entities<ReturnOrder, ReturnCommand, ReturnEvent, ReturnRejection> Returns { get; }

    public Entities<FulfilmentOrder, FulfilmentCommand, FulfilmentEvent, FulfilmentRejection> Fulfilments { get; }

    public Entities<CapacityBook, CapacityCommand, CapacityEvent, CapacityRejection> Capacities { get; }

    public Entities<PurchaseOrder, PurchaseCommand, PurchaseEvent, PurchaseRejection> Purchases { get; }

    /// <summary>Decides where orders leave from that name no location; false where none took a decision.</summary>
    public Func<Dice, bool> Route { get; set; } = _ => false;

    /// <summary>Gives a package a number that no other has.</summary>
    public string Number()
    {
        var number = SsccSeries.Of("9521234", _numbers.Count + 1).Digits;
        _ = _numbers.Add(number);
        return number;
    }

    /// <summary>Commands that were decided, by what became of them.</summary>
    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    public long Commands { get; private set; }

    /// <summary>The latest commands and what was decided.</summary>
    public Ring<(int Move, string Where, object Command, object Decision)> Trace { get; } = new(5_000);

    /// <summary>The number of the move that is being made.</summary>
    public int Move { get; set; }

    /// <summary>Events that no process manager has seen yet.</summary>
    public int Waiting => _feeds.Sum(feed => feed.Waiting);

    /// <summary>Payments of orders whose provider owes an answer.</summary>
    public IReadOnlyList<string> Due => _due;

    public PaymentOracle PaymentOracle(string id) => Of(_payments, id, new(id));

    public void Note(string where, object command, object decision)
    {
        Commands++;
        _ = Trace.Add((Move, where, command, decision));
        var key = $"{command.GetType().DeclaringType?.Name}.{command.GetType().Name} {decision.GetType().Name}";
        Counts[key] = Counts.GetValueOrDefault(key) + 1;
    }

    /// <summary>Tells an event to the process managers, in the order of its shard.</summary>
    public void Publish(string kind, string id, object happened)
    {
        var address = EntityAddress.Of(kind, id);
        var shard = (int)(uint)id.Sum(character => character) % Shards;
        var record = new RecordedEvent(
            new JournalRecord
            {
                Shard = shard,
                Offset = Commands,
                Address = address,
                Seq = 1,
                Epoch = 1,
                EventType = "-",
                EventVersion = 1,
                RecordedAt = Now,
                Meta = default,
                Payload = default,
            },
            new RecordMeta(new Principal(PrincipalKind.User, "history")),
            happened);
        for (var feed = shard; feed < _feeds.Count; feed += Shards)
        {
            _feeds[feed].Add(record);
        }
    }

    /// <summary>Takes one step of one process manager.</summary>
    /// <returns>False when none has anything to do.</returns>
    public bool Deliver(Dice dice)
    {
        var first = dice.Below(_feeds.Count);
        for (var i = 0; i < _feeds.Count; i++)
        {
            if (_feeds[(first + i) % _feeds.Count].Step(dice))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets the process managers do all there is to do, and compares what different entities say of the same
    /// units.</summary>
    public void Settle(Dice dice)
    {
        for (var steps = 0; Deliver(dice) || Remind() || Route(dice); steps++)
        {
            InvariantBrokenException.Unless(steps < StepsMax, "I12", "processes", "They never come to an end.");
        }

        SettledChecks.Units(_totals, _stock.Values, _transfers.Values.Sum(transfer => transfer.Gone) + _missing);
        SettledChecks.Promises(Orders.All, _stock);
        SettledChecks.Work(Orders.All, Fulfilments.All, Stock.All, _numbers);
        SettledChecks.Places(Orders.All, Capacities.All);
        SettledChecks.Money(Orders.All, Payments.All);
        Retire();
    }

    /// <summary>Fires what is due at stock items and payments.</summary>
    /// <returns>Whether anything came of it.</returns>
    private bool Remind() =>
        Stock.All.ToList().Exists(item => StockItem.Reminders(item.Value)
            .Any(reminder => reminder.DueAt <= Now && Stock.Has(item.Key, reminder.Command)))
        || Payments.All.ToList().Exists(payment => Payment.Reminders(payment.Value)
            .Any(reminder => reminder.DueAt <= Now && Payments.Has(payment.Key, reminder.Command)));

    /// <summary>A payment that nobody asks anything of any more is kept no longer.</summary>
    public void ForgetPayment(string id)
    {
        Payments.Forget(id);
        _ = _payments.Remove(id);
    }

    private void BookPayment(string id, IReadOnlyList<PaymentEvent> events, Payment after)
    {
        PaymentOracle(id).Book(events, after, Now);
        var isDue = Order.OfPayment(id) is not null && after.Transactions.Any(each => each.DueAt is not null);
        if (isDue != _due.Contains(id))
        {
            _ = isDue ? Added(id) : _due.Remove(id);
        }

        bool Added(string due)
        {
            _due.Add(due);
            return true;
        }
    }

    private void BookStock(string id, IReadOnlyList<StockEvent> events, StockItem after)
    {
        Of(_stock, id, new(id)).Book(events, after, Now);
        foreach (var happened in events)
        {
            switch (happened)
            {
                case StockEvent.StockShipped e when OrderId.OfReservation(e.Reservation) is not null:
                    Count("stock shipped", e.Quantity);
                    break;
                case StockEvent.StockReceived e when e.Ref.StartsWith("po/", StringComparison.Ordinal):
                    Count("stock bought", e.Quantity);
                    break;
                case StockEvent.StockReturned e when e.Ref.StartsWith("co", StringComparison.Ordinal):
                    Count("stock returned", e.Quantity);
                    break;
                case StockEvent.StockReturned e when e.Ref.StartsWith("return/", StringComparison.Ordinal):
                    Count("stock taken back", e.Quantity);
                    break;
                default:
                    break;
            }
        }
    }

    private void BookOrder(string id, IReadOnlyList<OrderEvent> events, Order after)
    {
        var oracle = Of(_orders, id, new(id));
        var (shipped, back) = (oracle.Shipped, oracle.TurnedBack);
        oracle.Book(events, after);
        Count("orders shipped", oracle.Shipped - shipped);
        Count("orders returned", oracle.TurnedBack - back);
        if (events.Any(each => each is OrderEvent.OrderCancelled or OrderEvent.OrderClosed))
        {
            InvariantBrokenException.Unless(oracle.HasEnded, "I4", id, "It has ended and has not.");
            if (_ended.Add(id) is { } oldest)
            {
                _retiring.Add(oldest);
            }
        }
    }

    private void BookReturn(string id, IReadOnlyList<ReturnEvent> events, ReturnOrder after)
    {
        var oracle = Of(_returns, id, new(id));
        var taken = oracle.Taken;
        oracle.Book(events, after);
        Count("orders taken back", oracle.Taken - taken);
    }

    private void BookPurchase(string id, IReadOnlyList<PurchaseEvent> events, PurchaseOrder after)
    {
        var oracle = Of(_purchases, id, new(id));
        var booked = oracle.Booked;
        oracle.Book(events, after);
        Count("orders bought", oracle.Booked - booked);
    }

    /// <summary>What has ended long ago is kept no longer; no step is under way that could ask for it.</summary>
    private void Retire()
    {
        foreach (var order in _retiring.Where(IsQuiet).ToList())
        {
            foreach (var tender in Orders[order].Money?.Tenders ?? [])
            {
                ForgetPayment(tender.Payment);
            }

            for (var group = 1; group <= Orders[order].WorkGroups; group++)
            {
                Fulfilments.Forget(FulfilmentOrder.IdOf(order, group));
                _ = _fulfilments.Remove(FulfilmentOrder.IdOf(order, group));
            }

            Orders.Forget(order);
            _ = _orders.Remove(order);
            _ = _retiring.Remove(order);
        }

        foreach (var (id, _) in Returns.All.Where(each => each.Value.Status
            is ReturnStatus.Closed or ReturnStatus.Refused or ReturnStatus.Cancelled).ToList())
        {
            Returns.Forget(id);
            _ = _returns.Remove(id);
        }

        foreach (var (id, _) in Purchases.All.Where(each => each.Value.Status
            is PurchaseStatus.Closed or PurchaseStatus.Rejected or PurchaseStatus.Cancelled).ToList())
        {
            Purchases.Forget(id);
            _ = _purchases.Remove(id);
        }

        foreach (var (id, _) in Transfers.All
            .Where(each => each.Value.Status is TransferStatus.Received or TransferStatus.Cancelled).ToList())
        {
            _missing += _transfers[id].Gone;
            Transfers.Forget(id);
            _ = _transfers.Remove(id);
        }
    }

    /// <summary>Whether no answer about the order's money is missing.</summary>
    private bool IsQuiet(string order) => Orders[order].Money?.Tenders.TrueForAll(tender =>
        Payments[tender.Payment].Transactions.All(each => !each.IsUnsettled)) ?? true;

    private object? Give(ProcessStep step) =>
        step.Command switch
        {
            StockCommand command => Stock.Do(step.To.Id, command),
            OrderCommand command => Orders.Do(step.To.Id, command),
            PaymentCommand command => Payments.Do(step.To.Id, command),
            StoreCreditCommand command => Credits.Do(step.To.Id, command),
            TransferCommand command => Transfers.Do(step.To.Id, command),
            ReturnCommand command => Returns.Do(step.To.Id, command),
            FulfilmentCommand command => Fulfilments.Do(step.To.Id, command),
            CapacityCommand command => Capacities.Do(step.To.Id, command),
            PurchaseCommand command => Purchases.Do(step.To.Id, command),
            LocationCommand => step.To.Id == FulfilmentMoves.Packs ? new LocationRejection.PicksAndPacks() : null,

            // Routes and claims are not part of this history: what they would answer, its moves say.
            _ => null,
        };

    private void Count(string what, long units) => _totals[what] = _totals.GetValueOrDefault(what) + units;

    private static T Of<T>(Dictionary<string, T> all, string id, T otherwise)
    {
        if (!all.TryGetValue(id, out var known))
        {
            all[id] = known = otherwise;
        }

        return known;
    }
}
