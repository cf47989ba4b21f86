using NodaTime;
using Oms.Actors;
using Oms.Actors.Codecs;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Capacity;
using Oms.Central.Claims;
using Oms.Central.Epcis;
using Oms.Central.Fulfilments;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Processes;
using Oms.Central.Purchasing;
using Oms.Central.Returns;
using Oms.Central.Transfers;
using Oms.Entities;

namespace Oms.Central.Tests.Histories;

/// <summary>Stock items, orders, payments, transfers, returns and exchanges, fulfilment orders and waves, routes,
/// days of locations, purchase orders and claims, bound together by the product's own process managers, whose steps
/// are interleaved with what people ask for; and an oracle beside each.</summary>
internal sealed partial class HistoryWorld
{
    /// <summary>Shards of the journal.</summary>
    public const int Shards = 4;

    private const int StepsMax = 200_000;

    private static readonly RecordMeta Meta = new(new Principal(PrincipalKind.User, "history"));

    private readonly List<ProcessFeed> _feeds = [];
    private readonly List<IEntities> _kinds = [];
    private readonly long[] _heads = new long[Shards];
    private readonly byte[] _meta;

    public HistoryWorld()
    {
        var meta = new System.Buffers.ArrayBufferWriter<byte>();
        RecordMetaJson.Write(Meta, meta);
        _meta = meta.WrittenSpan.ToArray();
        Stock = Kept(CentralEntities.Stock, BookStock);
        Orders = Kept(CentralEntities.Orders, BookOrder);
        Payments = Kept(CentralEntities.Payments, BookPayment);
        Credits = Kept(CentralEntities.StoreCredits, BookCredit);
        Transfers = Kept(
            CentralEntities.Transfers, (id, events, after) => Of(_transfers, id, new(id)).Book(events, after));
        Returns = Kept(CentralEntities.Returns, BookReturn);
        Exchanges = Kept(
            CentralEntities.Exchanges, (id, events, after) => Of(_exchanges, id, new(id)).Book(events, after));
        Fulfilments = Kept(CentralEntities.Fulfilments, BookFulfilment);
        Waves = Kept(CentralEntities.Waves, (id, events, after) => Of(_waves, id, new(id)).Book(events, after));
        Routes = Kept(CentralEntities.Routes, BookRoute);
        Capacities = Kept(
            CentralEntities.Capacities, (id, events, after) => Of(_capacities, id, new(id)).Book(events, after));
        Purchases = Kept(CentralEntities.Purchases, BookPurchase);
        Claims = Kept(CentralEntities.Claims, BookClaim);
        Subscriptions = Kept(CentralEntities.Subscriptions, (_, _, _) => { });
        IProcessManager[] managers =
        [
            new AllocationProcess(), new DispatchProcess(), new CustodyProcess(), new TransferProcess(),
            new MoneyProcess(), new ReturnsProcess(), new ExchangeProcess(), new FulfilmentProcess(),
            new CapacityProcess(), new PurchasingProcess(), new ClaimsProcess(),
        ];
        _feeds.AddRange(
            from manager in managers
            from shard in Enumerable.Range(0, Shards)
            select new ProcessFeed(manager, Give, WrittenForm));
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

    public Entities<Exchange, ExchangeCommand, ExchangeEvent, ExchangeRejection> Exchanges { get; }

    public Entities<PickWave, WaveCommand, WaveEvent, WaveRejection> Waves { get; }

    public Entities<DeliveryRoute, RouteCommand, RouteEvent, RouteRejection> Routes { get; }

    public Entities<Claim, ClaimCommand, ClaimEvent, ClaimRejection> Claims { get; }

    public Entities<Subscription, SubscriptionCommand, SubscriptionEvent, SubscriptionRejection> Subscriptions { get; }

    /// <summary>The last offset of each shard's log.</summary>
    public long[] Heads => [.. _heads];

    /// <summary>Told of each record as it is written.</summary>
    public event Action<JournalRecord>? Written;

    /// <summary>What happened, as subscribers are told it.</summary>
    public RecordedEvents Recorded { get; } = new(Shards);

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
    public void Publish(string kind, string id, object happened, long seq, (EventName Name, byte[] Payload) stored)
    {
        var address = EntityAddress.Of(kind, id);
        var shard = (int)(uint)id.Sum(character => character) % Shards;
        var record = new RecordedEvent(
            new JournalRecord
            {
                Shard = shard,
                Offset = ++_heads[shard],
                Address = address,
                Seq = seq,
                Epoch = 1,
                EventType = stored.Name.Type,
                EventVersion = stored.Name.Version,
                RecordedAt = Now,
                Meta = _meta,
                Payload = stored.Payload,
            },
            Meta,
            happened);
        Written?.Invoke(record.Record);
        Recorded.Add(shard, _heads[shard], kind, Now);
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

    /// <summary>A node ends: an entity is recovered from what is stored of it, and a process manager goes on where it
    /// was.</summary>
    public void Restart(Dice dice)
    {
        dice.Of(_kinds).Restart(dice);
        dice.Of(_feeds).Restart();
    }

    /// <summary>Lets the process managers do all there is to do, and compares what different entities say of the same
    /// units.</summary>
    public void Settle(Dice dice)
    {
        for (var steps = 0; Deliver(dice) || Remind() || Route(dice); steps++)
        {
            InvariantBrokenException.Unless(steps < StepsMax, "I12", "processes", "They never come to an end.");
        }

        Check();
        foreach (var kind in _kinds)
        {
            kind.Restart(dice);
        }

        Retire();
    }

    /// <summary>Fires what is due at stock items, payments and orders.</summary>
    /// <returns>Whether anything came of it.</returns>
    private bool Remind() =>
        Stock.All.ToList().Exists(item => StockItem.Reminders(item.Value)
            .Any(reminder => reminder.DueAt <= Now && Stock.Has(item.Key, reminder.Command)))
        || Payments.All.ToList().Exists(payment => Payment.Reminders(payment.Value)
            .Any(reminder => reminder.DueAt <= Now && Payments.Has(payment.Key, reminder.Command)))
        || Orders.All.ToList().Exists(order => Order.Reminders(order.Value)
            .Any(reminder => reminder.DueAt <= Now && Orders.Has(order.Key, reminder.Command)));

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
            ExchangeCommand command => Exchanges.Do(step.To.Id, command),
            WaveCommand command => Waves.Do(step.To.Id, command),
            RouteCommand command => Routes.Do(step.To.Id, command),
            ClaimCommand command => Claims.Do(step.To.Id, command),
            LocationCommand => step.To.Id == FulfilmentMoves.Packs ? new LocationRejection.PicksAndPacks() : null,

            // Depots are not part of this history: what they would tell, its moves do.
            _ => null,
        };

    /// <summary>A step as it crosses from node to node; of what is not part of this history only its kind.</summary>
    private string WrittenForm(ProcessStep step) =>
        $"{step.To} {_kinds.ConvertAll(kind => kind.Written(step.Command)).Find(text => text is not null)
            ?? step.Command.GetType().Name}";

    private Entities<TState, TCommand, TEvent, TRejection> Kept<TState, TCommand, TEvent, TRejection>(
        EntityType<TState, TCommand, TEvent, TRejection> type, Action<string, IReadOnlyList<TEvent>, TState> book)
        where TState : IEntity<TState, TCommand, TEvent, TRejection>
        where TCommand : class
        where TEvent : class
        where TRejection : class
    {
        var kept = new Entities<TState, TCommand, TEvent, TRejection>(this, type, book);
        _kinds.Add(kept);
        return kept;
    }
}
