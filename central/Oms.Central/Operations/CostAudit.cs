using Oms.Actors.Journal;
using Oms.Central.Costing;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Processes;
using Oms.Central.Storage;
using Oms.Central.Transfers;

namespace Oms.Central.Operations;

/// <summary>What stock is worth: each movement across the border of what the company owns is in its cost book once, and
/// each book adds up. Movements and books are summed by themselves, from the events of each.</summary>
/// <param name="reached">Up to where each shard's movements were sent to the books before the journal was read; what
/// came later may be on its way.</param>
internal sealed class CostAudit(IReadOnlyList<long> reached)
{
    private const string Rule = AuditRules.Valuation;

    private readonly Dictionary<string, CostBook> _books = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Sums> _sums = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Sku, string Ref), Moved> _moved = [];
    private readonly Dictionary<(string Sku, string Ref), int> _booked = [];
    private readonly FormCodec<CostEvent> _codec = new(CostEvents.Forms);
    private readonly FormCodec<StockEvent> _stockCodec = new(StockEvents.Forms);
    private readonly FormCodec<TransferEvent> _transferCodec = new(TransferEvents.Forms);

    public Dictionary<string, CostBook> Books => _books;

    /// <summary>Asks up to where movements were sent: what this node knows of its own shards, and what is stored of all
    /// of them.</summary>
    public static async Task<CostAudit> StartAsync(CentralNode node, CancellationToken cancellationToken)
    {
        var reached = new long[node.Journal.ShardCount];
        for (var shard = 0; shard < reached.Length; shard++)
        {
            reached[shard] = await node.Journal.ReadCursorAsync(shard, CostProcess.ProcessName, cancellationToken);
        }

        foreach (var lag in node.System.Lag().Where(lag => lag.Consumer == CostProcess.ProcessName))
        {
            reached[lag.Shard] = long.Max(reached[lag.Shard], lag.Offset);
        }

        return new CostAudit(reached);
    }

    public void Fold(JournalRecord record, List<Violation> violations)
    {
        InvariantAudit.Fold(
            Rule, record, CostBook.Kind, _books, _codec, CostBook.Initial, CostBook.Evolve, violations);
        if (InvariantAudit.Read(record, CostBook.Kind, _codec) is { } booked)
        {
            Book(Uri.UnescapeDataString(record.Address.Id), booked);
        }

        object? happened = InvariantAudit.Read(record, StockItem.Kind, _stockCodec);
        foreach (var crossing in CostCrossing.Of(
            happened ?? InvariantAudit.Read(record, Transfer.Kind, _transferCodec), record.Address.Id, record.Seq))
        {
            _moved[(crossing.Sku, crossing.Ref)] = new Moved(
                crossing.Quantity, record.Offset > reached[record.Shard], happened is not null);
        }
    }

    public void Check(Dictionary<string, StockItem> stock, List<Violation> violations)
    {
        violations.AddRange(
            from moved in _moved
            let booked = _booked.GetValueOrDefault(moved.Key)
            where booked != moved.Value.Quantity && !(moved.Value.OnItsWay && booked == 0)
            select new Violation(
                Rule, $"{moved.Key.Sku} {moved.Key.Ref}",
                $"{moved.Value.Quantity} units moved; {booked} are in the cost book."));
        violations.AddRange(
            from booked in _booked
            where !_moved.ContainsKey(booked.Key)
            select new Violation(
                Rule, $"{booked.Key.Sku} {booked.Key.Ref}",
                $"{booked.Value} units are in the cost book, and no such movement is known."));
        foreach (var (id, book) in _books)
        {
            if (FaultOf(book, _sums[Uri.UnescapeDataString(id)]) is { } fault)
            {
                violations.Add(new Violation(Rule, id, fault));
            }
        }

        CheckUnits(stock, violations);
    }

    /// <summary>What is there and on its way between locations, by the items' own ledgers, is what crossed the
    /// border.</summary>
    private void CheckUnits(Dictionary<string, StockItem> stock, List<Violation> violations)
    {
        var crossed = _moved.Where(moved => moved.Value.OfStock)
            .GroupBy(moved => moved.Key.Sku, StringComparer.Ordinal)
            .ToDictionary(
                sku => sku.Key, sku => sku.Sum(moved => (long)moved.Value.Quantity), StringComparer.Ordinal);
        violations.AddRange(
            from item in stock
            group item.Value by StockItemId.Parse(item.Key)?.Sku ?? item.Key into items
            let owned = items.Sum(item => item.OnHand + item.Ledger.TransferredOut - item.Ledger.TransferredIn)
            let sum = crossed.GetValueOrDefault(items.Key)
            where owned != sum
            select new Violation(
                Rule, items.Key, $"{owned} units are there or between locations; {sum} came from outside."));
    }

    private static string? FaultOf(CostBook book, Sums sums) =>
        book.Quantity != sums.Quantity || book.Quantity != book.Fifo.Held - book.Fifo.Owed.Quantity
            ? $"{book.Quantity} units are in it by average, {book.Fifo.Held - book.Fifo.Owed.Quantity} by layers; "
                + $"its events sum to {sums.Quantity}."
        : (book.Fifo.Value, book.Average.Value) != (sums.Fifo, sums.Average)
            ? $"It is worth {book.Fifo.Value} and {book.Average.Value}; its events sum to {sums.Fifo} and "
                + $"{sums.Average}."
        : book.Quantity == 0 && (book.Fifo.Value, book.Average.Value) != (0, 0)
            ? $"Nothing is there, and it is worth {book.Fifo.Value} and {book.Average.Value}."
        : null;

    private void Book(string sku, CostEvent happened)
    {
        var sums = _sums.GetValueOrDefault(sku, new Sums(0, 0, 0));
        var (reference, quantity) = happened switch
        {
            CostEvent.CostReceived e => (e.Ref, e.Quantity),
            CostEvent.CostIssued e => (e.Ref, -e.Quantity),
            _ => throw new System.Diagnostics.UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        _booked[(sku, reference)] = _booked.GetValueOrDefault((sku, reference)) + quantity;
        _sums[sku] = happened switch
        {
            CostEvent.CostReceived e => new Sums(
                sums.Quantity + quantity,
                sums.Fifo + e.Fifo + e.VarianceFifo,
                sums.Average + e.Average + e.VarianceAverage),
            CostEvent.CostIssued e => new Sums(
                sums.Quantity + quantity, sums.Fifo - e.Fifo, sums.Average - e.Average),
            _ => sums,
        };
    }

    /// <param name="OnItsWay">Whether it may not be in the book yet.</param>
    /// <param name="OfStock">Whether a stock item moved the units, and not a transfer.</param>
    private sealed record Moved(int Quantity, bool OnItsWay, bool OfStock);

    private sealed record Sums(long Quantity, Int128 Fifo, Int128 Average);
}
