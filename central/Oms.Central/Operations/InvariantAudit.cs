using System.Text.Json;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Operations;

/// <summary>Recomputes what must always hold from the journal, and compares the read models with it.</summary>
internal static class InvariantAudit
{
    private const int RecordsAtOnce = 500;
    private const int ViolationsMax = 200;

    /// <remarks>
    /// The shards are read one after another, so what goes from one to another meanwhile may look as if it were wrong:
    /// only what a second look shows too is told.
    /// </remarks>
    public static async Task<AuditView> RunAsync(CentralNode node, CancellationToken cancellationToken)
    {
        var first = await LookAsync(node, cancellationToken);
        if (first.Healthy)
        {
            return first;
        }

        var seen = first.Violations.Select(each => (each.Invariant, each.Where)).ToHashSet();
        var second = await LookAsync(node, cancellationToken);
        Violation[] both = [.. second.Violations.Where(each => seen.Contains((each.Invariant, each.Where)))];
        return second with { Healthy = both.Length == 0, Violations = [.. both.Take(ViolationsMax)] };
    }

    private static async Task<AuditView> LookAsync(CentralNode node, CancellationToken cancellationToken)
    {
        var orders = new Dictionary<string, Order>(StringComparer.Ordinal);
        var changed = new Dictionary<string, NodaTime.Instant>(StringComparer.Ordinal);
        var stock = new Dictionary<string, StockItem>(StringComparer.Ordinal);
        var balances = new Dictionary<string, StockBalances>(StringComparer.Ordinal);
        var violations = new List<Violation>();
        var orderCodec = new FormCodec<OrderEvent>(OrderEvents.Forms);
        var stockCodec = new FormCodec<StockEvent>(StockEvents.Forms);
        var payments = new Dictionary<string, Payment>(StringComparer.Ordinal);
        var paymentCodec = new FormCodec<PaymentEvent>(PaymentEvents.Forms);
        var credits = new Dictionary<string, StoreCredit>(StringComparer.Ordinal);
        var creditCodec = new FormCodec<StoreCreditEvent>(StoreCreditEvents.Forms);
        var (masterData, transfers, returns) = (new MasterDataAudit(), new TransferAudit(), new ReturnAudit());
        for (var shard = 0; shard < node.Journal.ShardCount; shard++)
        {
            var next = 1L;
            while (true)
            {
                var records = await node.Journal.ReadShardAsync(shard, next - 1, RecordsAtOnce, cancellationToken);
                foreach (var record in records)
                {
                    if (record.Offset != next++)
                    {
                        violations.Add(new Violation("I13", $"shard {shard}",
                            $"Offset {record.Offset} is out of order."));
                    }

                    Fold(record, OrderId.Kind, orders, orderCodec, Order.Initial, Order.Evolve, violations);
                    if (record.Address is { Kind: OrderId.Kind, Tenant: EntityAddress.MainTenant })
                    {
                        changed[record.Address.Id] = record.RecordedAt;
                    }

                    Fold(record, StockItem.Kind, stock, stockCodec, StockItem.Initial, StockItem.Evolve, violations);
                    Fold(
                        record, StockItem.Kind, balances, stockCodec, StockBalances.Empty,
                        (sum, happened) => sum.Book(happened).After, violations);
                    Fold(record, Payment.Kind, payments, paymentCodec, Payment.Initial, Payment.Evolve, violations);
                    Fold(
                        record, StoreCredit.Kind, credits, creditCodec, StoreCredit.Initial, StoreCredit.Evolve,
                        violations);
                    masterData.Fold(record, violations);
                    transfers.Fold(record, violations);
                    returns.Fold(record, violations);
                }

                if (records.Count < RecordsAtOnce)
                {
                    break;
                }
            }
        }

        CheckStock(stock, violations);
        CheckMovements(stock, balances, violations);
        CheckSerials(stock, violations);
        CheckOrders(orders, stock, violations);
        violations.AddRange(
            from order in orders
            let stuck = order.Value.StuckSince(
                changed[order.Key], node.Clock.GetCurrentInstant(), node.OrderSettings.Watch)
            where stuck is not null
            select new Violation("I12", order.Key, stuck));
        PaymentAudit.Check(payments, violations);
        OrderMoneyAudit.Check(orders, payments, credits, violations);
        masterData.Check(violations);
        transfers.Check(violations);
        returns.Check(orders, violations);
        await CompareAsync(node, OrderId.Kind, orders, OrderJson.Default.Order, order => order.Revision, violations);
        await CompareAsync(node, StockItem.Kind, stock, StockJson.Default.StockItem, item => item.Revision, violations);
        await CompareAsync(
            node, Payment.Kind, payments, PaymentJson.Default.Payment, payment => payment.Revision, violations);
        await CompareAsync(
            node, StoreCredit.Kind, credits, StoreCreditJson.Default.StoreCredit, credit => credit.Revision,
            violations);
        return new AuditView(
            violations.Count == 0,
            new AuditCounts(orders.Count, stock.Count, payments.Count),
            violations);
    }

    /// <summary>The event of a record of the main tenant's entities of a kind; null for any other.</summary>
    public static TEvent? Read<TEvent>(JournalRecord record, string kind, FormCodec<TEvent> codec)
        where TEvent : class =>
        record.Address.Kind != kind || ReservedEvents.IsReserved(record)
            || record.Address.Tenant != EntityAddress.MainTenant
            ? null
            : codec.Read(new EventName(record.EventType, record.EventVersion), record.Payload);

