using System.Diagnostics;
using System.Text.Json;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Books;
using Oms.Central.Costing;
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
        return second with
        {
            Healthy = both.Length == 0,
            Rules = AuditRules.Count(both),
            Violations = [.. both.Take(ViolationsMax)],
        };
    }

    private static async Task<AuditView> LookAsync(CentralNode node, CancellationToken cancellationToken)
    {
        var violations = new List<Violation>();
        var (orders, stock, bins) = (new OrderAudit(), new StockAudit(), new BinAudit());
        var payments = new Dictionary<string, Payment>(StringComparer.Ordinal);
        var paymentCodec = new FormCodec<PaymentEvent>(PaymentEvents.Forms);
        var credits = new Dictionary<string, StoreCredit>(StringComparer.Ordinal);
        var creditCodec = new FormCodec<StoreCreditEvent>(StoreCreditEvents.Forms);
        var (masterData, transfers, returns) = (new MasterDataAudit(), new TransferAudit(), new ReturnAudit());
        var fulfilments = new FulfilmentAudit();
        var routing = new RoutingAudit();
        var dropShips = new DropShipAudit();
        var costs = await CostAudit.StartAsync(node, cancellationToken);
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

                    orders.Fold(record, violations);
                    stock.Fold(record, violations);
                    bins.Fold(record, violations);
                    if (Read(record, Payment.Kind, paymentCodec) is { } happened)
                    {
                        PaymentAudit.Judge(record.Address.Id, payments, happened, violations);
                    }

                    Fold(
                        "I8", record, Payment.Kind, payments, paymentCodec, Payment.Initial, Payment.Evolve,
                        violations);
                    Fold(
                        "I10", record, StoreCredit.Kind, credits, creditCodec, StoreCredit.Initial,
                        StoreCredit.Evolve, violations);
                    masterData.Fold(record, violations);
                    transfers.Fold(record, violations);
                    costs.Fold(record, violations);
                    returns.Fold(record, violations);
                    fulfilments.Fold(record, violations);
                    routing.Fold(record, violations);
                    dropShips.Fold(record, violations);
                }

                if (records.Count < RecordsAtOnce)
                {
                    break;
                }
            }
        }

        stock.Check(violations);
        bins.Check(stock.Items, violations);
        orders.Check(stock.Items, node.Clock.GetCurrentInstant(), node.OrderSettings.Watch, violations);
        PaymentAudit.Check(payments, violations);
        OrderMoneyAudit.Check(orders.Orders, payments, credits, violations);
        masterData.Check(violations);
        transfers.Check(violations);
        returns.Check(orders.Orders, violations);
        fulfilments.Check(stock.Items, violations);
        routing.Check(orders.Orders, violations);
        dropShips.Check(orders.Orders, violations);
        costs.Check(stock.Items, violations);
        violations.AddRange(
            from sum in await node.Model.SumsAsync(null)
            group sum.Debit - sum.Credit by sum.Currency into same
            where same.Sum() != 0
            select new Violation(AuditRules.Books, same.Key, $"Debits less credits are {same.Sum()}."));
        await CompareAsync(
            node, OrderId.Kind, orders.Orders, OrderJson.Default.Order, order => order.Revision, violations,
            cancellationToken);
        await CompareAsync(
            node, StockItem.Kind, stock.Items, ListedStockJson.Default.StockItem, item => item.Revision, violations,
            cancellationToken, ListedStock.Parts);
        await CompareAsync(
            node, Payment.Kind, payments, PaymentJson.Default.Payment, payment => payment.Revision, violations,
            cancellationToken);
        await CompareAsync(
            node, StoreCredit.Kind, credits, StoreCreditJson.Default.StoreCredit, credit => credit.Revision,
            violations, cancellationToken);
        await CompareAsync(
            node, CostBook.Kind, costs.Books, CostingJson.Default.CostBook, book => book.Revision, violations,
            cancellationToken);
        return new AuditView(
            violations.Count == 0,
            new AuditCounts(node.Journal.ShardCount, orders.Orders.Count, stock.Items.Count, payments.Count),
            AuditRules.Count(violations),
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
    /// <param name="rule">The rule that an event breaks which cannot follow.</param>
    public static void Fold<TState, TEvent>(
        string rule,
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
        catch (Exception failure) when (failure is UnreachableException or KeyNotFoundException or ArgumentException
            or InvalidOperationException or OverflowException)
        {
            // What cannot follow is drift, in whatever way the state says so.
            violations.Add(new Violation(rule, record.Address.ToString(), failure.Message));
        }
    }

    private static async Task CompareAsync<TState>(
        CentralNode node,
        string kind,
        Dictionary<string, TState> states,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TState> json,
        Func<TState, long> revisionOf,
        List<Violation> violations,
        CancellationToken cancellationToken,
        ViewParts<TState>? parted = null)
    {
        foreach (var (id, _, listed) in await node.Model.AllAsync(kind))
        {
            var (doc, parts) = parted is null
                ? (listed, [])
                : await node.Model.FindWholeAsync(kind, id, cancellationToken);

            // The model may be behind or, read later, ahead; at the same revision it must be equal byte for byte.
            if (doc is not null && states.TryGetValue(id, out var state)
                && JsonSerializer.Deserialize(doc, json) is { } seen
                && revisionOf(seen) == revisionOf(state)
                && !(doc.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(state, json))
                    && AreAlike(parts, parted?.All(state) ?? [])))
            {
                violations.Add(new Violation("I13", $"{kind} {id}", "The read model differs from the journal."));
            }
        }
    }

    private static bool AreAlike(IReadOnlyList<ViewPart> stored, IEnumerable<ViewPart> folded)
    {
        var byName = folded.ToDictionary(part => part.Name, part => part.Doc, StringComparer.Ordinal);
        return byName.Count == stored.Count
            && stored.All(part => byName.GetValueOrDefault(part.Name)?.AsSpan().SequenceEqual(part.Doc) == true);
    }
}

/// <param name="Rules">Every rule, and how often it is broken.</param>
/// <param name="Violations">The first of them.</param>
internal sealed record AuditView(
    bool Healthy, AuditCounts Checked, IReadOnlyList<RuleView> Rules, IReadOnlyList<Violation> Violations);

internal sealed record AuditCounts(int Shards, int Orders, int StockItems, int Payments);

/// <param name="Invariant">Its number in the domain model, such as <c>I1</c>; a name where it has none.</param>
internal sealed record Violation(string Invariant, string Where, string Detail);