    /// <summary>Applies a record to the entities of a kind, if it is of one.</summary>
    public static void Fold<TState, TEvent>(
        JournalRecord record,
        string kind,
        Dictionary<string, TState> states,
        FormCodec<TEvent> codec,
        TState initial,
        Func<TState, TEvent, TState> evolve,
        List<Violation> violations)
        where TEvent : class
    {
        if (Read(record, kind, codec) is not { } happened)
        {
            return;
        }

        try
        {
            states[record.Address.Id] = evolve(states.GetValueOrDefault(record.Address.Id, initial), happened);
        }
        catch (System.Diagnostics.UnreachableException failure)
        {
            violations.Add(new Violation("I4", record.Address.ToString(), failure.Message));
        }
    }

    private static void CheckStock(Dictionary<string, StockItem> stock, List<Violation> violations)
    {
        foreach (var (id, item) in stock)
        {
            if (item.Reserved > item.Sellable)
            {
                violations.Add(new Violation("I1", id, $"{item.Reserved} are promised; {item.Sellable} are sellable."));
            }

            if (item.OnHand != item.Ledger.OnHand)
            {
                violations.Add(new Violation("I2", id,
                    $"{item.OnHand} are there; the movements sum to {item.Ledger.OnHand}."));
            }

            if (item.Reserved != item.Ledger.Promised)
            {
                violations.Add(new Violation(
                    "I3", id, $"{item.Reserved} are promised; made less ended is {item.Ledger.Promised}."));
            }
        }
    }

    /// <summary>I2, lot by lot: the sum of the movements is what is there.</summary>
    private static void CheckMovements(
        Dictionary<string, StockItem> stock, Dictionary<string, StockBalances> balances, List<Violation> violations)
    {
        foreach (var (id, item) in stock)
        {
            var sums = balances.GetValueOrDefault(id, StockBalances.Empty).Lots;
            violations.AddRange(
                from lot in item.Lots.Keys.Union(sums.Keys)
                let there = item.Lots.TryGetValue(lot, out var held)
                    ? new LotBalance(held.Quantity, held.Status) : LotBalance.None
                let sum = sums.GetValueOrDefault(lot, LotBalance.None)
                where there != sum
                select new Violation(
                    "I2", $"{id} {lot}", $"{there.Quantity} {there.Status} are there; the movements sum to "
                        + $"{sum.Quantity} {sum.Status}."));
        }
    }

    /// <summary>Where units have serials, every one of an approved lot has, and a serial is in one place.</summary>
    private static void CheckSerials(Dictionary<string, StockItem> stock, List<Violation> violations)
    {
        violations.AddRange(
            from item in stock
            where item.Value.SerialTracked
            from lot in item.Value.Lots
            let named = item.Value.Serials?.Values.Count(of => of == lot.Key) ?? 0
            where lot.Value.Status == LotStatus.Approved ? named != lot.Value.Quantity : named > lot.Value.Quantity
            select new Violation(
                "I2", $"{item.Key} {lot.Key}", $"{lot.Value.Quantity} are there with {named} serials."));
        violations.AddRange(
            from item in stock
            from serial in item.Value.Serials?.Keys ?? []
            group item.Key by (StockItemId.Parse(item.Key)?.Sku, serial) into places
            where places.Count() > 1
            select new Violation("I2", places.Key.serial, $"It is in {string.Join(" and ", places)}."));
    }

    private static void CheckOrders(
        Dictionary<string, Order> orders, Dictionary<string, StockItem> stock, List<Violation> violations)
    {
        foreach (var (id, order) in orders)
        {
            violations.AddRange(
                from line in order.Lines
                where !line.Quantities.IsSound
                select new Violation("I4", $"{id}/{line.Number}", $"{line.Quantities}"));
        }

        // I5: what is promised is promised to an order that still wants it. A step may be on its way.
        violations.AddRange(
            from item in stock
            from reservation in item.Value.Reservations.Keys
            let of = OrderId.OfReservation(reservation)
            where of is not null
                && (!orders.TryGetValue(of.Value.Order, out var order) || order.Status == OrderStatus.Closed)
            select new Violation("I5", item.Key, $"Reservation {reservation} is of no open order."));
    }

    private static async Task CompareAsync<TState>(
        CentralNode node,
        string kind,
        Dictionary<string, TState> states,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TState> json,
        Func<TState, long> revisionOf,
        List<Violation> violations)
    {
        foreach (var (id, _, doc) in await node.Model.AllAsync(kind))
        {
            // The model may be behind or, read later, ahead; at the same revision it must be equal byte for byte.
            if (states.TryGetValue(id, out var state)
                && JsonSerializer.Deserialize(doc, json) is { } seen
                && revisionOf(seen) == revisionOf(state)
                && !doc.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(state, json)))
            {
                violations.Add(new Violation("I13", $"{kind} {id}", "The read model differs from the journal."));
            }
        }
    }
}

internal sealed record AuditView(bool Healthy, AuditCounts Checked, IReadOnlyList<Violation> Violations);

internal sealed record AuditCounts(int Orders, int StockItems, int Payments);

/// <param name="Invariant">Its number in the domain model, such as <c>I1</c>; a name where it has none.</param>
internal sealed record Violation(string Invariant, string Where, string Detail);
